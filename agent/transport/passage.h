// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/entrance.h"
#include "agent/transport/fetchshared.h"
#include "agent/transport/handshakelook.h"
#include "agent/transport/journey.h"
#include "agent/transport/managers.h"
#include "agent/transport/request.h"
#include "agent/transport/tunnelwatch.h"

namespace lighterman {

class Errands;

/// How one file gets past whoever wants to know who asks, request by request: the server, and the
/// proxy before it; and how it comes by the certificate that shows it. Lives on the transport's
/// thread.
class Passage
{
public:
    enum class Step : quint8 {
        Go,     ///< nothing is in the way
        Wait,   ///< without a place, until admissions let the file go
        Again,  ///< in its turn
        Resend, ///< at once, over the same connection
        Fail,
    };
    struct Outcome
    {
        Step step = Step::Go;
        std::optional<Error> error = {}; ///< of Fail
    };

    enum class Gates : quint8 {
        All,
        Proxy, ///< alone, before each tunnel: for what others than the file have to say
    };

    /// Neither is owned; both outlive it.
    Passage(TransferId id, const FileTask &task, FetchShared &shared, Gates gates = Gates::All);

    /// To be asked before each request; never Resend. `ready` is called once after a Wait that is
    /// for a signature or a certificate alone, and may not end or use this at once.
    [[nodiscard]] Outcome enter(const Route &route, const std::function<void()> &ready);
    /// Says who asks in the request that is sent now.
    void sign(Ask &ask);
    /// What that request goes by: `usual` unless it signs in more than itself.
    [[nodiscard]] QNetworkAccessManager &manager(const Ask &ask, const Route &route, Place place,
                                                 QNetworkAccessManager &usual);
    /// The proxy as it is to be told of who asks in that request.
    [[nodiscard]] QNetworkProxy proxy(const Ask &ask, const Route &route) const;
    /// For what sign-ins have to say to others than the server: goes the way of the file.
    [[nodiscard]] std::shared_ptr<AuthMessenger> messenger();
    /// Admissions let the file go: so they do what it has to say to others.
    void letGo() const;
    /// Looks after it where it goes through a tunnel. `stuck` is called once if that does not come
    /// up: Again or Fail.
    void watch(const QNetworkReply &reply, const Route &route,
               std::function<void(const Outcome &)> stuck);
    /// Looks at what an answer says of who asks.
    [[nodiscard]] Outcome heard(const QNetworkReply &reply, const Route &route);
    /// What further connections to the server go with; none: as anybody.
    [[nodiscard]] const std::shared_ptr<SignIn> &pass() const { return m_server.entrance.pass(); }
    /// The proxy has refused a tunnel, and Qt does not tell what it said: it is asked before the
    /// next request. False: there is none.
    [[nodiscard]] bool refuseTunnel(const Route &route);
    /// Whether further connections may go with pass() to the server.
    [[nodiscard]] bool mayBranch() const { return !m_isOfConnection && !m_proxy.entrance.pass(); }
    /// Which connections requests may go over.
    [[nodiscard]] Manner manner(const Route &route) const;
    /// Whether the link of the file leads there, and no redirect elsewhere: to https of the same
    /// host may be one.
    [[nodiscard]] bool isOwnServer(const Route &route) const;
    /// The handshake has failed in a way that may be about a certificate that the server wants: it
    /// is looked at before the next request, which then ends with that, or with `reason`. False: it
    /// cannot be.
    [[nodiscard]] bool doubt(const QNetworkReply &reply, const Route &route, const Error &reason);
    /// Whether requests show a certificate there, and with what TLS.
    [[nodiscard]] bool isIdentified(const Route &route) const;
    [[nodiscard]] const QSslConfiguration &tls(const Route &route) const;
    /// The request is over, without an answer. Not to be called while something is signed.
    void forget();

private:
    using Opened = Result<std::shared_ptr<const ClientIdentity>>;
    struct Gate
    {
        AuthTarget target;
        Entrance entrance = {};
        bool isProven = false; ///< Admissions::Entry
    };
    [[nodiscard]] Visit visit(const Gate &gate, const Route &route) const;
    [[nodiscard]] Outcome enter(Gate &gate, const Route &route, const std::function<void()> &ready);
    [[nodiscard]] Outcome enterProxy(const Route &route, const std::function<void()> &ready);
    [[nodiscard]] Outcome heard(Gate &gate, const AuthReply &reply, const Route &route);
    [[nodiscard]] bool isAsked(const Gate &gate, const AuthReply &reply, const Route &route) const;
    [[nodiscard]] bool hasHeader(const Route &route, const Gate &gate) const;
    [[nodiscard]] bool isTunnelled(const Route &route) const;
    [[nodiscard]] std::optional<Manner> signedManner(const Ask &ask, const Route &route) const;
    [[nodiscard]] Outcome heardBoth(const QNetworkReply &reply, const Route &route);
    [[nodiscard]] Outcome heardKnock(const Route &route);
    [[nodiscard]] Outcome identify(const Route &route, const std::function<void()> &ready);
    [[nodiscard]] Outcome heardKey(const Route &route);
    [[nodiscard]] Outcome look(const Route &route, const std::function<void()> &ready);
    [[nodiscard]] Outcome knock(const Route &route, const std::function<void()> &ready);

    TransferId m_id;
    const FileTask &m_task;
    FetchShared &m_shared;
    Gates m_gates;
    Gate m_proxy{AuthTarget::Proxy};
    Gate m_server{AuthTarget::Server};
    Gate m_key{AuthTarget::ClientKey};
    std::unique_ptr<Pending> m_opening;
    std::optional<Opened> m_opened; // of m_opening
    std::optional<Error> m_doubt;   // of a handshake
    std::unique_ptr<HandshakeLook> m_look;
    std::optional<bool> m_seen;                // of m_look
    std::unique_ptr<QObject> m_knock;          // ProxyKnock, or ProxyProof
    std::optional<Result<AuthReply>> m_answer; // of m_knock
    bool m_isOfConnection = false;             // what was signed last
    bool m_hasLogin = false;                   // at a proxy, likewise
    bool m_isRefused = false;                  // a tunnel, or it may be
    bool m_hasKnocked = false;                 // and was let in: the next request may go
    int m_resends = 0;                         // in a row, of both gates
    int m_knocks = 0;                          // since the last answer through a tunnel
    int m_lateTunnels = 0;                     // likewise
    // Of one request that a proxy lets through by connection; its replies may be in a signal.
    std::unique_ptr<QNetworkAccessManager, QScopedPointerObjectDeleteLater<QObject>> m_tunnel;
    TunnelWatch m_watch;
    std::shared_ptr<Errands> m_errands;
};

} // namespace lighterman
