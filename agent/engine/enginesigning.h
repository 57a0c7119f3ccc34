// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/certificatedesk.h"
#include "agent/engine/engine.h"
#include "agent/engine/signindesk.h"

namespace lighterman {

/// What the desk has to do with the jobs.
class Engine::Signing final : public SignInDesk::Host
{
public:
    explicit Signing(Engine &engine)
        : m_engine(engine)
        , m_desk({engine.m_ports.store, engine.m_ports.keyring, engine.m_ports.clock,
                  engine.m_ports.alarm, engine.m_settings},
                 *this)
        , m_certificates(
              {engine.m_ports.store, engine.m_ports.transport, engine.m_ports.clock, m_desk}, *this)
    {
    }

    [[nodiscard]] SignInDesk &desk() { return m_desk; }
    [[nodiscard]] CertificateDesk &certificates() { return m_certificates; }
    void recall(const StoredSignIns &stored);

    // Headers that may be secrets (docs/adr/0028).

    /// The job is new, or its headers are; it had `old` before.
    void keepHeaders(const JobEntry &entry, const std::vector<Header> &old = {});
    /// The secrets of a job go with it.
    void dropHeaders(Job &job);
    /// What an earlier agent has left in the store goes to the keyring.
    void recallHeaders();
    /// Answers once the headers have their values, at once where they do. keyring-locked,
    /// keyring-failed, headers-missing.
    void withHeaders(const JobEntry &entry, const std::function<void(const Result<void> &)> &then);

private:
    [[nodiscard]] Job *deskJob(const JobId &id) override;
    [[nodiscard]] bool deskLinksTo(const JobId &id, const QUrl &url) override;
    void deskChanged(const JobId &id, const QString &line) override;
    void deskSignIn(const JobId &id, int file, Credentials credentials) override;
    void deskDecline(const JobId &id, int file, const Error &error) override;
    void deskForget(const JobId &id, AuthTarget target, const QUrl &url) override;
    void deskResume(const JobId &id) override;
    void deskKeyringChanged() override;

    Engine &m_engine;
    SignInDesk m_desk;
    CertificateDesk m_certificates;
};

} // namespace lighterman
