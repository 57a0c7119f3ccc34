// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/signin.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTimer>

#include <chrono>
#include <functional>

namespace lighterman {

/// Finds out whether a password counts with a proxy that signs in connections (NTLM), before it is
/// used for a tunnel: refused there, QNetworkAccessManager would ask again without an end.
///
/// It is shown once, with a plain request for what the proxy may answer out of its cache alone
/// (RFC 9111, section 5.2.1.7), of a host that cannot be (RFC 6761, section 6.4): no server sees
/// it.
class ProxyProof final : public QObject
{
    Q_OBJECT

public:
    struct Request
    {
        QUrl proxy; ///< http, with host and port
        QByteArray userAgent;
        std::shared_ptr<const ConnectionLogin> login; ///< never none
        /// By how many bytes this process may grow meanwhile.
        qint64 headMemory = qint64(256) << 20U;
        std::chrono::milliseconds deadline = std::chrono::seconds(30);
    };
    using Heard = std::function<void(const Result<AuthReply> &)>;

    /// Answers once, later: with the proxy's 407, or with 200 where the password counts. http-407:
    /// it was not asked for, so that nothing is known; invalid-server-response, timed-out, and what
    /// can go wrong with connections.
    ProxyProof(Request request, Heard heard);

private:
    void heed();
    void look();
    void onSent();
    void onFinished();
    void fail(ErrorCode code, const QString &detail);
    void end(const Result<AuthReply> &result);

    Request m_request;
    Heard m_heard;
    QNetworkAccessManager m_manager;  // for one connection, that nobody else uses
    QNetworkReply *m_reply = nullptr; // the manager's
    QTimer m_look;
    std::chrono::steady_clock::time_point m_since = std::chrono::steady_clock::now();
    qint64 m_resident = 0; // at the beginning
    int m_sent = 0;        // how often
    bool m_isShown = false;
};

} // namespace lighterman
