// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/httptestserver.h"
#include "tests/support/transportbench.h"

using namespace lighterman;
using namespace lighterman::test;
using namespace Qt::StringLiterals;

namespace {

HttpResponse redirect(const QByteArray &line, const QByteArray &to)
{
    return status(line, {"Location: " + to});
}

} // namespace

/// Redirects: followed by ourselves, without secrets.
class TestHttpTransportRedirects : public QObject
{
    Q_OBJECT

private slots:
    void followed_data()
    {
        QTest::addColumn<QByteArray>("line");
        for (const char *line : {"301 Moved Permanently", "302 Found", "303 See Other",
                                 "307 Temporary Redirect", "308 Permanent Redirect"})
            QTest::newRow(line) << QByteArray(line);
    }
    void followed()
    {
        QFETCH(const QByteArray, line);
        HttpTestServer server;
        server.on("/get", redirect(line, "x/file.bin?key=1"));
        server.on("/x/file.bin", ServedFile{"content"});
        TransportBench bench;
        Hearer hearer;
        bench.fetch(bench.task(server.url("/get")), hearer);
        QCOMPARE(hearer.code(), ErrorCode::None);
        QCOMPARE(hearer.file().url, server.url("/get"));
        QCOMPARE(contentOf(bench.path(u"file.bin"_s)), "content");
    }

    void headersStayWithTheirOrigin()
    {
        HttpTestServer other;
        other.on("/file.bin", ServedFile{"content"});
        HttpTestServer server;
        server.on("/a", redirect("302 Found", "/b"));
        server.on("/b", redirect("302 Found", other.url("/file.bin").toEncoded()));
        TransportBench bench;
        FileTask task = bench.task(server.url("/a"));
        task.headers = {{"Authorization", "Bearer secret"}, {"Cookie", "c=1"}, {"X-Key", "k"}};
        Hearer hearer;
        bench.fetch(task, hearer);
        QCOMPARE(hearer.code(), ErrorCode::None);
        QCOMPARE(server.requests.size(), 2U);
        QCOMPARE(server.requests[1].header("Authorization"), "Bearer secret");
        QCOMPARE(other.requests.size(), 1U);
        for (const char *name : {"Authorization", "Cookie", "X-Key", "Referer"})
            QVERIFY2(other.requests[0].header(name).isEmpty(), name);
    }

    void secretsDoNotComeBackEither()
    {
        HttpTestServer other;
        HttpTestServer server;
        other.on("/back", redirect("302 Found", server.url("/file.bin").toEncoded()));
        server.on("/a", redirect("302 Found", other.url("/back").toEncoded()));
        server.on("/file.bin", ServedFile{"content"});
        TransportBench bench;
        FileTask task = bench.task(server.url("/a"));
        task.headers = {{"X-Key", "k"}};
        Hearer hearer;
        bench.fetch(task, hearer);
        QCOMPARE(hearer.code(), ErrorCode::None);
        QVERIFY(server.requests.back().header("X-Key").isEmpty());
    }

    void resumesBehindARedirect()
    {
        const QByteArray content = noise(500'000);
        HttpTestServer server;
        server.on("/get", redirect("302 Found", "/file.bin"));
        server.on("/file.bin", ServedFile{content});
        TransportBench bench;
        Hearer hearer;
        bench.fetch(bench.interrupted(server.url("/get"), content.first(300'000), content.size()),
                    hearer);
        QCOMPARE(hearer.code(), ErrorCode::None);
        QCOMPARE(server.requests.back().rangeStart(), 300'000 - 65536);
        QCOMPARE(contentOf(bench.path(u"file.bin"_s)), content);
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("location");
        QTest::addColumn<QString>("code");
        QTest::addColumn<int>("requests");
        QTest::newRow("circle") << QByteArray("/a") << u"too-many-redirects"_s << 21;
        QTest::newRow("local file")
            << QByteArray("file://localhost/etc/passwd") << u"unsupported-scheme"_s << 1;
        QTest::newRow("no link") << QByteArray("http://") << u"invalid-server-response"_s << 1;
    }
    void refused()
    {
        QFETCH(const QByteArray, location);
        QFETCH(const QString, code);
        QFETCH(const int, requests);
        HttpTestServer server;
        server.on("/a", redirect("302 Found", location));
        TransportBench bench;
        Hearer hearer;
        bench.fetch(bench.task(server.url("/a")), hearer);
        QCOMPARE(wireName(hearer.code()), code);
        QCOMPARE(server.requests.size(), std::size_t(requests));
        QVERIFY(bench.names().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestHttpTransportRedirects)
#include "tst_httptransportredirects.moc"
