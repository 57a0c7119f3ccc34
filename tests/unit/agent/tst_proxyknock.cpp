// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/proxyknock.h"

#include <QTcpServer>
#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// What is asked of a proxy that is to open a tunnel, and what is understood of its answer.
class TestProxyKnock : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_server = std::make_unique<QTcpServer>();
        QVERIFY(m_server->listen(QHostAddress::LocalHost));
        connect(m_server.get(), &QTcpServer::newConnection, this, [this] {
            auto *const socket = m_server->nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
                m_asked += socket->readAll();
                if (m_asked.endsWith("\r\n\r\n")) {
                    socket->write(m_answer);
                    if (m_closes)
                        socket->disconnectFromHost();
                }
            });
        });
        m_asked.clear();
        m_answer.clear();
        m_closes = false;
        m_result.reset();
        m_gone.clear();
    }

    void itAsksForTheTunnel_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<QByteArray>("authority");
        QTest::newRow("usual port")
            << u"https://files.example/a"_s << QByteArray("files.example:443");
        QTest::newRow("own port") << u"https://files.example:8443/a"_s
                                  << QByteArray("files.example:8443");
        QTest::newRow("address") << u"https://[::1]/a"_s << QByteArray("[::1]:443");
        QTest::newRow("other letters")
            << u"https://b\u00fccher.example/a"_s << QByteArray("xn--bcher-kva.example:443");
    }
    void itAsksForTheTunnel()
    {
        QFETCH(const QString, server);
        QFETCH(const QByteArray, authority);
        m_answer = "HTTP/1.1 200 Connection established\r\n\r\n";
        const auto knock = ask(QUrl(server), "Basic abc");
        QTRY_VERIFY(m_result);
        QCOMPARE((*m_result)->status, 200);
        QCOMPARE(m_asked,
                 "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority
                     + "\r\nUser-Agent: Agent/1\r\nProxy-Authorization: Basic abc\r\n\r\n");
    }

    void whatItSaysIsHeard()
    {
        m_answer = "HTTP/1.1 407 Proxy Authentication Required\r\n"
                   "Proxy-Authenticate: Digest realm=\"a\", nonce=\"b\"\r\n"
                   "WWW-Authenticate: Basic realm=\"not this\"\r\n"
                   "PROXY-authenticate:Basic realm=\"c\"\r\n"
                   "Set-Cookie: a=b\r\n\r\n<html>";
        const auto knock = ask();
        QTRY_VERIFY(m_result);
        QVERIFY(!m_asked.contains("Authorization"));
        QCOMPARE((*m_result)->status, 407);
        QCOMPARE((*m_result)->challenge, "Digest realm=\"a\", nonce=\"b\", Basic realm=\"c\"");
        QVERIFY((*m_result)->cookies.isEmpty() && (*m_result)->info.isEmpty());
    }

    void whatIsNoAnswer_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("closes");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("nothing") << QByteArray() << false << ErrorCode::TimedOut;
        QTest::newRow("half a head")
            << QByteArray("HTTP/1.1 200 OK\r\nA: ") << false << ErrorCode::TimedOut;
        QTest::newRow("hung up") << QByteArray("HTTP/1.1 ") << true << ErrorCode::ConnectionClosed;
        QTest::newRow("not HTTP") << QByteArray("220 ftp.example\r\n\r\n") << false
                                  << ErrorCode::InvalidServerResponse;
        QTest::newRow("no status")
            << QByteArray("HTTP/1.1 OK\r\n\r\n") << false << ErrorCode::InvalidServerResponse;
        QTest::newRow("odd status")
            << QByteArray("HTTP/1.1 2000 OK\r\n\r\n") << false << ErrorCode::InvalidServerResponse;
        QTest::newRow("empty") << QByteArray("\r\n\r\n") << false
                               << ErrorCode::InvalidServerResponse;
        QTest::newRow("endless") << QByteArray("HTTP/1.1 200 OK\r\nA: ") + QByteArray(100'000, 'x')
                                 << false << ErrorCode::InvalidServerResponse;
    }
    void whatIsNoAnswer()
    {
        QFETCH(const QByteArray, answer);
        QFETCH(const bool, closes);
        QFETCH(const ErrorCode, code);
        m_answer = answer;
        m_closes = closes;
        const auto knock = ask(QUrl(u"https://files.example"_s), {}, 300ms);
        QTRY_VERIFY(m_result);
        QVERIFY(!*m_result);
        QCOMPARE(m_result->error().code, code);
        QCOMPARE(m_result->error().context, ErrorContext::GeneralTransport);
    }

    void nobodyIsThere()
    {
        m_gone = proxy();
        m_server->close();
        const auto knock = ask();
        QTRY_VERIFY(m_result);
        QCOMPARE(m_result->error().code, ErrorCode::ConnectFailure);
    }

    void whoIsGoneHearsNothing()
    {
        auto knock = ask();
        QTRY_VERIFY(!m_asked.isEmpty());
        knock.reset();
        m_asked.clear();
        m_answer = "HTTP/1.1 200 OK\r\n\r\n";
        const auto other = std::make_unique<ProxyKnock>(
            ProxyKnock::Request{proxy(), QUrl(u"https://files.example"_s), "Agent/1"},
            [this](const auto & /*answer*/) { m_asked = "other"; });
        QTRY_COMPARE(m_asked, "other");
        QVERIFY(!m_result);
    }

private:
    [[nodiscard]] QUrl proxy() const
    {
        QUrl url(u"http://127.0.0.1"_s);
        url.setPort(m_server->serverPort());
        return url;
    }
    [[nodiscard]] std::unique_ptr<ProxyKnock>
    ask(const QUrl &server = QUrl(u"https://files.example"_s), const QByteArray &authorization = {},
        std::chrono::milliseconds deadline = 10s)
    {
        return std::make_unique<ProxyKnock>(
            ProxyKnock::Request{m_gone.isEmpty() ? proxy() : m_gone, server, "Agent/1",
                                authorization, deadline},
            [this](const Result<AuthReply> &answer) { m_result = answer; });
    }

    std::unique_ptr<QTcpServer> m_server;
    QByteArray m_asked;
    QByteArray m_answer;
    bool m_closes = false;
    QUrl m_gone;
    std::optional<Result<AuthReply>> m_result;
};

QTEST_GUILESS_MAIN(TestProxyKnock)
#include "tst_proxyknock.moc"
