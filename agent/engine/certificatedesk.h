// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/signindesk.h"

#include <map>
#include <set>

namespace lighterman {

/// Which servers people trust although nobody vouches for their certificates (docs/adr/0026): a job
/// that meets one stops, and waits for one question for each host, port and certificate. A yes is
/// for exactly that, for all jobs and for good; a no is not asked for again by itself. A job that
/// meets one who wants to see a certificate of the person's waits in the same way, to be told
/// which (docs/adr/0027).
class CertificateDesk final : public QObject
{
    Q_OBJECT

public:
    struct Needs
    {
        JobStore &store;
        Transport &transport;
        Clock &clock;
        SignInDesk &desk; ///< has the inbox
    };
    /// None of it is owned.
    CertificateDesk(const Needs &needs, SignInDesk::Host &host);

    /// A person answers: with a yes all jobs that wait go on, with a no they stay as they are.
    /// not-found, invalid-argument for a question that asks for something else.
    void decide(int number, bool isAccepted, JobStore::Done done);

    /// A person says which certificate shows the server who asks: all jobs that wait go on with it.
    /// `name` is as readClientCertificate() gives it. not-found, invalid-argument, also for a
    /// question that asks for something else.
    void choose(int number, const QString &name, JobStore::Done done);

    /// What people have accepted, in the order of hosts and ports.
    [[nodiscard]] const std::vector<TrustedCertificate> &accepted() const { return m_accepted; }
    /// When a person has said yes to another certificate of the same server than this is about.
    [[nodiscard]] std::optional<Moment> otherAccepted(const Question &question) const;
    /// A person takes a yes back: who meets this server from now on waits for another one, and so
    /// does what is under way there. not-found.
    [[nodiscard]] Result<void> withdraw(const QString &host, int port);

    /// What people have accepted before, before anything else.
    void recall(std::vector<TrustedCertificate> accepted);
    /// A file of a job that moves fails for it.
    void needAnswer(const JobId &id, const Question &about);
    /// The job is in another state.
    void stateChanged(const JobId &id);

private:
    struct Refusal
    {
        TrustedCertificate certificate; ///< that is not
        Moment at = 0;
    };
    [[nodiscard]] static TrustedCertificate certificateOf(const Question &question);
    [[nodiscard]] bool isAccepted(const Question &question) const;
    [[nodiscard]] bool isRefused(const Question &question, const Job &job) const;
    void accept(const Question &question);
    void refuse(const Question &question);
    void settle(const JobId &id);
    void stop(const JobId &id);
    void ask(Job &job, const Question &question);
    void leave(const JobId &id);
    [[nodiscard]] Result<void> mayChoose(int number, const QString &name) const;
    void later(std::function<void()> call);

    Needs m_needs;
    SignInDesk::Host &m_host;
    std::vector<TrustedCertificate> m_accepted;
    std::vector<Refusal> m_refusals;        ///< until the agent ends
    std::map<QByteArray, Question> m_shown; ///< what a job would ask, by its id
    std::set<QByteArray> m_stopped;         ///< jobs that a no has stopped
    std::set<QByteArray> m_insisting;       ///< of these, jobs that a person has resumed
    /// And fingerprints: resumed for a yes that came while they moved.
    std::set<std::pair<QByteArray, QByteArray>> m_resumed;
};

} // namespace lighterman
