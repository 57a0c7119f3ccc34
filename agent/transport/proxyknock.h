// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/signin.h"

#include <QTcpSocket>
#include <QTimer>

#include <functional>

namespace lighterman {

/// Asks a proxy for a tunnel (CONNECT, RFC 9110, section 9.3.6), and hangs up when it has answered.
/// QNetworkAccessManager does not hand on what a proxy says when it refuses one, and of a proxy
/// that offers NTLM it asks again without an end.
class ProxyKnock final : public QObject
{
    Q_OBJECT

public:
    struct Request
    {
        QUrl proxy;  ///< http, with host and port
        QUrl server; ///< where the tunnel leads to
        QByteArray userAgent;
        QByteArray authorization = {}; ///< empty: as nobody
        std::chrono::milliseconds deadline = std::chrono::seconds(30);
    };
    using Heard = std::function<void(const Result<AuthReply> &)>;

    /// Answers once, later, with what the proxy says; connect-failure, name-not-resolved,
    /// connection-closed, timed-out, invalid-server-response.
    ProxyKnock(Request request, Heard heard);
    ~ProxyKnock() override;

private:
    void send();
    void onReadyRead();
    void onError();
    void end(const Result<AuthReply> &result);

    Request m_request;
    Heard m_heard;
    QTcpSocket m_socket;
    QTimer m_deadline;
    QByteArray m_head;
};

/// Reads the head of an answer up to its empty line. Nothing for what is none.
[[nodiscard]] std::optional<AuthReply> readProxyHead(const QByteArray &head);

} // namespace lighterman
