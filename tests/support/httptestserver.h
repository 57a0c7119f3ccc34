// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QSslConfiguration>
#include <QTcpServer>
#include <QUrl>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace lighterman::test {

/// What a client asked for.
struct HttpRequest
{
    QByteArray method;
    QByteArray target;
    std::map<QByteArray, QByteArray> headers; ///< by lower-case name
    quint16 port = 0;                         ///< of the client: tells connections apart

    /// Empty when it is absent.
    [[nodiscard]] QByteArray header(const QByteArray &name) const;
    /// First byte of the Range; nothing without one.
    [[nodiscard]] std::optional<qint64> rangeStart() const;
    /// Behind its last byte; nothing where the Range goes to the end of the file.
    [[nodiscard]] std::optional<qint64> rangeEnd() const;
};

/// What the server does about it.
struct HttpResponse
{
    enum class Then : quint8 {
        KeepOpen, ///< the next request may come
        Close,
        Reset,
        Hang,    ///< nothing more is sent
        Endless, ///< the body is sent again and again
    };
    QByteArray head; ///< status line and header fields, without the empty line
    QByteArray body;
    Then then = Then::KeepOpen;
};

/// A web server of a test: loopback, a free port, in the event loop of the test. What it answers
/// under a path is a function of the request; what it was asked is kept.
class HttpTestServer final : public QObject
{
    Q_OBJECT

public:
    using Handler = std::function<HttpResponse(const HttpRequest &)>;

    /// With a TLS configuration it speaks https.
    explicit HttpTestServer(std::optional<QSslConfiguration> tls = {});

    void on(const QByteArray &path, Handler handler);
    void on(const QByteArray &path, const HttpResponse &response);
    /// From now on bodies go out in pieces of `bytes`, one each `interval`.
    void setPace(qsizetype bytes, std::chrono::milliseconds interval);
    [[nodiscard]] QUrl url(const QByteArray &path,
                           const QString &host = QStringLiteral("127.0.0.1")) const;

    std::vector<HttpRequest> requests;

private:
    void greet();
    void converse(QTcpSocket &socket);
    void drip(QTcpSocket &socket, const QByteArray &body);
    void answer(QTcpSocket &socket, const HttpResponse &response);

    std::unique_ptr<QTcpServer> m_server;
    bool m_tls;
    qsizetype m_pace = 0; // bytes; 0: all at once
    std::chrono::milliseconds m_interval{};
    std::map<QByteArray, Handler> m_handlers;
};

/// `200 OK`, with Content-Length and `fields` (each "Name: value").
[[nodiscard]] HttpResponse ok(const QByteArray &body, const QList<QByteArray> &fields = {});
/// Any status, with an empty body.
[[nodiscard]] HttpResponse status(const QByteArray &line, const QList<QByteArray> &fields = {});
/// `200 OK` in chunks; without the last one when it is to be cut.
[[nodiscard]] HttpResponse chunked(const QByteArray &body, bool cut = false);

/// A file as well-behaved servers serve it: ranges, If-Range, validators.
struct ServedFile
{
    QByteArray content;
    QByteArray etag = "\"v1\"";
    QByteArray lastModified = "Sun, 06 Nov 1994 08:49:37 GMT";
    QByteArray type = "application/octet-stream";

    [[nodiscard]] HttpResponse operator()(const HttpRequest &request) const;
};

/// `size` bytes that are nowhere alike.
[[nodiscard]] QByteArray noise(qsizetype size, quint32 seed = 1);

} // namespace lighterman::test
