// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/ipc/session.h"

#include <QLocalServer>

namespace lighterman {

/// The agent's socket: who may speak to it, and a session for each who does.
class AgentServer final : public QObject
{
    Q_OBJECT

public:
    /// Neither is owned; both outlive the server.
    AgentServer(Engine &engine, AgentControl &control, QObject *parent = nullptr);

    /// Serves at `path` (absolute, socket 0600). The instance lock must be held: a socket that lies
    /// there is then a leftover and is replaced. invalid-argument for anything else that lies
    /// there, and for a path that is too long for a socket.
    [[nodiscard]] Result<void> listen(const QString &path);

    /// Whether somebody listens at `path`. Asks the kernel, at once.
    [[nodiscard]] static bool isServed(const QString &path);

    /// Lets nobody in any more.
    void stopListening() { m_server.close(); }
    /// And ends the sessions once their last replies are out.
    void close();

private:
    void admit();

    Engine &m_engine;
    AgentControl &m_control;
    QLocalServer m_server;
    int m_sessions = 0;
};

} // namespace lighterman
