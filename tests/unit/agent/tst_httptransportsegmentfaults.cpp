// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/httptestserver.h"
#include "tests/support/transportbench.h"

#include <QTimer>

using namespace lighterman;
using namespace lighterman::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Then = HttpResponse::Then;

constexpr qint64 kMiB = qint64(1) << 20U;
constexpr qsizetype kPace = 49152;
constexpr auto kInterval = 25ms;

const QByteArray &content()
{
    static const QByteArray bytes = noise(24 * kMiB);
    return bytes;
}

ServedFile served()
{
    return {content()};
}

/// The right answer, with `from` in its head replaced.
HttpResponse twisted(const HttpRequest &request, const QByteArray &from, const QByteArray &to)
{
    HttpResponse response = served()(request);
    response.head.replace(from, to);
    return response;
}

using Twist = std::function<HttpResponse(const HttpRequest &)>;

} // namespace

/// Servers that refuse further connections, or lie about what they send over them: the file comes
/// over the first one all the same.
class TestHttpTransportSegmentFaults : public QObject
{
    Q_OBJECT

private slots:
    void theFirstConnectionGoesOn_data()
    {
        QTest::addColumn<Twist>("twist");
        const auto row = [](const char *name, Twist twist) { QTest::newRow(name) << twist; };
        row("too many requests", [](auto &) { return status("429 Too Many Requests"); });
        row("unavailable", [](auto &) { return status("503 Service Unavailable"); });
        row("forbidden", [](auto &) { return status("403 Forbidden"); });
        row("redirected", [](auto &) { return status("302 Found", {"Location: /other"}); });
        row("no such range", [](auto &) {
            return status("416 Range Not Satisfiable", {"Content-Range: bytes */25165824"});
        });
        row("all of the file", [](auto &) { return ok(content(), {"ETag: \"v1\""}); });
        row("a page", [](auto &) { return ok("<html>no</html>", {"Content-Type: text/html"}); });
        row("another range", [](const HttpRequest &request) {
            const auto start = QByteArray::number(*request.rangeStart());
            return twisted(request, "bytes " + start, "bytes 0");
        });
        row("another size", [](auto &r) { return twisted(r, "/25165824", "/25165825"); });
        row("no range at all", [](auto &r) { return twisted(r, "Content-Range", "X-Range"); });
        row("another length", [](const HttpRequest &request) {
            HttpResponse response = served()(request);
            response.body.chop(10);
            response.head.replace("Content-Length", "X-Length");
            response.head += "Content-Length: " + QByteArray::number(response.body.size()) + "\r\n";
            return response;
        });
        row("compressed",
            [](auto &r) { return twisted(r, "ETag", "Content-Encoding: gzip\r\nETag"); });
        row("no version", [](const HttpRequest &r) {
            HttpResponse response = twisted(r, "ETag", "X-Tag");
            response.head.replace("Last-Modified", "X-Modified");
            return response;
        });
        row("closed at once", [](auto &) { return HttpResponse{{}, {}, Then::Close}; });
        row("no HTTP", [](auto &) { return HttpResponse{{}, "220 hello\r\n", Then::Close}; });
    }
    void theFirstConnectionGoesOn()
    {
        QFETCH(const Twist, twist);
        HttpTestServer server;
        server.setPace(kPace, kInterval);
        bool twistedOne = false;
        server.on("/file.bin", [&](const HttpRequest &request) {
            if (!request.rangeStart())
                return served()(request);
            twistedOne = true;
            return twist(request);
        });
        TransportBench bench;
        Hearer hearer;
        const auto pending = bench.transport.fetch(task(bench, server), hearer);
        QTRY_VERIFY(twistedOne);
        const qint64 atTwist = hearer.progress.back().first;
        QTRY_VERIFY(hearer.progress.back().first > atTwist + kMiB / 2);
        server.setPace(kMiB, kInterval);
        QTRY_VERIFY(hearer.isOver());
        QVERIFY(*hearer.end);
        QVERIFY(contentOf(hearer.file().partPath) == content());
        // It asked once without a range, and did not try again and again.
        QCOMPARE(hearer.connections.size(), 1U);
        const auto whole = std::ranges::count_if(
            server.requests, [](const HttpRequest &one) { return !one.rangeStart(); });
        QCOMPARE(whole, 1);
        // Three further ones at most, each of which Qt sends twice where it hears nothing.
        QVERIFY2(server.requests.size() <= 7, qPrintable(QString::number(server.requests.size())));
    }

    void aHostThatRefusesIsLeftInPeaceForAWhile()
    {
        HttpTestServer server;
        server.setPace(kPace, kInterval);
        server.on("/file.bin", [&](const HttpRequest &request) {
            return request.rangeStart() ? status("429 Too Many Requests") : served()(request);
        });
        TransportBench bench;
        Hearer hearer;
        const auto pending = bench.transport.fetch(task(bench, server), hearer);
        QTRY_VERIFY(server.requests.size() >= 2U);
        const qint64 atRefusal = hearer.progress.back().first;
        QTRY_VERIFY(hearer.progress.back().first > atRefusal + kMiB); // all have been refused
        server.requests.clear();
        server.setPace(2 * kPace, kInterval);
        Hearer second;
        const auto another = bench.transport.fetch(task(bench, server), second);
        QTRY_VERIFY(!second.progress.empty() && second.progress.back().first > 9 * kMiB);
        QCOMPARE(server.requests.size(), 1U);
    }

