// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/messenger.h"
#include "tests/support/httptestserver.h"
#include "tests/support/testcertificate.h"

#include <QTest>

using namespace lighterman;
using namespace lighterman::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Then = HttpResponse::Then;

namespace {

QSslConfiguration configurationOf(const TestCertificate &identity)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(identity.certificate);
    configuration.setPrivateKey(identity.key);
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    return configuration;
}

} // namespace

/// What sign-ins say to login servers.
class TestMessenger : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_identity = makeCertificate();
        m_server = std::make_unique<HttpTestServer>(configurationOf(m_identity));
        m_manner = {"Agent/1", QSslConfiguration::defaultConfiguration(), {10s}};
        m_manner.tls.setCaCertificates({m_identity.issuer});
        m_result.reset();
    }

    void answersAreHeard_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<int>("status");
        QTest::newRow("success") << QByteArray("200 OK") << 200;
        QTest::newRow("refusal") << QByteArray("401 Unauthorized") << 401;
        QTest::newRow("redirect") << QByteArray("302 Found") << 302;
    }
    void answersAreHeard()
    {
        QFETCH(const QByteArray, line);
        QFETCH(const int, status);
        m_server->on("/login",
                     test::status(line,
                                  {"WWW-Authenticate: Passport1.4 a=1", "X-A: 1", "Set-Cookie: a=1",
                                   "Set-Cookie: b=2", "Location: /elsewhere"}));
        const auto pending = send({m_server->url("/login"), "Passport1.4 x=1", "c=3"});
        QVERIFY(!m_result);
        QTRY_VERIFY(m_result);
        QVERIFY(m_result->has_value());
        QCOMPARE((*m_result)->status, status);
        QCOMPARE(field("www-authenticate"), "Passport1.4 a=1");
        QCOMPARE(field("x-a"), "1");
        QCOMPARE(field("set-cookie"), "a=1\nb=2");
        QCOMPARE(m_server->requests.size(), 1U);
        const HttpRequest &request = m_server->requests.front();
        QCOMPARE(request.method, "GET");
        QCOMPARE(request.header("Authorization"), "Passport1.4 x=1");
        QCOMPARE(request.header("Cookie"), "c=3");
        QCOMPARE(request.header("User-Agent"), "Agent/1");
    }

    void onlyOverHttps()
    {
        HttpTestServer plain;
        const auto pending = send({plain.url("/login"), "secret", {}});
        QVERIFY(!m_result);
        QTRY_VERIFY(m_result);
        QCOMPARE(m_result->error().code, ErrorCode::UnsupportedScheme);
        QVERIFY(plain.requests.empty());
    }

    void onlyToServersThatAreTrusted()
    {
        m_manner.tls.setCaCertificates({});
        const auto pending = send({m_server->url("/login"), "secret", {}});
        QTRY_VERIFY(m_result);
        QCOMPARE(m_result->error().code, ErrorCode::CertificateUntrusted);
        QVERIFY(m_server->requests.empty());
    }

    void notForEver()
    {
        m_manner.limits.deadline = 300ms;
        m_server->on("/login", HttpResponse{{}, {}, Then::Hang});
        const auto pending = send({m_server->url("/login"), {}, {}});
        QTRY_VERIFY(m_result);
        QCOMPARE(m_result->error().code, ErrorCode::TimedOut);
    }

    void notWithoutEnd()
    {
        m_manner.limits.memory = qint64(8) << 20U;
        m_server->on("/login",
                     HttpResponse{"HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"r\"\r\n",
                                  QByteArray(qsizetype(48) << 20U, 'a'), Then::Hang});
        const auto pending = send({m_server->url("/login"), {}, {}});
        QTRY_VERIFY_WITH_TIMEOUT(m_result, 9'000); // before the deadline
        QCOMPARE(m_result->error().code, ErrorCode::TimedOut);
    }

    void whatIsCalledOffIsNotHeard()
    {
        m_server->on("/login", HttpResponse{{}, {}, Then::Hang});
        auto pending = send({m_server->url("/login"), {}, {}});
        QTRY_COMPARE(m_server->requests.size(), 1U);
        pending.reset();
        m_server->on("/login", ok("content"));
        const auto second = send({m_server->url("/login"), {}, {}});
        QTRY_VERIFY(m_result);
        QCOMPARE(m_heard, 1);
    }

    void whoeverHearsMayEndIt()
    {
        m_server->on("/login", ok("content"));
        m_heard = 0;
        std::unique_ptr<Pending> pending;
        auto messenger = std::make_unique<Messenger>(m_manner);
        pending = messenger->send({m_server->url("/login"), {}, {}},
                                  [&](const Result<AuthMessageReply> & /*reply*/) {
                                      ++m_heard;
                                      pending.reset();
                                      messenger.reset();
                                  });
        QTRY_COMPARE(m_heard, 1);
    }

private:
    [[nodiscard]] std::unique_ptr<Pending> send(const AuthMessage &message)
    {
        m_heard = 0;
        m_messenger = std::make_unique<Messenger>(m_manner);
        return m_messenger->send(message, [this](const Result<AuthMessageReply> &reply) {
            ++m_heard;
            m_result = reply;
        });
    }
    [[nodiscard]] QByteArray field(const QByteArray &name) const
    {
        const auto &fields = (*m_result)->fields;
        const auto found
            = std::ranges::find(fields, name, &std::pair<QByteArray, QByteArray>::first);
        return found == fields.end() ? QByteArray() : found->second;
    }

    TestCertificate m_identity;
    Messenger::Manner m_manner;
    std::unique_ptr<HttpTestServer> m_server;
    std::unique_ptr<Messenger> m_messenger;
    std::optional<Result<AuthMessageReply>> m_result;
    int m_heard = 0;
};

QTEST_GUILESS_MAIN(TestMessenger)
#include "tst_messenger.moc"
