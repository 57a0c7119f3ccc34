// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/proxyproof.h"
#include "agent/transport/tunnelwatch.h"

#include <QNetworkProxy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// The second message of a real server, of the domain QUAY.
const QByteArray kGreeting
    = "NTLM TlRMTVNTUAACAAAACAAIADgAAAAFgqIA3KrJxustg98AAAAAAAAAABwAHABAAAAAAAAA"
      "AAAAAABRAFUAQQBZAAIACABRAFUAQQBZAAEACABRAFUAQQBZAAAAAAA=";

QByteArray answer(int status, const QByteArray &challenge = {})
{
    QByteArray text
        = "HTTP/1.1 " + QByteArray::number(status) + " Whatever\r\nContent-Length: 0\r\n";
    if (!challenge.isEmpty())
        text += "Proxy-Authenticate: " + challenge + "\r\n";
    return text + "\r\n";
}

} // namespace

/// How a password is proven before a proxy is asked for a tunnel with it, and tunnels that do not
/// come up.
class TestProxyProof : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_server = std::make_unique<QTcpServer>();
        QVERIFY(m_server->listen(QHostAddress::LocalHost));
        connect(m_server.get(), &QTcpServer::newConnection, this, [this] {
            auto *const socket = m_server->nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { hear(*socket); });
        });
        m_asked.clear();
        m_answers.clear();
        m_result.reset();
    }

    void itCounts()
    {
        m_answers = {answer(407, "NTLM"), answer(407, kGreeting), answer(504)};
        const auto proof = prove();
        QTRY_VERIFY(m_result);
        QVERIFY(m_result->has_value());
        QCOMPARE((*m_result)->status, 200);
        QCOMPARE(m_asked.size(), 3);
        for (const QByteArray &request : std::as_const(m_asked)) {
            QVERIFY(request.startsWith("HEAD http://nobody.invalid/ HTTP/1.1\r\n"));
            QVERIFY(request.contains("\r\nCache-Control: only-if-cached\r\n"));
            QVERIFY(request.contains("\r\nMax-Forwards: 0\r\n"));
        }
        QVERIFY(!m_asked[0].contains("Authorization"));
        QVERIFY(m_asked[2].contains("\r\nProxy-Authorization: NTLM TlRMTVNTUAAD"));
    }

    /// Which is heard after one login.
    void itIsRefused()
    {
        m_answers = {answer(407, "NTLM"), answer(407, kGreeting), answer(407, "NTLM")};
        const auto proof = prove();
        QTRY_VERIFY(m_result);
        QVERIFY(m_result->has_value());
        QCOMPARE((*m_result)->status, 407);
        QCOMPARE((*m_result)->challenge, "NTLM");
        QCOMPARE(m_asked.size(), 3);
    }

    void whatProvesNothing_data()
    {
        QTest::addColumn<QByteArrayList>("answers");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("it does not ask") << QByteArrayList{answer(504)} << httpError(407);
        QTest::newRow("it asks for something weaker")
            << QByteArrayList{answer(407, "Basic realm=\"a\"")} << httpError(407);
        QTest::newRow("it asks again and again")
            << QByteArrayList(100, answer(407, "NTLM")) << ErrorCode::InvalidServerResponse;
        QTest::newRow("nothing") << QByteArrayList{QByteArray()} << ErrorCode::TimedOut;
    }
    void whatProvesNothing()
    {
        QFETCH(const QByteArrayList, answers);
        QFETCH(const ErrorCode, code);
        m_answers = answers;
        const auto proof = prove(1s);
        QTRY_VERIFY(m_result);
        QVERIFY(!m_result->has_value());
        QCOMPARE(m_result->error().code, code);
        QVERIFY(m_asked.size() < 12);
        for (const QByteArray &request : std::as_const(m_asked))
            QVERIFY(!request.contains("Authorization: Basic"));
    }

    void nobodyIsThere()
    {
        const QUrl gone = proxy();
        m_server->close();
        const ProxyProof proof({gone, "Agent/1", login()}, heard());
        QTRY_VERIFY(m_result);
        QCOMPARE(m_result->error().code, ErrorCode::ConnectFailure);
    }

    void whoIsGoneHearsNothing()
    {
        m_answers = {answer(407, "NTLM"), answer(407, kGreeting), answer(504)};
        auto proof = prove();
        QTRY_VERIFY(!m_asked.isEmpty());
        proof.reset();
        bool isOver = false;
        m_answers = QByteArrayList(4, answer(504)); // the one that is gone may have asked on
        const ProxyProof other({proxy(), "Agent/1", login()},
                               [&isOver](const auto & /*answer*/) { isOver = true; });
        QTRY_VERIFY(isOver);
        QVERIFY(!m_result);
    }

    /// The network manager asks for it without an end, until it is gone.
    void aTunnelThatDoesNotComeUp()
    {
        m_answers = QByteArrayList(1, answer(407, "NTLM"));
        m_repeats = true;
        auto manager = std::make_unique<QNetworkAccessManager>();
        manager->setProxy({QNetworkProxy::HttpProxy, u"127.0.0.1"_s, m_server->serverPort()});
        const QNetworkReply *const reply
            = manager->get(QNetworkRequest(QUrl(u"https://files.example/"_s)));
        TunnelWatch watch;
        qsizetype asked = 0;
        watch.begin(*reply, 300ms, [this, &asked, &manager] {
            asked = m_asked.size();
            manager.reset();
        });
        QTRY_VERIFY(asked > 0);
        QVERIFY2(asked > 8, "it gives up by itself: this watch is needed no more");
        m_asked.clear();
        m_answers = {answer(504)};
        const auto proof = prove(); // as long as that takes
        QTRY_VERIFY(m_result);
        QVERIFY(m_asked.size() < 20);
    }

private:
    void hear(QTcpSocket &socket)
    {
        QByteArray &text = m_texts[&socket];
        text += socket.readAll();
        const qsizetype end = text.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        m_asked.append(text.left(end + 2));
        text.clear();
        if (!m_answers.isEmpty())
            socket.write(m_repeats ? m_answers.first() : m_answers.takeFirst());
    }
    [[nodiscard]] QUrl proxy() const
    {
        QUrl url(u"http://127.0.0.1"_s);
        url.setPort(m_server->serverPort());
        return url;
    }
    [[nodiscard]] static std::shared_ptr<const ConnectionLogin> login()
    {
        return std::make_shared<const ConnectionLogin>(
            ConnectionLogin{u"QUAY\\anna"_s, Secret("Gezeiten"), 1});
    }
    [[nodiscard]] ProxyProof::Heard heard()
    {
        return [this](const Result<AuthReply> &result) { m_result = result; };
    }
    [[nodiscard]] std::unique_ptr<ProxyProof> prove(std::chrono::milliseconds deadline = 10s)
    {
        m_repeats = false;
        return std::make_unique<ProxyProof>(
            ProxyProof::Request{proxy(), "Agent/1", login(), 1U << 30U, deadline}, heard());
    }

    std::unique_ptr<QTcpServer> m_server;
    std::map<QTcpSocket *, QByteArray> m_texts;
    QByteArrayList m_asked;
    QByteArrayList m_answers; // in order
    bool m_repeats = false;   // the first one
    std::optional<Result<AuthReply>> m_result;
};

QTEST_GUILESS_MAIN(TestProxyProof)
#include "tst_proxyproof.moc"
