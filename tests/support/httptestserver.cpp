// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/httptestserver.h"

#include <QRandomGenerator>
#include <QSslSocket>
#include <QTcpSocket>
#include <QTimer>

namespace lighterman::test {

namespace {

using Then = HttpResponse::Then;

/// Accepts connections as TLS ones.
class TlsServer final : public QTcpServer
{
public:
    explicit TlsServer(QSslConfiguration configuration)
        : m_configuration(std::move(configuration))
    {
    }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto *socket = new QSslSocket(this);
        socket->setSocketDescriptor(descriptor);
        socket->setSslConfiguration(m_configuration);
        socket->startServerEncryption();
        addPendingConnection(socket);
    }

private:
    QSslConfiguration m_configuration;
};

HttpRequest parse(const QByteArray &head)
{
    HttpRequest request;
    QList<QByteArray> lines = head.split('\n');
    const QList<QByteArray> first = lines.takeFirst().trimmed().split(' ');
    request.method = first.value(0);
    request.target = first.value(1);
    for (const QByteArray &line : std::as_const(lines)) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            request.headers[line.first(colon).toLower()] = line.sliced(colon + 1).trimmed();
    }
    return request;
}

QByteArray headOf(const QByteArray &line, const QList<QByteArray> &fields)
{
    QByteArray head = "HTTP/1.1 " + line + "\r\n";
    for (const QByteArray &field : fields)
        head += field + "\r\n";
    return head;
}

} // namespace

QByteArray HttpRequest::header(const QByteArray &name) const
{
    const auto found = headers.find(name.toLower());
    return found == headers.end() ? QByteArray() : found->second;
}

std::optional<qint64> HttpRequest::rangeStart() const
{
    const QByteArray range = header("Range");
    if (!range.startsWith("bytes="))
        return std::nullopt;
    return range.sliced(6, range.indexOf('-') - 6).toLongLong();
}

std::optional<qint64> HttpRequest::rangeEnd() const
{
    const QByteArray last = header("Range").split('-').value(1);
    return last.isEmpty() ? std::nullopt : std::optional(last.toLongLong() + 1);
}

HttpTestServer::HttpTestServer(std::optional<QSslConfiguration> tls)
    : m_tls(tls.has_value())
{
    if (tls)
        m_server = std::make_unique<TlsServer>(*tls);
    else
        m_server = std::make_unique<QTcpServer>();
    connect(m_server.get(), &QTcpServer::newConnection, this, &HttpTestServer::greet);
    if (!m_server->listen(QHostAddress::LocalHost))
        qFatal("no free port on loopback");
}

void HttpTestServer::on(const QByteArray &path, Handler handler)
{
    m_handlers[path] = std::move(handler);
}

void HttpTestServer::on(const QByteArray &path, const HttpResponse &response)
{
    on(path, [response](const HttpRequest &) { return response; });
}

QUrl HttpTestServer::url(const QByteArray &path, const QString &host) const
{
    QUrl url = QUrl::fromEncoded(path);
    url.setScheme(m_tls ? QStringLiteral("https") : QStringLiteral("http"));
    url.setHost(host);
    url.setPort(m_server->serverPort());
    return url;
}

void HttpTestServer::setPace(qsizetype bytes, std::chrono::milliseconds interval)
{
    m_pace = bytes;
    m_interval = interval;
}

void HttpTestServer::greet()
{
    while (QTcpSocket *socket = m_server->nextPendingConnection()) {
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { converse(*socket); });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    }
}

void HttpTestServer::converse(QTcpSocket &socket)
{
    while (socket.state() == QAbstractSocket::ConnectedState) {
        const QByteArray waiting = socket.peek(socket.bytesAvailable());
        const qsizetype end = waiting.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        HttpRequest request = parse(socket.read(end + 4));
        request.port = socket.peerPort();
        requests.push_back(request);
        const QByteArray path = request.target.split('?').front();
        const auto handler = m_handlers.find(path);
        answer(socket,
               handler == m_handlers.end() ? status("404 Not Found") : handler->second(request));
    }
}

void HttpTestServer::drip(QTcpSocket &socket, const QByteArray &body)
{
    auto *timer = new QTimer(&socket);
    timer->callOnTimeout(&socket, [this, &socket, timer, body, sent = qsizetype(0)]() mutable {
        socket.write(body.mid(sent, m_pace));
        sent += m_pace;
        if (sent >= body.size())
            timer->deleteLater();
    });
    timer->start(m_interval);
}

void HttpTestServer::answer(QTcpSocket &socket, const HttpResponse &response)
{
    if (!response.head.isEmpty())
        socket.write(response.head + "\r\n");
    if (m_pace > 0)
        drip(socket, response.body);
    else
        socket.write(response.body);
    switch (response.then) {
    case Then::KeepOpen:
    case Then::Hang:
        return;
    case Then::Close:
        socket.disconnectFromHost();
        return;
    case Then::Reset:
        socket.flush();
        socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
        socket.abort();
        return;
    case Then::Endless:
        connect(&socket, &QIODevice::bytesWritten, this, [&socket, body = response.body] {
            if (socket.bytesToWrite() < body.size())
                socket.write(body);
        });
        return;
    }
}

HttpResponse ok(const QByteArray &body, const QList<QByteArray> &fields)
{
    return {headOf("200 OK", QList{"Content-Length: " + QByteArray::number(body.size())} + fields),
            body};
}

HttpResponse status(const QByteArray &line, const QList<QByteArray> &fields)
{
    return {headOf(line, QList<QByteArray>{"Content-Length: 0"} + fields), {}};
}

HttpResponse chunked(const QByteArray &body, bool cut)
{
    constexpr qsizetype kChunk = 5000;
    QByteArray chunks;
    for (qsizetype at = 0; at < body.size(); at += kChunk) {
        const QByteArray chunk = body.mid(at, kChunk);
        chunks += QByteArray::number(chunk.size(), 16) + "\r\n" + chunk + "\r\n";
    }
    return {headOf("200 OK", {"Transfer-Encoding: chunked"}), cut ? chunks : chunks + "0\r\n\r\n",
            cut ? Then::Close : Then::KeepOpen};
}

HttpResponse ServedFile::operator()(const HttpRequest &request) const
{
    QList<QByteArray> fields{"Accept-Ranges: bytes", "Content-Type: " + type};
    if (!etag.isEmpty())
        fields << "ETag: " + etag;
    if (!lastModified.isEmpty())
        fields << "Last-Modified: " + lastModified;
    const QByteArray condition = request.header("If-Range");
    const bool holds = condition.isEmpty() || condition == etag || condition == lastModified;
    const auto start = request.rangeStart();
    if (!start || !holds)
        return ok(content, fields);
    const QByteArray total = QByteArray::number(content.size());
    if (*start >= content.size())
        return status("416 Range Not Satisfiable", fields << "Content-Range: bytes */" + total);
    const qint64 end
        = std::min<qint64>(request.rangeEnd().value_or(content.size()), content.size());
    const QByteArray rest = content.sliced(*start, end - *start);
    fields << "Content-Length: " + QByteArray::number(rest.size())
           << "Content-Range: bytes " + QByteArray::number(*start) + "-"
            + QByteArray::number(end - 1) + "/" + total;
    return {headOf("206 Partial Content", fields), rest};
}

QByteArray noise(qsizetype size, quint32 seed)
{
    QRandomGenerator random(seed);
    QByteArray bytes(size, '\0');
    for (char &byte : bytes)
        byte = char(random.generate() & 0xFFU);
    return bytes;
}

} // namespace lighterman::test