    void aConnectionThatBreaksLosesNothing_data()
    {
        QTest::addColumn<Then>("then");
        QTest::newRow("closed") << Then::Close;
        QTest::newRow("reset") << Then::Reset;
    }
    void aConnectionThatBreaksLosesNothing()
    {
        QFETCH(const Then, then);
        HttpTestServer server;
        server.setPace(kPace, kInterval);
        int broken = 0;
        server.on("/file.bin", [&](const HttpRequest &request) {
            HttpResponse response = served()(request);
            if (request.rangeStart() && broken < 2) {
                ++broken;
                server.setPace(0, 0ms); // this one at once, as far as it goes
                response.body.truncate(300'000);
                response.then = then;
                QTimer::singleShot(0, &server, [&] { server.setPace(kPace, kInterval); });
            }
            return response;
        });
        TransportBench bench;
        Hearer hearer;
        bench.fetch(task(bench, server), hearer);
        QVERIFY(hearer.end && *hearer.end);
        QVERIFY(broken > 0);
        QVERIFY(contentOf(hearer.file().path) == content());
        QCOMPARE(hearer.connections.size(), 1U);
    }

    void aConnectionThatHangsIsGivenUp()
    {
        HttpTestServer server;
        server.setPace(kPace, kInterval);
        bool hangs = false;
        server.on("/file.bin", [&](const HttpRequest &request) {
            HttpResponse response = served()(request);
            if (request.rangeStart() && !std::exchange(hangs, true)) {
                response.body.truncate(100'000);
                response.then = Then::Hang;
            }
            return response;
        });
        TransportBench bench;
        FileTask patient = task(bench, server);
        patient.stallTimeout = 1s;
        Hearer hearer;
        const auto pending = bench.transport.fetch(patient, hearer);
        QTRY_VERIFY(hangs);
        server.setPace(kMiB, kInterval); // the others may be few, since it did not help
        QTRY_VERIFY_WITH_TIMEOUT(hearer.isOver(), 15'000);
        QVERIFY(*hearer.end);
        QVERIFY(contentOf(hearer.file().partPath) == content());
    }

    void aFileThatChangesBetweenTwoRangesIsFetchedAnew()
    {
        HttpTestServer server;
        server.setPace(kPace, kInterval);
        const QByteArray other = noise(24 * kMiB, 3);
        bool changed = false;
        server.on("/file.bin", [&](const HttpRequest &request) {
            changed = changed || request.rangeStart();
            if (changed)
                server.setPace(kMiB, kInterval);
            return changed ? ServedFile{other, "\"v2\"", {}}(request) : served()(request);
        });
        TransportBench bench;
        Hearer hearer;
        bench.fetch(task(bench, server), hearer);
        QVERIFY(hearer.end && *hearer.end);
        QVERIFY(contentOf(hearer.file().path) == other);
        QCOMPARE(hearer.connections.size(), 2U);
        QCOMPARE(hearer.connections.back().bytesTransferred, 0);
        QCOMPARE(hearer.file().resume.etag, "\"v2\"");
    }

    void theFirstConnectionMayFail()
    {
        // What the others brought is not fetched again.
        HttpTestServer server;
        server.setPace(kPace, kInterval);
        server.on("/file.bin", [&](const HttpRequest &request) {
            HttpResponse response = served()(request);
            if (!request.rangeStart())
                response.body.truncate(6 * kMiB);
            return response;
        });
        TransportBench bench;
        FileTask one = task(bench, server);
        one.stallTimeout = 1s;
        Hearer hearer;
        bench.fetch(one, hearer);
        if (hearer.end && !*hearer.end) { // it stood still before the others had come to its place
            QCOMPARE(hearer.code(), ErrorCode::TimedOut);
            FileTask again = one;
            again.file = hearer.file();
            again.file.bytesTransferred = hearer.progress.back().first;
            again.file.resume.synced = hearer.progress.back().second;
            again.file.resume.pieces = hearer.pieces;
            QVERIFY(again.file.bytesTransferred > 6 * kMiB);
            Hearer second;
            bench.fetch(again, second);
            QCOMPARE(second.connections.front().bytesTransferred, again.file.bytesTransferred);
            hearer.end = second.end;
        }
        QVERIFY(*hearer.end);
        QVERIFY(contentOf((*hearer.end)->path) == content());
    }

private:
    [[nodiscard]] static FileTask task(const TransportBench &bench, const HttpTestServer &server)
    {
        FileTask task = bench.task(server.url("/file.bin"));
        task.connections = 4;
        return task;
    }
};

QTEST_GUILESS_MAIN(TestHttpTransportSegmentFaults)
#include "tst_httptransportsegmentfaults.moc"
