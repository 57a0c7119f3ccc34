// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/proxyknock.h"

#include "common/base/log.h"

#include <QNetworkProxy>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestHead = 65'536;
constexpr int kHttps = 443;

/// Host and port, as the request line has them.
QByteArray authorityOf(const QUrl &server)
{
    const QByteArray host = server.host(QUrl::FullyEncoded).toLatin1();
    return (host.contains(':') ? '[' + host + ']' : host) + ':'
        + QByteArray::number(server.port(kHttps));
}

void append(QByteArray &to, const QByteArray &value)
{
    to += to.isEmpty() ? value : ", " + value;
}

void takeField(AuthReply &reply, const QByteArray &line)
{
    const qsizetype colon = line.indexOf(':');
    const QByteArray name = line.left(std::max<qsizetype>(colon, 0)).toLower();
    const QByteArray value = line.mid(colon + 1).trimmed();
    if (name == "proxy-authenticate")
        append(reply.challenge, value);
    else if (name == "proxy-authentication-info")
        append(reply.info, value);
}

ErrorCode codeOf(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::HostNotFoundError:
        return ErrorCode::NameNotResolved;
    case QAbstractSocket::RemoteHostClosedError:
        return ErrorCode::ConnectionClosed;
    case QAbstractSocket::SocketTimeoutError:
        return ErrorCode::TimedOut;
    default:
        return ErrorCode::ConnectFailure;
    }
}

} // namespace

std::optional<AuthReply> readProxyHead(const QByteArray &head)
{
    const QByteArrayList lines = head.split('\n');
    const QByteArrayList words = lines.front().simplified().split(' ');
    bool isNumber = false;
    const int status = words.size() > 1 ? words[1].toInt(&isNumber) : 0;
    if (!isNumber || status < 100 || status > 599 || !words.front().startsWith("HTTP/1."))
        return std::nullopt;
    AuthReply reply;
    reply.status = status;
    for (qsizetype i = 1; i < lines.size(); ++i)
        takeField(reply, lines[i]);
    return reply;
}

ProxyKnock::ProxyKnock(Request request, Heard heard)
    : m_request(std::move(request))
    , m_heard(std::move(heard))
    , m_socket(this)
    , m_deadline(this)
{
    m_socket.setProxy(QNetworkProxy::NoProxy);
    connect(&m_socket, &QTcpSocket::connected, this, &ProxyKnock::send);
    connect(&m_socket, &QTcpSocket::readyRead, this, &ProxyKnock::onReadyRead);
    connect(&m_socket, &QTcpSocket::errorOccurred, this, &ProxyKnock::onError);
    m_deadline.setSingleShot(true);
    m_deadline.callOnTimeout(this, [this] {
        end(tl::unexpected(Error{ErrorCode::TimedOut,
                                 u"the proxy does not answer"_s,
                                 ErrorContext::GeneralTransport,
                                 {}}));
    });
    m_deadline.start(m_request.deadline);
    m_socket.connectToHost(m_request.proxy.host(), quint16(m_request.proxy.port()));
}

ProxyKnock::~ProxyKnock()
{
    m_socket.disconnect(this);
    m_socket.abort();
}

void ProxyKnock::send()
{
    const QByteArray authority = authorityOf(m_request.server);
    QByteArray text = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority
        + "\r\nUser-Agent: " + m_request.userAgent + "\r\n";
    if (!m_request.authorization.isEmpty())
        text += "Proxy-Authorization: " + m_request.authorization + "\r\n";
    m_socket.write(text + "\r\n");
}

void ProxyKnock::onReadyRead()
{
    m_head += m_socket.read(kLongestHead + 1 - m_head.size());
    const qsizetype crlf = m_head.indexOf("\r\n\r\n");
    const qsizetype end = crlf >= 0 ? crlf : m_head.indexOf("\n\n");
    if (end < 0 && m_head.size() <= kLongestHead)
        return;
    const auto reply = end < 0 ? std::nullopt : readProxyHead(m_head.left(end));
    if (reply) {
        this->end(*reply);
        return;
    }
    this->end(tl::unexpected(Error{ErrorCode::InvalidServerResponse,
                                   u"the proxy does not speak HTTP"_s,
                                   ErrorContext::GeneralTransport,
                                   {}}));
}

void ProxyKnock::onError()
{
    end(tl::unexpected(Error{codeOf(m_socket.error()),
                             u"the proxy: "_s + m_socket.errorString(),
                             ErrorContext::GeneralTransport,
                             {}}));
}

/// Later: the one that hears may delete this.
void ProxyKnock::end(const Result<AuthReply> &result)
{
    m_deadline.stop();
    m_socket.disconnect(this);
    m_socket.abort();
    QMetaObject::invokeMethod(
        this, [heard = std::exchange(m_heard, nullptr), result] { heard(result); },
        Qt::QueuedConnection);
}

} // namespace lighterman
