// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/gsstickets.h"
#include "agent/auth/negotiate.h"
#include "agent/auth/slowwork.h"
#include "tests/support/acceptor.h"
#include "tests/support/kdc.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTcpServer>
#include <QTemporaryFile>
#include <QTest>
#include <QThread>
#include <QUdpSocket>

#include <set>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QUrl kServer(u"http://localhost:8080/tide"_s);
constexpr auto kAlice = "alice@QUAY.TEST";

/// A KDC that takes what comes and never answers.
struct MuteKdc
{
    QTcpServer tcp;
    QUdpSocket udp;

    MuteKdc()
    {
        if (!tcp.listen(QHostAddress::LocalHost)
            || !udp.bind(QHostAddress::LocalHost, tcp.serverPort()))
            qFatal("no port");
    }
    [[nodiscard]] bool isAsked() const
    {
        return udp.hasPendingDatagrams() || tcp.hasPendingConnections();
    }
};

/// One request: what it is to carry, as soon as that is known.
struct Request
{
    std::unique_ptr<AuthAttempt> attempt;
    std::optional<Result<AuthFields>> answer;
    QThread *thread = nullptr; ///< on which that came

    explicit Request(SignIn &signIn)
        : attempt(signIn.attempt())
    {
        send();
    }
    void send()
    {
        answer.reset();
        attempt->sign({}, [this](const Result<AuthFields> &fields) {
            answer = fields;
            thread = QThread::currentThread();
        });
    }
    [[nodiscard]] QByteArray field() const
    {
        return answer && *answer ? (*answer)->authorization : QByteArray();
    }
    /// None where it may be sent.
    [[nodiscard]] ErrorCode code() const
    {
        return *answer ? ErrorCode::None : answer->error().code;
    }
    [[nodiscard]] QString detail() const { return *answer ? QString() : answer->error().detail; }
};

Credentials credentialsOf(const QString &user, const QByteArray &password)
{
    return {AuthTarget::Server, AuthScheme::Negotiate, user, Secret(password)};
}

AuthReply replyOf(int status, const QByteArray &token)
{
    return {status, "Negotiate " + token.toBase64(), {}, {}};
}

} // namespace

/// Kerberos against a KDC and a server's key, both real.
class TestNegotiate : public QObject
{
    Q_OBJECT

private:
    // Before all else: the KDC's configuration has their ports.
    MuteKdc m_mute;
    MuteKdc m_still;
    Kdc m_kdc{{{u"MUTE.TEST"_s, m_mute.tcp.serverPort()},
               {u"STILL.TEST"_s, m_still.tcp.serverPort()},
               {u"GONE.TEST"_s, 1}}};
    std::shared_ptr<SlowWork> m_worker;

    std::shared_ptr<SignIn> signInAs(const QString &user, const QByteArray &password,
                                     std::chrono::milliseconds patience = 60s)
    {
        return negotiateSignIn(credentialsOf(user, password), kServer, m_worker, patience);
    }

private slots:
    void initTestCase()
    {
        m_kdc.administer(
            {u"addprinc -pw right +requires_preauth alice"_s, u"addprinc -pw right bob"_s,
             u"addprinc -pw right -maxlife 30seconds dora"_s, u"addprinc -randkey HTTP/localhost"_s,
             u"ktadd -k "_s + m_kdc.keytab() + u" HTTP/localhost"_s});
        m_kdc.start();
    }
    void init() { m_worker = std::make_shared<SlowWork>(); }
    void cleanup()
    {
        m_kdc.dropTicket();
        m_worker.reset();
    }

    void aPasswordGetsATicketThatCounts_data()
    {
        QTest::addColumn<QString>("user");
        QTest::newRow("name alone") << u"alice"_s;
        QTest::newRow("with its realm") << u"alice@QUAY.TEST"_s;
        QTest::newRow("as a mail address") << u"alice@quay.test"_s;
        QTest::newRow("of a Windows domain") << u"QUAY\\alice"_s;
        QTest::newRow("of a domain in full") << u"quay.test\\alice"_s;
    }
    void aPasswordGetsATicketThatCounts()
    {
        QFETCH(const QString, user);
        const auto signIn = signInAs(user, "right");
        Request request(*signIn);
        QVERIFY(!request.answer); // later
        QTRY_VERIFY(request.answer);
        QCOMPARE(request.thread, thread());
        Acceptor server(m_kdc.keytab());
        QVERIFY2(request.field().startsWith("Negotiate "), qPrintable(request.detail()));
        QCOMPARE(server.accept(request.field()), kAlice);
        QVERIFY(!server.mayAct());
        QCOMPARE(request.attempt->heard(replyOf(200, server.proof)), AuthVerdict::Accepted);
        QVERIFY(!QFile::exists(m_kdc.ownCache()));
    }

