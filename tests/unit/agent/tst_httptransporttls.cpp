// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/servertrust.h"
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

TrustedCertificate accepted(const QUrl &url, const QByteArray &fingerprint)
{
    return {url.host(), url.port(443), fingerprint, 0};
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

    void whatIsAcceptedCounts_data()
    {
        QTest::addColumn<Flaw>("flaw");
        QTest::newRow("unknown issuer") << Flaw::None;
        QTest::newRow("and expired") << Flaw::Expired;
        QTest::newRow("and not yet valid") << Flaw::NotYetValid;
        QTest::newRow("and other host") << Flaw::OtherHost;
    }
    void whatIsAcceptedCounts()
    {
        QFETCH(const Flaw, flaw);
        const TestCertificate identity = makeCertificate(flaw);
        const QByteArray content = noise(1'000'000);
        HttpTestServer server(configurationOf(identity));
        server.on("/file.bin", ServedFile{content});
        const QUrl url = server.url("/file.bin");
        TransportBench bench;
        Hearer before;
        bench.fetch(bench.task(url), before);
        QCOMPARE(before.code(), ErrorCode::CertificateUntrusted);
        QCOMPARE(before.certificates.size(), 1U);
        const auto &[at, shown] = before.certificates.front();
        QCOMPARE(at, url);
        QCOMPARE(shown.fingerprint, identity.certificate.digest(QCryptographicHash::Sha256));
        QCOMPARE(shown.issuer, u"Test issuer"_s);
        QCOMPARE(shown.names.contains(u"localhost"_s), flaw != Flaw::OtherHost);
        QCOMPARE(shown.validTo, identity.certificate.expiryDate().toMSecsSinceEpoch());
        bench.transport.trust({accepted(url, shown.fingerprint)});
        Hearer after;
        bench.fetch(bench.task(url), after);
        QCOMPARE(after.code(), ErrorCode::None);
        QVERIFY(after.certificates.empty());
        QCOMPARE(contentOf(bench.path(u"file.bin"_s)), content);
    }

    /// Not over the connection that is still open either.
    void whatIsAcceptedNoMoreIsNotSpokenTo()
    {
        const TestCertificate identity = makeCertificate();
        HttpTestServer server(configurationOf(identity));
        server.on("/file.bin", ServedFile{"content"});
        const QUrl url = server.url("/file.bin");
        const auto yes = accepted(url, identity.certificate.digest(QCryptographicHash::Sha256));
        TransportBench bench;
        bench.transport.trust({yes});
        for (int i = 0; i < 2; ++i) {
            Hearer hearer;
            bench.fetch(bench.task(url), hearer);
            QCOMPARE(hearer.code(), ErrorCode::None);
        }
        QCOMPARE(server.requests.size(), 2U);
        QCOMPARE(server.requests.at(0).port, server.requests.at(1).port); // which stays open
        bench.transport.trust({});
        Hearer after;
        bench.fetch(bench.task(url), after);
        QCOMPARE(after.code(), ErrorCode::CertificateUntrusted);
        QCOMPARE(after.certificates.size(), 1U);
        QCOMPARE(server.requests.size(), 2U);
    }

    void whatIsUnderWayEndsWithTheTrust_data()
    {
        QTest::addColumn<bool>("isOther");
        QTest::newRow("this server") << false;
        QTest::newRow("another server") << true;
    }
    void whatIsUnderWayEndsWithTheTrust()
    {
        QFETCH(const bool, isOther);
        const TestCertificate identity = makeCertificate();
        HttpTestServer server(configurationOf(identity));
        server.on("/file.bin", ServedFile{noise(1'000'000)});
        server.setPace(10'000, std::chrono::milliseconds(20)); // two seconds of it
        const QUrl url = server.url("/file.bin");
        const auto yes = accepted(url, identity.certificate.digest(QCryptographicHash::Sha256));
        auto other = yes;
        other.host = u"b.example"_s;
        TransportBench bench;
        bench.transport.trust({yes, other});
        Hearer hearer;
        const auto pending = bench.transport.fetch(bench.task(url), hearer);
        QTRY_VERIFY(!hearer.connections.empty());
        bench.transport.trust({isOther ? yes : other});
        QTRY_VERIFY_WITH_TIMEOUT(hearer.isOver(), 10'000);
        QCOMPARE(hearer.code(), isOther ? ErrorCode::None : ErrorCode::CertificateUntrusted);
        QCOMPARE(hearer.certificates.size(), isOther ? 0U : 1U);
        QCOMPARE(server.requests.size(), 1U);
    }

    void onlyForExactlyThis_data()
    {
        QTest::addColumn<int>("port");
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("isOther");
        QTest::newRow("port") << 1 << QString() << false;
        QTest::newRow("host") << 0 << u"localhost"_s << false;
        QTest::newRow("certificate") << 0 << QString() << true;
    }
    void onlyForExactlyThis()
    {
        QFETCH(const int, port);
        QFETCH(const QString, host);
        QFETCH(const bool, isOther);
        const TestCertificate identity = makeCertificate();
        HttpTestServer server(configurationOf(identity));
        server.on("/file.bin", ServedFile{"content"});
        const QUrl url = server.url("/file.bin");
        TrustedCertificate trusted
            = accepted(url, identity.certificate.digest(QCryptographicHash::Sha256));
        trusted.port += port;
        if (!host.isEmpty())
            trusted.host = host;
        if (isOther) // the issuer's, which is in the chain, is none of the server's
            trusted.fingerprint = identity.issuer.digest(QCryptographicHash::Sha256);
        TransportBench bench;
        bench.transport.trust({trusted});
        Hearer hearer;
        bench.fetch(bench.task(url), hearer);
        QCOMPARE(hearer.code(), ErrorCode::CertificateUntrusted);
        QVERIFY(server.requests.empty());
    }

    void whatNobodyMayAccept()
    {
        const QSslError issuer(QSslError::SelfSignedCertificate);
        QVERIFY(mayBeExcused({issuer, QSslError(QSslError::HostNameMismatch)}));
        QVERIFY(!mayBeExcused({}));
        for (const auto worse : {QSslError::CertificateRevoked, QSslError::CertificateBlacklisted,
                                 QSslError::CertificateSignatureFailed, QSslError::InvalidPurpose,
                                 QSslError::InvalidCaCertificate, QSslError::UnspecifiedError,
                                 QSslError::NoPeerCertificate})
            QVERIFY(!mayBeExcused({issuer, QSslError(worse)}));
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
