// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/ipc/agentserver.h"

#include "common/base/log.h"

#include <QFile>
#include <QLocalSocket>

#include <sys/socket.h>
#include <unistd.h>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// Far more than one person's programs need; a bound against a client that leaks connections.
constexpr int kMostSessions = 256;

/// The user who opened the other end, as the kernel says.
std::optional<uid_t> peerOf(const QLocalSocket &socket)
{
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(int(socket.socketDescriptor()), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return std::nullopt;
    return peer.uid;
}

bool mayEnter(const QLocalSocket &socket)
{
    const auto peer = peerOf(socket);
    return peer && (*peer == ::getuid() || *peer == 0);
}

} // namespace

AgentServer::AgentServer(Engine &engine, AgentControl &control, QObject *parent)
    : QObject(parent)
    , m_engine(engine)
    , m_control(control)
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &AgentServer::admit);
}

Result<void> AgentServer::listen(const QString &path)
{
    QLocalServer::removeServer(path);
    if (!m_server.listen(path))
        return fail(ErrorCode::InvalidArgument, m_server.errorString(), ErrorContext::LocalFile,
                    path);
    QFile::setPermissions(path, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    return {};
}

void AgentServer::admit()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        std::unique_ptr<QIODevice> device(socket);
        socket->setParent(nullptr); // the session's connection owns it
        if (!mayEnter(*socket) || m_sessions >= kMostSessions) {
            qCWarning(lcIpc) << "a connection was refused";
            continue;
        }
        auto *session = new Session(std::move(device), m_engine, m_control, this);
        ++m_sessions;
        connect(session, &Session::ended, this, [this, session] {
            --m_sessions;
            session->deleteLater();
        });
    }
}

void AgentServer::close()
{
    m_server.close();
    for (Session *session : findChildren<Session *>(Qt::FindDirectChildrenOnly))
        session->close();
}

} // namespace lighterman
