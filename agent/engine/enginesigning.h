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
                  engine.m_settings},
                 *this)
        , m_certificates(
              {engine.m_ports.store, engine.m_ports.transport, engine.m_ports.clock, m_desk}, *this)
    {
    }

    [[nodiscard]] SignInDesk &desk() { return m_desk; }
    [[nodiscard]] CertificateDesk &certificates() { return m_certificates; }
    void recall(const StoredSignIns &stored);

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
