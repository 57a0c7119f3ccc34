// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/client/agentsocket.h"

#include <QFile>

#include <sys/socket.h>
#include <unistd.h>

namespace lighterman {

using namespace Qt::StringLiterals;

bool isTooLong(const QString &socket)
{
    return QFile::encodeName(socket).size() > kLongestSocketPath;
}

QString whyNot(QLocalSocket::LocalSocketError error, const QString &socket)
{
    switch (error) {
    case QLocalSocket::SocketAccessError:
        return u"%1 may not be used"_s.arg(socket);
    case QLocalSocket::ServerNotFoundError:
    case QLocalSocket::ConnectionRefusedError:
        return u"nobody listens at %1"_s.arg(socket);
    default:
        return u"no connection to %1"_s.arg(socket);
    }
}

bool isOurs(const QLocalSocket &socket)
{
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(int(socket.socketDescriptor()), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return false;
    return peer.uid == ::getuid() || peer.uid == 0 || ::getuid() == 0;
}

} // namespace lighterman
