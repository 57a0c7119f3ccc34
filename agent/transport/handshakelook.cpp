// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/handshakelook.h"

#include <QNetworkProxy>
#include <QUrl>

#include <utility>

namespace lighterman {

HandshakeLook::HandshakeLook(const QUrl &server, QSslConfiguration tls, Seen seen,
                             std::chrono::milliseconds deadline)
    : m_seen(std::move(seen))
    , m_socket(this)
    , m_deadline(this)
{
    constexpr int kHttps = 443;
    tls.setCaCertificates({});
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    m_socket.setSslConfiguration(tls);
    m_socket.setProxy(QNetworkProxy::NoProxy);
    connect(&m_socket, &QSslSocket::errorOccurred, this,
            [this] { end(!m_socket.peerCertificate().isNull()); });
    // What it is wrong with is known; nothing is sent.
    connect(&m_socket, &QSslSocket::sslErrors, this, [this] { m_socket.ignoreSslErrors(); });
    connect(&m_socket, &QSslSocket::encrypted, this, [this] { end(false); });
    m_deadline.setSingleShot(true);
    m_deadline.callOnTimeout(this, [this] { end(false); });
    m_deadline.start(deadline);
    m_socket.connectToHostEncrypted(server.host(), quint16(server.port(kHttps)));
}

HandshakeLook::~HandshakeLook()
{
    m_socket.disconnect(this);
    m_socket.abort();
}

/// Later: the one that hears may delete this.
void HandshakeLook::end(bool hasShown)
{
    m_deadline.stop();
    m_socket.disconnect(this);
    m_socket.abort();
    QMetaObject::invokeMethod(
        this, [seen = std::exchange(m_seen, nullptr), hasShown] { seen(hasShown); },
        Qt::QueuedConnection);
}

} // namespace lighterman
