// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLocalSocket>

#include <sys/un.h>

namespace lighterman {

/// What the kernel takes as the path of a socket, in bytes; a zero follows.
inline constexpr qsizetype kLongestSocketPath = sizeof(sockaddr_un::sun_path) - 1;
[[nodiscard]] bool isTooLong(const QString &socket);

/// Why no agent answers at `socket`, in words for people.
[[nodiscard]] QString whyNot(QLocalSocket::LocalSocketError error, const QString &socket);

/// Whether this user's own agent listens at the other end, as the kernel says: links and headers go
/// to nobody else. Root may speak to anybody's agent, and is trusted as everywhere.
[[nodiscard]] bool isOurs(const QLocalSocket &socket);

} // namespace lighterman
