// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/httptestserver.h"
#include "tests/support/testcertificate.h"
#include "tests/support/transportbench.h"

using namespace lighterman;
using namespace lighterman::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kPage = "<!DOCTYPE html><html><body>Please sign in.</body></html>";

HttpResponse page()
{
    return ok(kPage, {"Content-Type: text/html; charset=utf-8"});
}

ServedFile served()
{
    return {noise(200'000)};
}

/// On a network that is new.
struct NewNetwork : TransportBench
{
    NewNetwork() { transport.networkChanged(); }
};

/// Leads to the sign-in page at `host`.
HttpResponse away(const HttpTestServer &portal, const QString &host)
{
    return status("302 Found", {"Location: " + portal.url("/login", host).toEncoded()});
}

} // namespace

/// Captive portals on a network that has just become another one: not a byte of theirs is kept.
class TestHttpTransportPortal : public QObject
{
    Q_OBJECT

private slots:
    void aPageInPlaceOfAFile_data()
    {
        QTest::addColumn<bool>("isRedirected");
        QTest::newRow("200 with HTML") << false;
        QTest::newRow("302 to a foreign host") << true;
    }
    void aPageInPlaceOfAFile()
    {
        QFETCH(const bool, isRedirected);
        HttpTestServer server;
        server.on("/login", page());
        server.on("/file.bin", isRedirected ? away(server, u"localhost"_s) : page());
        NewNetwork bench;
        Hearer hearer;
        bench.fetch(bench.task(server.url("/file.bin")), hearer);
        QCOMPARE(hearer.code(), ErrorCode::CaptivePortal);
        QVERIFY(hearer.connections.empty());
        QCOMPARE(bench.names(), QStringList());

        server.on("/file.bin", served()); // signed in
        Hearer again;
        bench.fetch(bench.task(server.url("/file.bin")), again);
        QCOMPARE(again.code(), ErrorCode::None);
        QCOMPARE(contentOf(bench.path(u"file.bin"_s)), served().content);
    }

    void aPartFileStaysAsItIs_data() { aPageInPlaceOfAFile_data(); }
    void aPartFileStaysAsItIs()
    {
        QFETCH(const bool, isRedirected);
        HttpTestServer server;
        server.on("/login", page());
        server.on("/file.bin", isRedirected ? away(server, u"localhost"_s) : page());
        NewNetwork bench;
        const QByteArray part = served().content.first(120'000);
        FileTask task = bench.interrupted(server.url("/file.bin"), part, served().content.size());
        Hearer hearer;
        bench.fetch(task, hearer);
        QCOMPARE(hearer.code(), ErrorCode::CaptivePortal);
        QCOMPARE(contentOf(task.file.partPath), part);

        server.on("/file.bin", served());
        Hearer again;
        bench.fetch(task, again);
        QCOMPARE(again.code(), ErrorCode::None);
        QCOMPARE(contentOf(bench.path(u"file.bin"_s)), served().content);
        QVERIFY(server.requests.back().rangeStart().value_or(0) > 0);
    }

    void aPortalThatLeadsInCircles()
    {
        HttpTestServer server;
        server.on("/file.bin", away(server, u"127.0.0.1"_s));
        server.on("/login", away(server, u"127.0.0.1"_s));
        NewNetwork bench;
        Hearer hearer;
        bench.fetch(bench.task(server.url("/file.bin")), hearer);
        QCOMPARE(hearer.code(), ErrorCode::CaptivePortal);
    }

    /// On a network of old, or once it is known, a page is a page.
    void noPortal()
    {
        HttpTestServer server;
        server.on("/file.bin", page());
        server.on("/a.html", page());
        TransportBench old;
        Hearer taken;
        old.fetch(old.task(server.url("/file.bin")), taken);
        QCOMPARE(taken.code(), ErrorCode::None);
        NewNetwork bench;
        Hearer wanted;
        bench.fetch(bench.task(server.url("/a.html")), wanted);
        QCOMPARE(wanted.code(), ErrorCode::None);
        Hearer doubted;
        bench.fetch(bench.task(server.url("/file.bin")), doubted);
        QCOMPARE(doubted.code(), ErrorCode::CaptivePortal);
    }

    /// The engine hears of it before it hears of the file.
    void itIsOver()
    {
        HttpTestServer server;
        server.on("/file.bin", served());
        server.on("/a.html", page());
        NewNetwork bench;
        FileTask file = bench.task(server.url("/file.bin"));
        file.portal = PortalSeen::Yes;
        Hearer hearer;
        bench.fetch(file, hearer);
        QCOMPARE(hearer.passedPortals, 1);
        FileTask wanted = bench.task(server.url("/a.html"));
        wanted.portal = PortalSeen::Yes;
        Hearer unsure;
        bench.fetch(wanted, unsure);
        QCOMPARE(unsure.code(), ErrorCode::None);
        QCOMPARE(unsure.passedPortals, 0);
    }

    void whatPortalsDoToTls()
    {
        const TestCertificate identity = makeCertificate(); // of an issuer that nobody knows
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setLocalCertificate(identity.certificate);
        tls.setPrivateKey(identity.key);
        HttpTestServer server(tls);
        server.on("/file.bin", served());
        NewNetwork bench;
        Hearer hearer;
        bench.fetch(bench.task(server.url("/file.bin")), hearer);
        QCOMPARE(hearer.code(), ErrorCode::CaptivePortal);
        QCOMPARE(hearer.end->error().context, ErrorContext::GeneralTransport);
        QCOMPARE(bench.names(), QStringList());
    }

    void aPortalThatRefuses()
    {
        HttpTestServer server;
        server.on("/file.bin", away(server, u"localhost"_s));
        server.on("/login", status("403 Forbidden"));
        server.on("/gone.bin", status("404 Not Found"));
        NewNetwork bench;
        Hearer refused;
        bench.fetch(bench.task(server.url("/file.bin")), refused);
        QCOMPARE(refused.code(), ErrorCode::CaptivePortal);
        Hearer gone;
        bench.fetch(bench.task(server.url("/gone.bin")), gone);
        QCOMPARE(gone.code(), httpError(404));
    }

    /// Large downloads are led to other hosts all the time.
    void aRedirectAlone()
    {
        HttpTestServer server;
        server.on("/file.bin",
                  status("302 Found",
                         {"Location: " + server.url("/mirror", u"localhost"_s).toEncoded()}));
        server.on("/mirror", served());
        NewNetwork bench;
        Hearer hearer;
        bench.fetch(bench.task(server.url("/file.bin")), hearer);
        QCOMPARE(hearer.code(), ErrorCode::None);
    }
};

QTEST_GUILESS_MAIN(TestHttpTransportPortal)
#include "tst_httptransportportal.moc"