    /// No thread is at work before it, so that the environment may change.
    void aConfigurationThatIsBroken()
    {
        QTemporaryFile file;
        QVERIFY(file.open() && file.write("[libdefaults") > 0 && file.flush());
        const QByteArray usual = qgetenv("KRB5_CONFIG");
        qputenv("KRB5_CONFIG", QFile::encodeName(file.fileName()));
        const auto signIn = signInAs(u"alice"_s, "right");
        Request request(*signIn);
        QTRY_VERIFY(request.answer);
        qputenv("KRB5_CONFIG", usual);
        QCOMPARE(request.code(), ErrorCode::TicketNeeded);
        QVERIFY2(request.detail().size() > 20, qPrintable(request.detail()));
        Request mended(*signIn);
        QTRY_VERIFY(mended.answer);
        QCOMPARE(mended.code(), ErrorCode::None);
    }

    void theProofOfAServer()
    {
        const auto signIn = signInAs(u"alice"_s, "right");
        Request request(*signIn);
        Request other(*signIn);
        QTRY_VERIFY(request.answer && other.answer);
        Acceptor server(m_kdc.keytab());
        Acceptor again(m_kdc.keytab());
        QCOMPARE(server.accept(request.field()), kAlice);
        QCOMPARE(again.accept(other.field()), kAlice);
        // What another request was told proves nothing to this one.
        QCOMPARE(request.attempt->heard(replyOf(200, again.proof)).error().code,
                 ErrorCode::ServerUnproven);
        QCOMPARE(other.attempt->heard(replyOf(404, again.proof)), AuthVerdict::Accepted);
    }

    void whatIsNoProof_data()
    {
        QTest::addColumn<QByteArray>("challenge");
        QTest::newRow("nothing that it knows") << QByteArray("Negotiate oQcwBaADCgEA");
        QTest::newRow("no base64") << QByteArray("Negotiate @@@@");
        QTest::newRow("another mechanism") << "Negotiate "
                + QByteArray::fromHex("a1153013a0030a0101a10c060a2b06010401823702020a").toBase64();
        QTest::newRow("zeros") << "Negotiate " + QByteArray(3000, '\0').toBase64();
    }
    void whatIsNoProof()
    {
        QFETCH(const QByteArray, challenge);
        const auto signIn = signInAs(u"alice"_s, "right");
        Request request(*signIn);
        QTRY_VERIFY(request.answer);
        const auto asked = m_kdc.count("_REQ");
        const auto verdict = request.attempt->heard({200, challenge, {}, {}});
        QVERIFY(!verdict);
        QCOMPARE(verdict.error().code, ErrorCode::ServerUnproven);
        QCOMPARE(m_kdc.count("_REQ"), asked); // which would take time on this thread
    }

    void manyServersProveNothing()
    {
        const auto signIn = signInAs(u"alice"_s, "right");
        for (const QByteArray challenge : {"", "Negotiate", "Basic realm=\"Negotiate QUJD\""}) {
            Request request(*signIn);
            QTRY_VERIFY(request.answer);
            QCOMPARE(request.attempt->heard({200, challenge, {}, {}}), AuthVerdict::Accepted);
        }
    }

