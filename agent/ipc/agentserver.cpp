// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/ipc/agentserver.h"

#include "common/base/log.h"

#include <QFile>
#include <QLocalSocket>

#include <sys/socket.h>
#include <sys/stat.h>
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

/// Nothing lies there, or a socket that may be replaced.
bool isFree(const QString &path)
{
    struct stat facts
    {
    };
    if (::lstat(QFile::encodeName(path).constData(), &facts) != 0)
        return true; // whatever is wrong shows when it is bound
    return S_ISSOCK(facts.st_mode);
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
    if (!isFree(path))
        return fail(ErrorCode::InvalidArgument, u"something else than a socket is there"_s,
                    ErrorContext::LocalFile, path);
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

bool AgentServer::isServed(const QString &path)
{
    QLocalSocket probe;
    probe.connectToServer(path);
    return probe.waitForConnected(0);
}

void AgentServer::close()
{
    m_server.close();
    for (Session *session : findChildren<Session *>(Qt::FindDirectChildrenOnly))
        session->close();
}

} // namespace lighterman
