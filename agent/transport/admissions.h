// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/protectedpaths.h"
#include "agent/transport/reports.h"
#include "agent/transport/visit.h"

#include <functional>
#include <map>
#include <tuple>

namespace lighterman {

/// Who may ask where credentials are wanted, and with which.
///
/// For each job and each protection space of a server (scheme, host and port, and what it calls its
/// realms) or proxy there is at most one question. The file that meets it first leads: it is asked
/// for credentials (FileListener::challenged), and alone tries what it is given. All others of the
/// job that belong there wait meanwhile. What is accepted is a pass for all of them; one that is
/// refused later is asked for again, by one file. Where the leader goes away, the one that has
/// waited longest leads on, with the same question or the same credentials.
///
/// Which links belong to a space is learnt from answers, folder by folder: to others the server is
/// asked first as nobody, so that no secret of one space reaches another one.
///
/// All of it is forgotten with the last fetch of the job, and no job has any part in another one's.
class Admissions
{
public:
    /// Without `signIns` nobody is asked. `reports` is not owned.
    Admissions(std::shared_ptr<SignIns> signIns, Reports &reports);

    /// Whom decisions reach about other files than the one that calls. To be set first.
    struct Audience
    {
        std::function<void(TransferId)> letGo; ///< it need not wait any longer, and may enter()
        std::function<void(TransferId, const Error &)> turnAway; ///< it is to end
    };
    void tell(Audience audience) { m_audience = std::move(audience); }

    /// How a request may go.
    struct Entry
    {
        enum class Kind : quint8 {
            Free,   ///< as anybody
            Signed, ///< with `pass`
            Wait,   ///< not before letGo()
            Closed, ///< not at all: `error`
        };
        Kind kind = Kind::Free;
        std::shared_ptr<SignIn> pass = {};
        std::optional<Error> error = {};
        bool isProven = false; ///< others of the job have gone that way before
    };
    /// To be asked before each request. `beforehand`: servers are told before they want to know.
    [[nodiscard]] Entry enter(const Visit &visit, bool beforehand);
    /// The file has to wait elsewhere: who waits for it there need not.
    void stepAside(const Visit &visit) { stepDown(visit, nullptr); }
    /// Whether the job signs in, or tries to, in a way that may count for a whole connection.
    [[nodiscard]] bool bindsConnections(const JobId &job) const;
    /// Whether further connections may go with `pass`.
    [[nodiscard]] bool counts(const JobId &job, const std::shared_ptr<SignIn> &pass);
    /// What an answer offers.
    [[nodiscard]] std::vector<AuthOffer> offers(AuthTarget target, const AuthReply &reply) const;
    /// A request that went as anybody was answered like this, with offers. Whether the file has to
    /// wait; else it may enter() again.
    [[nodiscard]] bool challenged(const Visit &visit, const AuthReply &reply);
    /// A request that went as anybody was let in.
    void opened(const Visit &visit);
    /// A request that went with `pass` was answered as to somebody who is known.
    void accepted(const Visit &visit, const std::shared_ptr<SignIn> &pass);
    /// Nobody wants to know any more who asks, whatever `pass` is: it was not looked at.
    void endedAsking(const Visit &visit, const std::shared_ptr<SignIn> &pass);
    /// A further connection went with `pass`, and was refused: one request is to show what counts.
    void doubted(const JobId &job, const std::shared_ptr<SignIn> &pass);
    /// One was refused; as challenged().
    [[nodiscard]] bool refused(const Visit &visit, const std::shared_ptr<SignIn> &pass,
                               const AuthReply &reply);

    /// A fetch of the job begins.
    void join(const JobId &job);
    /// It is over, or called off.
    void leave(TransferId id, const JobId &job);

    /// Fetching::signIn() and decline() of that file; nothing where it has not been asked.
    void signIn(TransferId id, const JobId &job, Credentials credentials);
    void decline(TransferId id, const JobId &job, const Error &error);
    /// Transport::forgetSignIn().
    void forget(const Visit &visit);

private:
    enum class State : quint8 {
        Asking, ///< for credentials: `leader` was told
        Trying, ///< `leader` comes with `pass`
        Passed, ///< `pass` counts
        Closed, ///< nobody signs in
        Open,   ///< nobody has asked yet, and there is nothing to tell beforehand
    };
    struct Door
    {
        State state = State::Asking;
        ProtectedPaths paths = {};
        bool isBeforehand = false;    ///< nobody has asked: it is for all that no other one has
        AuthChallenge challenge = {}; ///< as it was told last
        QByteArray offered = {};      ///< the field that it was made of
        std::shared_ptr<SignIn> pass = {};
        AuthScheme scheme = AuthScheme::Basic; ///< of `pass`
        bool isTold = false;                   ///< that `pass` counts
        std::optional<TransferId> leader = {};
        std::vector<TransferId> held = {}; ///< in order
        std::optional<Error> error = {};   ///< where it is closed
    };
    /// Origin, and what it calls its realms.
    using Doors = std::map<std::tuple<AuthTarget, QString, QString>, Door>;
    struct Party
    {
        int fetches = 0;
        Doors doors = {};
    };

    [[nodiscard]] Entry enter(Door &door, TransferId id);
    void stepDown(const Visit &visit, const Door *here);
    [[nodiscard]] std::vector<Door *> doorsAt(const Visit &visit);
    [[nodiscard]] Door *find(const Visit &visit);
    [[nodiscard]] Door *find(const JobId &job, const std::shared_ptr<SignIn> &pass);
    [[nodiscard]] bool isOfAnother(const Door &door, const Visit &visit,
                                   const AuthReply &reply) const;
    [[nodiscard]] std::pair<Door &, bool> meet(const Visit &visit, const AuthReply &reply);
    [[nodiscard]] Door &buildBeforehand(const Visit &visit);
    void claim(Door &door, const Visit &visit);
    void drop(const JobId &job, const Door &door);
    [[nodiscard]] Door *led(TransferId id, const JobId &job);
    [[nodiscard]] static bool hold(Door &door, TransferId id);
    [[nodiscard]] Result<std::shared_ptr<SignIn>> make(const Door &door, Credentials credentials);
    void ask(Door &door, TransferId leader);
    void lead(Door &door, TransferId id);
    void passOn(Door &door);
    void letGo(const std::vector<TransferId> &held) const;

    std::shared_ptr<SignIns> m_signIns;
    Reports &m_reports; // not owned
    Audience m_audience = {};
    std::map<QByteArray, Party> m_parties = {}; // by id of the job
};

} // namespace lighterman