    void aProxyProvesItselfElsewhere()
    {
        auto credentials = credentialsOf(u"alice"_s, "right");
        credentials.target = AuthTarget::Proxy;
        const auto signIn = negotiateSignIn(credentials.copy(), kServer, m_worker);
        Request request(*signIn);
        QTRY_VERIFY(request.answer);
        QCOMPARE(request.attempt->heard({401, "Negotiate", {}, {}}), AuthVerdict::Accepted);
        QCOMPARE(request.attempt->heard({407, "Negotiate", {}, {}}), AuthVerdict::Refused);
        Acceptor proxy(m_kdc.keytab());
        QCOMPARE(proxy.accept(request.field()), kAlice);
        const QByteArray info = "Negotiate " + proxy.proof.toBase64();
        QCOMPARE(request.attempt->heard({200, {}, info, {}}), AuthVerdict::Accepted);

        credentials.secret = Secret("wrong");
        const auto wrong = negotiateSignIn(std::move(credentials), kServer, m_worker);
        Request refused(*wrong);
        QTRY_VERIFY(refused.answer);
        QCOMPARE(refused.code(), httpError(407));
    }

    void aServerThatRefuses()
    {
        const auto signIn = signInAs(u"alice"_s, "right");
        Request request(*signIn);
        QTRY_VERIFY(request.answer);
        QCOMPARE(request.attempt->heard({401, "Negotiate", {}, {}}), AuthVerdict::Refused);
        QCOMPARE(request.attempt->heard({401, "Negotiate @@", {}, {}}), AuthVerdict::Refused);
        // It goes on, in a way that leads nowhere.
        QCOMPARE(request.attempt->heard(replyOf(401, "\xa1\x07\x30\x05")), AuthVerdict::Again);
        request.send();
        QTRY_VERIFY(request.answer);
        QCOMPARE(request.code(), httpError(401));
        QCOMPARE(request.attempt->heard(replyOf(401, "and on")), AuthVerdict::Refused);
    }

    void aServerThatGoesOnAndOn()
    {
        const auto signIn = signInAs(u"alice"_s, "right");
        Request request(*signIn);
        for (int rounds = 1; rounds < 4; ++rounds) {
            QTRY_VERIFY(request.answer && *request.answer);
            request.send(); // lost on its way, say
        }
        QTRY_VERIFY(request.answer);
        QCOMPARE(request.attempt->heard(replyOf(401, "and on")), AuthVerdict::Refused);
    }

