// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/httptestserver.h"
#include "tests/support/transportbench.h"

#include <QTcpSocket>

#include <unistd.h>

using namespace lighterman;
using namespace lighterman::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Then = HttpResponse::Then;

HttpResponse raw(const QByteArray &bytes, Then then = Then::Close)
{
    return {{}, bytes, then};
}

HttpResponse cutAt(HttpResponse response, qsizetype size, Then then)
{
    response.body.truncate(size);
    response.then = then;
    return response;
}

constexpr qint64 kMiB = qint64(1) << 20U;

/// How much memory this process has.
qint64 residentBytes()
{
    return contentOf(u"/proc/self/statm"_s).split(' ').value(1).toLongLong()
        * ::sysconf(_SC_PAGESIZE);
}

} // namespace

/// Servers that fail, lie or fall silent: one clear error each, and nothing wrong on the disk.
class TestHttpTransportFaults : public QObject
{
    Q_OBJECT

private slots:
    void answers_data()
    {
        QTest::addColumn<HttpResponse>("response");
        QTest::addColumn<QString>("code");
        QTest::addColumn<int>("retryAfter"); // seconds; -1: not asked for
        const auto row = [](const char *name, const HttpResponse &response, const char *code,
                            int retryAfter = -1) {
            QTest::newRow(name) << response << QString::fromLatin1(code) << retryAfter;
        };
        const QByteArray body = noise(500'000);
        row("asks for a password", status("401 Unauthorized", {"WWW-Authenticate: Basic realm=x"}),
            "http-401");
        row("bare NTLM", status("401 Unauthorized", {"WWW-Authenticate: NTLM"}), "http-401");
        row("proxy asks for a password",
            status("407 Proxy Authentication Required", {"Proxy-Authenticate: Basic realm=x"}),
            "http-407");
        row("forbidden", status("403 Forbidden"), "http-403");
        row("not there", status("404 Not Found"), "http-404");
        row("gone", status("410 Gone"), "http-410");
        row("range of a whole file", status("416 Range Not Satisfiable"), "http-416");
        row("slow down", status("429 Too Many Requests", {"Retry-After: 120"}), "http-429", 120);
        row("broken", status("500 Internal Server Error"), "http-500");
        row("busy", status("503 Service Unavailable", {"Retry-After: 7"}), "http-503", 7);
        row("busy, nonsense", status("503 Service Unavailable", {"Retry-After: soon"}), "http-503");
        row("no content", raw("HTTP/1.1 204 No Content\r\n\r\n"), "invalid-server-response");
        row("part of a file", status("206 Partial Content", {"Content-Range: bytes 0-0/1"}),
            "invalid-server-response");
        row("not modified", raw("HTTP/1.1 304 Not Modified\r\n\r\n"), "http-304");
        row("redirect to nowhere", status("302 Found"), "http-302");
        row("odd status", status("599 Odd"), "http-599");
        HttpResponse endless = status("404 Not Found");
        endless.head.replace("Content-Length: 0", "X: y");
        endless.body = QByteArray(100'000, 'x');
        endless.then = Then::Endless;
        row("endless error page", endless, "http-404");
        row("compressed", ok("x", {"Content-Encoding: gzip"}), "content-encoded");
        row("compressed, old name", ok("x", {"Content-Encoding: x-gzip"}), "content-encoded");
        row("cut by closing", cutAt(ok(body), 250'000, Then::Close), "connection-closed");
        row("cut by reset", cutAt(ok(body), 250'000, Then::Reset), "connection-closed");
        row("chunked, cut", chunked(QByteArray(20'000, 'x'), true), "connection-closed");
        row("closed at once", raw({}), "connection-closed");
        row("head cut", raw("HTTP/1.1 200 OK\r\nContent-Le"), "connection-closed");
        row("two lengths", ok("hello", {"Content-Length: 7"}), "invalid-server-response");
        row("length is no number",
            {"HTTP/1.1 200 OK\r\nContent-Length: many\r\n", "hello", Then::Close},
            "invalid-server-response");
        row("negative length", {"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n", "hello", Then::Close},
            "invalid-server-response");
        HttpResponse huge = ok({});
        huge.head.replace("Content-Length: 0", "Content-Length: 900000000000000000");
        huge.then = Then::Hang;
        row("more than any disk has", huge, "disk-full");
    }
    void answers()
    {
        QFETCH(const HttpResponse, response);
        QFETCH(const QString, code);
        QFETCH(const int, retryAfter);
        HttpTestServer server;
        server.on("/file.bin", response);
        TransportBench bench;
        Hearer hearer;
        bench.fetch(bench.task(server.url("/file.bin")), hearer);
        QVERIFY(hearer.isOver());
        QCOMPARE(wireName(hearer.code()), code);
        QCOMPARE(hearer.end->error().retryAfter.value_or(-1s).count(), retryAfter);
        QVERIFY(!QFile::exists(bench.path(u"file.bin"_s)));
        // A part file only where there is something to keep.
        QCOMPARE(bench.names().isEmpty(), hearer.file().partPath.isEmpty());
    }

    void oddAnswers_data()
    {
        QTest::addColumn<HttpResponse>("response");
        QTest::addColumn<QString>("code");
        QTest::addColumn<int>("retryAfter");
        for (const char *number : {"0", "42", "099", "600", "999", "1000", "458768", "458838"})
            QTest::newRow(number) << status(number + QByteArray(" x"))
                                  << u"invalid-server-response"_s << -1;
        QTest::newRow("odd, and says when")
            << status("999 x", {"Retry-After: 7"}) << u"invalid-server-response"_s << 7;
        QTest::newRow("busy, until a time of its clock") << status(
            "503 Service Unavailable",
            {"Date: Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After: Sun, 06 Nov 1994 08:51:37 GMT"})
                                                         << u"http-503"_s << 120;
    }
    void oddAnswers() { answers(); }

    void chunkedBodiesAreAskedForBehindABuffer()
    {
        // Straight from the kernel Qt takes a cut body for a whole one, now and then; how often
        // depends on the load, so what is looked at is the way that is taken.
        HttpTestServer server;
        server.on("/file.bin", chunked(noise(250'000), true));
        TransportBench bench;
        Hearer hearer;
        bench.fetch(bench.task(server.url("/file.bin")), hearer);
        QCOMPARE(wireName(hearer.code()), "connection-closed"_L1);
        QCOMPARE(server.requests.size(), 2U);
    }

    void notHttpAtAll()
    {
        HttpTestServer server;
        server.on("/file.bin", raw("\x16\x03\x01 this is not http\r\n\r\n"));
        TransportBench bench;
        Hearer hearer;
        bench.fetch(bench.task(server.url("/file.bin")), hearer);
        QVERIFY(hearer.isOver());
        QVERIFY(hearer.code() != ErrorCode::None);
        QVERIFY(!QFile::exists(bench.path(u"file.bin"_s)));
    }

    void silence_data()
    {
        QTest::addColumn<HttpResponse>("response");
        const QByteArray body = noise(500'000);
        QTest::newRow("says nothing") << raw({}, Then::Hang);
        QTest::newRow("stops within the head") << raw("HTTP/1.1 200 OK\r\nX", Then::Hang);
        QTest::newRow("stops within the body") << cutAt(ok(body), 250'000, Then::Hang);
        QTest::newRow("stops within an error page")
            << cutAt(status("404 Not Found"), 0, Then::Hang);
        QTest::newRow("chunked, no end, more than Qt holds") << chunked(noise(5'000'000), true);
    }
    void silence()
    {
        QFETCH(const HttpResponse, response);
        HttpTestServer server;
        server.on("/file.bin", response);
        TransportBench bench;
        FileTask task = bench.task(server.url("/file.bin"));
        task.stallTimeout = 1s;
        Hearer hearer;
        bench.fetch(task, hearer);
        QVERIFY(hearer.isOver());
        QVERIFY(hearer.code() == ErrorCode::TimedOut || hearer.code() == ErrorCode::ConnectionClosed
                || hearer.code() == httpError(404));
        QVERIFY(!QFile::exists(bench.path(u"file.bin"_s)));
    }

    void answersWithoutAnEnd_data()
    {
        QTest::addColumn<HttpResponse>("response");
        QTest::addColumn<qint64>("size"); // of the file, as far as known: chooses the lane
        constexpr qint64 kSmall = 1000;
        constexpr qint64 kLarge = qint64(1) << 30U;
        const auto row = [](const char *name, const QByteArray &head, const QByteArray &more,
                            qint64 size) {
            QTest::newRow(name) << HttpResponse{head, more.repeated(64), Then::Endless} << size;
        };
        const QByteArray page(1024, 'x');
        const QByteArray nobody = "HTTP/1.1 401 Unauthorized\r\n";
        // Not through the bulk lane: there Qt takes heads byte by byte straight from the kernel,
        // and hears of no end while more of them comes.
        row("header", {}, "HTTP/1.1 200 OK\r\nX-More: " + page + "\r\n", kSmall);
        row("field", {}, "HTTP/1.1 200 OK\r\nX-More: " + page, kSmall);
        row("401, small", nobody, page, kSmall);
        row("401, large", nobody, page, kLarge);
        row("401 with length", nobody + "Content-Length: 900000000000000\r\n", page, kLarge);
        row("407", "HTTP/1.1 407 Proxy Authentication Required\r\n", page, kLarge);
    }
    void answersWithoutAnEnd()
    {
        QFETCH(const HttpResponse, response);
        QFETCH(const qint64, size);
        HttpTestServer server;
        server.on("/file.bin", response);
        server.on("/other.bin", ok("other"));
        TransportOptions options;
        options.headTimeout = 1s;
        options.headMemory = 64 * kMiB;
        TransportBench bench(options);
        FileTask task = bench.task(server.url("/file.bin"));
        task.file.bytesTotal = size;
        const qint64 before = residentBytes();
        Hearer hearer;
        const auto pending = bench.transport.fetch(task, hearer);
        QTRY_VERIFY_WITH_TIMEOUT(hearer.isOver(), 10'000); // looks up even from endless writing
        QCOMPARE(hearer.code(), ErrorCode::TimedOut);
        Hearer other;
        bench.fetch(bench.task(server.url("/other.bin")), other);
        QVERIFY(other.isOver());
        QCOMPARE(other.code(), ErrorCode::None);
        QVERIFY(residentBytes() - before < 768 * kMiB);
    }

    void noHeadInTime()
    {
        HttpTestServer server;
        server.on("/file.bin", raw("HTTP/1.1 200 OK\r\nX", Then::Hang));
        TransportOptions options;
        options.headTimeout = 1s;
        TransportBench bench(options);
        Hearer hearer;
        bench.fetch(bench.task(server.url("/file.bin")), hearer);
        QCOMPARE(hearer.code(), ErrorCode::TimedOut);
    }

    void whoWaitsForAPlaceIsNotSilent()
    {
        // Twelve requests share six connections. The first six answer only bit by bit: those behind
        // them wait for longer than their patience with the server, yet do not lose it.
        HttpTestServer server;
        server.on("/slow.bin", ok(noise(150)));
        server.setPace(10, 100ms);
        TransportBench bench;
        std::vector<Hearer> hearers(12);
        std::vector<std::unique_ptr<Pending>> pending;
        for (Hearer &hearer : hearers) {
            FileTask task = bench.task(server.url("/slow.bin"));
            task.file.bytesTotal = 150;
            task.stallTimeout = 1s;
            pending.push_back(bench.transport.fetch(task, hearer));
        }
        for (const Hearer &hearer : hearers) {
            QTRY_VERIFY_WITH_TIMEOUT(hearer.isOver(), 15'000);
            QCOMPARE(hearer.code(), ErrorCode::None);
        }
    }

    void nobodyThere_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("code");
        QTcpServer closed;
        QVERIFY(closed.listen(QHostAddress::LocalHost));
        QTest::newRow("closed port")
            << u"http://127.0.0.1:%1/f"_s.arg(closed.serverPort()) << u"connect-failure"_s;
        QTest::newRow("closed port, https")
            << u"https://127.0.0.1:%1/f"_s.arg(closed.serverPort()) << u"connect-failure"_s;
        QTest::newRow("no such name") << u"http://nowhere.invalid/f"_s << u"name-not-resolved"_s;
        QTest::newRow("other scheme") << u"ftp://127.0.0.1/f"_s << u"unsupported-scheme"_s;
        QTest::newRow("a local file") << u"file:///etc/passwd"_s << u"unsupported-scheme"_s;
    }
    void nobodyThere()
    {
        QFETCH(const QString, url);
        QFETCH(const QString, code);
        TransportBench bench;
        Hearer hearer;
        bench.fetch(bench.task(QUrl(url)), hearer);
        QVERIFY(hearer.isOver());
        QCOMPARE(wireName(hearer.code()), code);
        QVERIFY(bench.names().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestHttpTransportFaults)
#include "tst_httptransportfaults.moc"
