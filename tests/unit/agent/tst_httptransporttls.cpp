// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/httptestserver.h"
#include "tests/support/testcertificate.h"
#include "tests/support/transportbench.h"

using namespace lighterman;
using namespace lighterman::test;
using namespace Qt::StringLiterals;

namespace {

QSslConfiguration configurationOf(const TestCertificate &identity)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(identity.certificate);
    configuration.setPrivateKey(identity.key);
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    return configuration;
}

TransportOptions trusting(const TestCertificate &identity)
{
    TransportOptions options;
    options.extraCertificates = {identity.issuer};
    return options;
}

} // namespace

/// Secure connections: only to servers that are trusted.
class TestHttpTransportTls : public QObject
{
    Q_OBJECT

private slots:
    void aFileArrivesSecurely()
    {
        const TestCertificate identity = makeCertificate();
        const QByteArray content = noise(1'000'000);
        HttpTestServer server(configurationOf(identity));
        server.on("/file.bin", ServedFile{content});
        TransportBench bench(trusting(identity));
        Hearer hearer;
        bench.fetch(
            bench.interrupted(server.url("/file.bin"), content.first(400'000), content.size()),
            hearer);
        QCOMPARE(hearer.code(), ErrorCode::None);
        QCOMPARE(contentOf(bench.path(u"file.bin"_s)), content);
    }

    void strangersAreNotTrusted_data()
    {
        QTest::addColumn<bool>("known");
        QTest::addColumn<Flaw>("flaw");
        QTest::addColumn<QString>("code");
        QTest::newRow("unknown issuer") << false << Flaw::None << u"certificate-untrusted"_s;
        QTest::newRow("expired") << true << Flaw::Expired << u"certificate-expired"_s;
        QTest::newRow("not yet valid")
            << true << Flaw::NotYetValid << u"certificate-not-yet-valid"_s;
        QTest::newRow("other host") << true << Flaw::OtherHost << u"certificate-other-host"_s;
        QTest::newRow("unknown issuer, and expired")
            << false << Flaw::Expired << u"certificate-untrusted"_s;
        QTest::newRow("unknown issuer, and other host")
            << false << Flaw::OtherHost << u"certificate-untrusted"_s;
    }
    void strangersAreNotTrusted()
    {
        QFETCH(const bool, known);
        QFETCH(const Flaw, flaw);
        QFETCH(const QString, code);
        const TestCertificate identity = makeCertificate(flaw);
        HttpTestServer server(configurationOf(identity));
        server.on("/file.bin", ServedFile{"content"});
        TransportBench bench(known ? trusting(identity) : TransportOptions());
        Hearer hearer;
        bench.fetch(bench.task(server.url("/file.bin")), hearer);
        QCOMPARE(wireName(hearer.code()), code);
        QCOMPARE(kindOf(hearer.end->error()), ErrorKind::Fatal);
        QVERIFY(!hearer.end->error().detail.isEmpty());
        QVERIFY(server.requests.empty());
    }

    void aClockThatIsPlainlyWrongIsNamed()
    {
        const TestCertificate identity = makeCertificate(Flaw::NotYetValid);
        HttpTestServer server(configurationOf(identity));
        server.on("/file.bin", ServedFile{"content"});
        TransportOptions options = trusting(identity);
        options.now = [] { return Moment(1'500'000'000'000); }; // 2017
        TransportBench bench(options);
        Hearer hearer;
        bench.fetch(bench.task(server.url("/file.bin")), hearer);
        QCOMPARE(hearer.code(), ErrorCode::ClockWrong);
        QVERIFY(hearer.end->error().detail.contains(u"the clock says 2017-07-14"_s));
        QVERIFY(server.requests.empty());
    }

    void aServerWithoutTls()
    {
        HttpTestServer server;
        QUrl url = server.url("/file.bin");
        url.setScheme(u"https"_s);
        server.on("/file.bin", ServedFile{"content"});
        TransportBench bench;
        FileTask task = bench.task(url);
        task.stallTimeout = std::chrono::seconds(2);
        Hearer hearer;
        bench.fetch(task, hearer);
        // Our test server waits for the end of a head that never comes.
        QVERIFY(hearer.code() == ErrorCode::TlsFailed || hearer.code() == ErrorCode::TimedOut);
    }

    void neverBackToAnInsecureServer()
    {
        HttpTestServer insecure;
        insecure.on("/file.bin", ServedFile{"content"});
        const TestCertificate identity = makeCertificate();
        HttpTestServer server(configurationOf(identity));
        server.on("/a",
                  status("302 Found", {"Location: " + insecure.url("/file.bin").toEncoded()}));
        TransportBench bench(trusting(identity));
        Hearer hearer;
        bench.fetch(bench.task(server.url("/a")), hearer);
        QCOMPARE(hearer.code(), ErrorCode::InsecureRedirect);
        QVERIFY(insecure.requests.empty());
    }
};

QTEST_GUILESS_MAIN(TestHttpTransportTls)
#include "tst_httptransporttls.moc"