    void aWrongPasswordIsTriedOnce_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QByteArray>("inLog");
        QTest::newRow("that the KDC refuses") << u"alice"_s << QByteArray("PREAUTH_FAILED");
        QTest::newRow("that opens no ticket") << u"bob"_s << QByteArray("ISSUE: authtime");
        QTest::newRow("of nobody") << u"carol"_s << QByteArray("CLIENT_NOT_FOUND");
    }
    void aWrongPasswordIsTriedOnce()
    {
        QFETCH(const QString, user);
        QFETCH(const QByteArray, inLog);
        m_kdc.getTicket(u"bob"_s, u"right"_s); // which is nobody's business
        const auto before = m_kdc.count(inLog);
        const auto signIn = signInAs(user, "wrong");
        Request first(*signIn);
        Request second(*signIn);
        QTRY_VERIFY(first.answer && second.answer);
        Request third(*signIn);
        QTRY_VERIFY(third.answer);
        for (const Request *request : {&first, &second, &third})
            QCOMPARE(request->code(), httpError(401));
        QVERIFY(!first.detail().contains(u"wrong"_s));
        QCOMPARE(m_kdc.count(inLog), before + 1);
    }

    void namesThatAreNone_data()
    {
        QTest::addColumn<QString>("user");
        QTest::newRow("two realms") << u"alice@QUAY.TEST@QUAY.TEST"_s;
        QTest::newRow("an escape") << u"QUAY\\a\\nb"_s;
        QTest::newRow("a domain alone") << u"QUAY\\"_s;
        QTest::newRow("a realm alone") << u"@QUAY.TEST"_s;
        QTest::newRow("too many parts") << u"a/b/c/"_s;
    }
    void namesThatAreNone()
    {
        QFETCH(const QString, user);
        const auto signIn = signInAs(user, "right");
        Request request(*signIn);
        QTRY_VERIFY(request.answer);
        QCOMPARE(request.code(), httpError(401));
    }

    void namesBecomePrincipals()
    {
        QCOMPARE(principalOf(u"alice"_s, u"QUAY.TEST"_s), "alice@QUAY.TEST");
        QCOMPARE(principalOf(u"alice@Home.Test"_s, u"home.test"_s), "alice@home.test");
        QCOMPARE(principalOf(u"OTHER\\alice"_s, u"QUAY.TEST"_s), "alice@OTHER");
        QCOMPARE(principalOf(u"alice"_s, {}), "");
    }

    void oneLoginServesManyRequests()
    {
        const auto logins = m_kdc.count("krbtgt/QUAY.TEST@QUAY.TEST");
        const auto signIn = signInAs(u"bob"_s, "right");
        std::vector<std::unique_ptr<Request>> requests(20);
        for (auto &request : requests)
            request = std::make_unique<Request>(*signIn);
        QTRY_VERIFY(
            std::ranges::all_of(requests, [](auto &one) { return one->answer.has_value(); }));
        std::set<QByteArray> fields;
        for (const auto &request : requests)
            fields.insert(request->field());
        QCOMPARE(fields.size(), 20u); // each counts once
        QCOMPARE(m_kdc.count("krbtgt/QUAY.TEST@QUAY.TEST"), logins + 1);
    }

    void thePersonsOwnTicket()
    {
        m_kdc.getTicket(u"alice"_s, u"right"_s);
        const auto signIn = signInAs({}, {});
        Request request(*signIn);
        QTRY_VERIFY(request.answer);
        Acceptor server(m_kdc.keytab());
        QCOMPARE(server.accept(request.field()), kAlice);
        QVERIFY(!server.mayAct()); // although the ticket could be handed on
    }

    void aPasswordCountsMoreThanATicket()
    {
        m_kdc.getTicket(u"bob"_s, u"right"_s);
        const auto signIn = signInAs(u"alice"_s, "right");
        Request request(*signIn);
        QTRY_VERIFY(request.answer);
        QCOMPARE(Acceptor(m_kdc.keytab()).accept(request.field()), kAlice);
    }

    void noTicket()
    {
        const auto signIn = signInAs({}, {});
        Request before(*signIn);
        QTRY_VERIFY(before.answer);
        QCOMPARE(before.code(), ErrorCode::TicketNeeded);
        m_kdc.getTicket(u"alice"_s, u"right"_s);
        Request after(*signIn);
        QTRY_VERIFY(after.answer);
        QCOMPARE(after.code(), ErrorCode::None);
    }

    void aTicketThatHasEnded()
    {
        m_kdc.getTicket(u"alice"_s, u"right"_s, u"3s"_s);
        const auto signIn = signInAs({}, {});
        const auto codeNow = [&] {
            Request request(*signIn);
            return QTest::qWaitFor([&] { return request.answer.has_value(); })
                ? std::optional(request.code())
                : std::nullopt;
        };
        QCOMPARE(codeNow(), ErrorCode::None);
        QTRY_COMPARE_WITH_TIMEOUT(codeNow(), ErrorCode::TicketNeeded, 20'000);
    }

    /// A long job outlives what its first login got.
    void aPasswordGetsAnotherTicketInTime()
    {
        const auto logins = m_kdc.count("dora@QUAY.TEST for krbtgt");
        const auto signIn = signInAs(u"dora"_s, "right");
        for (int i = 1; i <= 2; ++i) {
            Request request(*signIn);
            QTRY_VERIFY(request.answer);
            QCOMPARE(Acceptor(m_kdc.keytab()).accept(request.field()), "dora@QUAY.TEST");
            QCOMPARE(m_kdc.count("dora@QUAY.TEST for krbtgt"), logins + i);
        }
    }

    void noTicketCountsForThatHost()
    {
        m_kdc.getTicket(u"alice"_s, u"right"_s);
        for (const QString &name : {QString(), u"alice"_s}) {
            const auto signIn = negotiateSignIn(credentialsOf(name, name.isEmpty() ? "" : "right"),
                                                QUrl(u"http://127.0.0.1/"_s), m_worker);
            Request request(*signIn);
            QTRY_VERIFY(request.answer);
            QCOMPARE(request.code(), ErrorCode::TicketNeeded);
        }
    }

    void aKdcThatIsNotThere()
    {
        for (const QString &user : {u"alice@GONE.TEST"_s, u"alice@UNKNOWN.TEST"_s}) {
            const auto signIn = signInAs(user, "right");
            Request request(*signIn);
            QTRY_VERIFY_WITH_TIMEOUT(request.answer, 30'000);
            QCOMPARE(request.code(), ErrorCode::ConnectFailure);
        }
    }

    void aKdcThatGoesAndComesBack()
    {
        const auto signIn = signInAs(u"alice"_s, "right");
        m_kdc.stop();
        Request without(*signIn);
        QTRY_VERIFY_WITH_TIMEOUT(without.answer, 30'000);
        QCOMPARE(without.code(), ErrorCode::ConnectFailure);
        m_kdc.start();
        Request with(*signIn);
        QTRY_VERIFY(with.answer);
        QCOMPARE(with.code(), ErrorCode::None);
        m_kdc.stop();
        Request again(*signIn); // the ticket is there
        QTRY_VERIFY(again.answer);
        QCOMPARE(again.code(), ErrorCode::None);
        m_kdc.start();
    }

    void aMuteKdcHoldsUpNobodyElse()
    {
        const auto mute = signInAs(u"alice@MUTE.TEST"_s, "right", 500ms);
        Request hangs(*mute);
        QTRY_VERIFY(m_mute.isAsked());
        const auto signIn = signInAs(u"alice"_s, "right");
        Request request(*signIn);
        QTRY_VERIFY(request.answer);
        QCOMPARE(request.code(), ErrorCode::None);
        QTRY_VERIFY(hangs.answer);
        QCOMPARE(hangs.code(), ErrorCode::TimedOut);
        hangs.send(); // behind the one that still hangs
        QTRY_VERIFY(hangs.answer);
        QCOMPARE(hangs.code(), ErrorCode::TimedOut);
    }

    void theEndWaitsForNoKdc()
    {
        auto signIn = signInAs(u"alice@STILL.TEST"_s, "right");
        std::optional<Request> request(*signIn);
        std::optional<Request> waits(*signIn);
        QTRY_VERIFY(m_still.isAsked());
        QElapsedTimer elapsed;
        elapsed.start();
        request.reset();
        waits.reset();
        signIn.reset();
        m_worker.reset();
        QVERIFY2(elapsed.elapsed() < 2000, qPrintable(QString::number(elapsed.elapsed())));
    }

    void anAttemptMayGoAtAnyTime()
    {
        const auto signIn = signInAs(u"alice"_s, "right");
        for (int i = 0; i < 200; ++i) {
            auto request = std::make_unique<Request>(*signIn);
            if (i % 3 == 0)
                QCoreApplication::processEvents();
            if (i % 10 == 0)
                QTRY_VERIFY(request->answer);
        }
        // From within the answer, too.
        std::unique_ptr<AuthAttempt> last = signIn->attempt();
        last->sign({}, [&last](const auto &) { last.reset(); });
        QTRY_VERIFY(!last);
    }

    void theTokenInAField_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QByteArray>("token");
        QTest::newRow("alone") << QByteArray("Negotiate QUJD") << QByteArray("QUJD");
        QTest::newRow("of any case") << QByteArray("NEGOTIATE  QUJD== ") << QByteArray("QUJD==");
        QTest::newRow("among others")
            << QByteArray("Basic realm=\"a, Negotiate \\\" x\", Negotiate QUJD, Digest nonce=\"b\"")
            << QByteArray("QUJD");
        QTest::newRow("the one that has one")
            << QByteArray("Negotiate, Negotiate QUJD") << QByteArray("QUJD");
        QTest::newRow("none") << QByteArray("Negotiate") << QByteArray();
        QTest::newRow("another word") << QByteArray("Negotiates QUJD") << QByteArray();
        QTest::newRow("no end") << QByteArray("Basic realm=\"\\") << QByteArray();
        QTest::newRow("nothing") << QByteArray() << QByteArray();
        QTest::newRow("too long") << "Negotiate " + QByteArray(70'000, 'A') << QByteArray();
    }
    void theTokenInAField()
    {
        QFETCH(const QByteArray, field);
        QFETCH(const QByteArray, token);
        QCOMPARE(negotiateToken(field).value_or(QByteArray()), token);
    }
};

QTEST_GUILESS_MAIN(TestNegotiate)
#include "tst_negotiate.moc"
