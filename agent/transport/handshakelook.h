// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSslConfiguration>
#include <QSslSocket>
#include <QTimer>

#include <chrono>
#include <functional>

namespace lighterman {

/// Shakes hands with a server, says nothing, and hangs up: whether the server gets as far as to
/// show its own certificate before it breaks off. Qt does not tell that of a handshake that has
/// failed, unless there is something wrong with the certificate; so here nobody is vouched for.
class HandshakeLook final : public QObject
{
    Q_OBJECT

public:
    using Seen = std::function<void(bool hasShown)>;
    /// `server`: https. `tls`: as in the handshake that has failed. Answers once, later; false also
    /// where it does not fail this time, or not within `deadline`.
    HandshakeLook(const QUrl &server, QSslConfiguration tls, Seen seen,
                  std::chrono::milliseconds deadline = std::chrono::seconds(10));
    ~HandshakeLook() override;

private:
    void end(bool hasShown);

    Seen m_seen;
    QSslSocket m_socket;
    QTimer m_deadline;
};

} // namespace lighterman
