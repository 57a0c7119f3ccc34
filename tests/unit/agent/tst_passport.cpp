// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/httpsignins.h"
#include "tests/support/playedpassport.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

constexpr const char *kChallenge = "Passport1.4 id=7,ct=1700000000,kpp=0";
constexpr const char *kTicket = "Passport1.4 from-PP='t=9f*!,&p=x$$'";
const PassportSettings kSettings{QUrl(u"https://nexus.test/rdr/pprdr.asp"_s), {}, u"Test.Net"_s};
const QUrl kUrl(u"https://files.test/f.bin"_s);
const AuthReply kDone{206, {}, "Passport1.4 tname=MSPAuth", "MSPAuth=z; Secure\nlang=; path=/"};

/// One job's sign-in at the partner, before servers that can be told what to do.
struct Bench
{
    explicit Bench(const QByteArray &password = "a,b%\xc3\xbc",
                   const PassportSettings &settings = kSettings)
        : signIns(settings)
        , signIn(make(password))
    {
    }

    std::shared_ptr<SignIn> make(const QByteArray &password)
    {
        Credentials credentials{AuthTarget::Server, AuthScheme::Passport, u"ann@test.net"_s,
                                Secret(password)};
        return signIns.signIn({std::move(credentials), kUrl, kChallenge}).value_or(nullptr);
    }

    std::shared_ptr<PlayedPassport> servers = std::make_shared<PlayedPassport>();
    HttpSignIns signIns;
    std::shared_ptr<SignIn> signIn;
};

/// One request's way, and what it was told to carry.
struct Request
{
    explicit Request(const Bench &bench)
        : Request(bench, *bench.signIn)
    {
    }
    Request(const Bench &bench, SignIn &signIn)
        : servers(bench.servers)
        , attempt(signIn.attempt())
    {
        sign();
    }

    void sign(const QByteArray &method = "GET", const QUrl &url = kUrl)
    {
        answer.reset();
        attempt->sign({method, url, servers},
                      [this](const Result<AuthFields> &fields) { answer = fields; });
    }
    /// The field of Authorization or that of Cookie, or the error; empty: nothing is to be carried.
    QByteArray wait()
    {
        if (!QTest::qWaitFor([this] { return answer.has_value(); }))
            return "no answer";
        if (!*answer)
            return wireName(answer->error().code).toLatin1();
        return (*answer)->authorization + (*answer)->cookie;
    }
    AuthVerdict hear(const AuthReply &reply) const { return attempt->heard(reply).value(); }

    std::shared_ptr<PlayedPassport> servers;
    std::unique_ptr<AuthAttempt> attempt;
    std::optional<Result<AuthFields>> answer;
};

} // namespace

/// Passport, with the servers of MS-PASS played.
class TestPassport : public QObject
{
    Q_OBJECT

private slots:
    void theWholeWay()
    {
        Bench bench;
        Request request(bench);
        QCOMPARE(request.wait(), kTicket);
        const auto &sent = bench.servers->sent;
        QCOMPARE(sent.size(), 3U);
        const QUrl login(u"https://login.test/login2.srf"_s);
        QCOMPARE(sent[0].url, kSettings.nexus);
        QCOMPARE(sent[0].authorization + sent[0].cookie, "");
        QCOMPARE(sent[1].url, login);
        QCOMPARE(sent[1].authorization,
                 "Passport1.4 tname=,OrgVerb=GET,OrgUrl=https://files.test/f.bin,id=7,"
                 "ct=1700000000,kpp=0");
        QCOMPARE(sent[2].url, login);
        QCOMPARE(sent[2].authorization,
                 "Passport1.4 sign-in=ann%40test.net,pwd=a%2Cb%25%C3%BC,elapsed-time=0,"
                 "OrgVerb=GET,OrgUrl=https://files.test/f.bin,ts=-2,id=7,ct=1700000000,kpp=0");
        QCOMPARE(request.hear(kDone), AuthVerdict::Accepted);
        // From then on the partner's cookie is all that it takes.
        Request next(bench);
        QCOMPARE(next.wait(), "MSPAuth=z");
        QVERIFY(next.answer->value().authorization.isEmpty());
        QCOMPARE(next.hear({404, {}, {}, {}}), AuthVerdict::Accepted);
        QCOMPARE(sent.size(), 3U);
    }

    void linksAreMadeFit()
    {
        Bench bench;
        Request request(bench);
        QCOMPARE(request.wait(), kTicket);
        bench.servers->sent.clear();
        request.sign("PUT", QUrl(u"https://ann:x@files.test/a,b ü?c=d,e#f"_s));
        QCOMPARE(request.wait(), kTicket);
        QVERIFY(bench.servers->sent.front().authorization.contains(
            "OrgVerb=PUT,OrgUrl=https://files.test/a%2Cb%20%C3%BC?c=d%2Ce,id=7"));
    }

    void theUpgradeIsNoPartOfTheChallenge()
    {
        Bench bench;
        bench.signIn = *bench.signIns.signIn(
            {{AuthTarget::Server, AuthScheme::Passport, u"ann@test.net"_s, Secret("p")},
             kUrl,
             "Passport1.4 id=7, ct=1,Negotiate2SupportedIf=X"});
        Request request(bench);
        request.wait();
        QVERIFY(bench.servers->sent.at(1).authorization.endsWith(",id=7,ct=1"));
    }

    void aWrongPasswordIsSentOnce()
    {
        Bench bench("wrong");
        Request request(bench);
        QCOMPARE(request.wait(), "");
        QCOMPARE(request.hear({302, kChallenge, {}, {}}), AuthVerdict::Refused);
        Request other(bench);
        QCOMPARE(other.wait(), "");
        QCOMPARE(other.hear({200, {}, {}, {}}), AuthVerdict::Refused);
        QCOMPARE(bench.servers->logins, 1);
    }

    void whatLoginServersSay_data()
    {
        QTest::addColumn<QByteArray>("realm");
        QTest::addColumn<QByteArray>("refusal");
        QTest::addColumn<QByteArray>("returnTo");
        QTest::addColumn<QByteArray>("outcome");
        QTest::addColumn<int>("logins");
        const auto row = [](const char *name, const char *realm, const char *refusal,
                            const char *returnTo) -> QTestData & {
            return QTest::newRow(name)
                << QByteArray(realm) << QByteArray(refusal) << QByteArray(returnTo);
        };
        const char *here = "https://files.test/f.bin";
        const QByteArray ticket = kTicket;
        const QByteArray unproven = "server-unproven";
        row("all is well", "TEST.net", "failed", here) << ticket << 1;
        row("prompt at once", "Test.Net", "failed,prompt", here) << ticket << 1;
        row("another realm", "Best.Net", "failed", here) << unproven << 0;
        row("no realm", "", "failed", here) << unproven << 0;
        row("nobody gets in", "Test.Net", "failed-noretry", here) << QByteArray("http-401") << 0;
        row("the same in its other spelling", "Test.Net", "fail-noretry", here)
            << QByteArray("http-401") << 0;
        row("another word", "Test.Net", "maybe", here)
            << QByteArray("invalid-server-response") << 0;
        row("back to elsewhere", "Test.Net", "failed", "https://files.test.evil/f")
            << unproven << 1;
        row("back to another port", "Test.Net", "failed", "https://files.test:444/f")
            << unproven << 1;
        row("back over http", "Test.Net", "failed", "http://files.test/f.bin") << unproven << 1;
        row("back to nowhere", "Test.Net", "failed", "")
            << QByteArray("invalid-server-response") << 1;
        row("back to another page", "Test.Net", "failed", "https://files.test:443/x?y=z~#+-")
            << ticket << 1;
        row("back, escaped", "Test.Net", "failed", "https%3A%2F%2Ffiles.test%2Ff") << ticket << 1;
    }
    void whatLoginServersSay()
    {
        QFETCH(const QByteArray, realm);
        QFETCH(const QByteArray, refusal);
        QFETCH(const QByteArray, returnTo);
        Bench bench;
        bench.servers->realm = realm;
        bench.servers->refusal = refusal;
        bench.servers->returnTo = returnTo;
        Request request(bench);
        QTEST(request.wait(), "outcome");
        QTEST(bench.servers->logins, "logins");
    }

    void redirects_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<QByteArray>("outcome");
        QTest::newRow("one") << 1 << QByteArray(kTicket);
        QTest::newRow("five") << 5 << QByteArray(kTicket);
        QTest::newRow("six") << 6 << QByteArray("too-many-redirects");
    }
    void redirects()
    {
        QFETCH(const int, count);
        Bench bench;
        bench.servers->redirects = count;
        Request request(bench);
        QTEST(request.wait(), "outcome");
        const auto &sent = bench.servers->sent;
        QCOMPARE(sent.at(3).authorization, sent.at(2).authorization);
        QCOMPARE(sent.at(3).url.path(), u"/l3.srf"_s);
    }

    void servers_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<AuthMessageReply>("reply"); // with a status of 0: none
        QTest::addColumn<QByteArray>("outcome");
        const auto row
            = [](const char *name, const char *host, const AuthMessageReply &reply) -> QTestData & {
            return QTest::newRow(name) << QString::fromLatin1(host) << reply;
        };
        const auto place = [](const QByteArray &urls) {
            return AuthMessageReply{200, {{"passporturls", urls}}};
        };
        const QByteArray nonsense = "invalid-server-response";
        row("a nexus that knows nothing", "nexus.test", {200, {}}) << nonsense;
        row("a nexus in trouble", "nexus.test", {503, {}}) << QByteArray("http-503");
        row("login over http", "nexus.test", place("DARealm=a,DALogin=http://l.test/")) << nonsense;
        row("login nowhere", "nexus.test", place("DARealm=a,DALogin=")) << nonsense;
        row("login as somebody", "nexus.test", place("DARealm=a,DALogin=u:p@l.test")) << nonsense;
        row("no realm", "nexus.test", place("DALogin=l.test")) << nonsense;
        row("login in trouble", "login.test", {500, {}}) << QByteArray("http-500");
        row("a page", "login.test", {200, {}}) << nonsense;
        row("a redirect like others", "login.test", {302, {{"location", "https://x.test/"}}})
            << nonsense;
        const auto redirect = [](const char *location) {
            return AuthMessageReply{
                302,
                {{"authentication-info", "Passport1.4 da-status=redir"}, {"location", location}}};
        };
        row("a redirect to http", "login.test", redirect("http://login.test/"))
            << QByteArray("insecure-redirect");
        row("a redirect to nowhere", "login.test", redirect("")) << nonsense;
        row("in circles", "login.test", redirect("/login2.srf"))
            << QByteArray("too-many-redirects");
        row("no network", "login.test", {}) << QByteArray("network-disconnected");
    }
    void servers()
    {
        QFETCH(const QString, host);
        QFETCH(const AuthMessageReply, reply);
        Bench bench;
        if (reply.status == 0)
            bench.servers->instead.emplace(host, fail(ErrorCode::NetworkDisconnected));
        else
            bench.servers->instead.emplace(host, reply);
        Request request(bench);
        QTEST(request.wait(), "outcome");
        QCOMPARE(bench.servers->logins, 0);
    }

    void theNexusIsAskedOnce()
    {
        Bench bench;
        const auto nexusCalls = [&] {
            return std::ranges::count(bench.servers->sent, kSettings.nexus, &AuthMessage::url);
        };
        QCOMPARE(Request(bench).wait(), kTicket);
        QCOMPARE(Request(bench, *bench.make("a,b%\xc3\xbc")).wait(), kTicket);
        QCOMPARE(nexusCalls(), 1);
        // A login server knows of a newer version; what the nexus has is older still.
        bench.servers->configVersion = "4";
        QCOMPARE(Request(bench, *bench.make("a,b%\xc3\xbc")).wait(), kTicket);
        bench.servers->urls = "DARealm=Test.Net,DALogin=other.test,ConfigVersion=2";
        QCOMPARE(Request(bench, *bench.make("a,b%\xc3\xbc")).wait(), kTicket);
        QCOMPARE(nexusCalls(), 2);
        QCOMPARE(bench.servers->sent.back().url.host(), u"login.test"_s);
        bench.servers->urls = "DARealm=Test.Net,DALogin=other.test,ConfigVersion=4";
        QCOMPARE(Request(bench, *bench.make("a,b%\xc3\xbc")).wait(), kTicket);
        QCOMPARE(nexusCalls(), 3);
        QCOMPARE(bench.servers->sent.back().url, QUrl(u"https://other.test/"_s));
    }

    void aLoginServerCanBeGiven()
    {
        Bench bench("a,b%\xc3\xbc",
                    {kSettings.nexus, QUrl(u"https://login.test/own"_s), u"test.net"_s});
        QCOMPARE(Request(bench).wait(), kTicket);
        QCOMPARE(bench.servers->sent.front().url.path(), u"/own"_s);
    }

    void ticketsThatThePartnerRefuses()
    {
        Bench bench;
        Request request(bench);
        QCOMPARE(request.wait(), kTicket);
        QCOMPARE(request.hear({302, kChallenge, {}, {}}), AuthVerdict::Refused);
        QCOMPARE(Request(bench).wait(), "");
        QCOMPARE(bench.servers->logins, 1);
    }

    // The login server's cookie stands for the password then.
    void cookiesThatRunOut_data()
    {
        QTest::addColumn<int>("status");
        QTest::newRow("302") << 302;
        QTest::newRow("401") << 401;
    }
    void cookiesThatRunOut()
    {
        QFETCH(const int, status);
        Bench bench;
        Request first(bench);
        first.wait();
        QCOMPARE(first.hear(kDone), AuthVerdict::Accepted);
        Request request(bench);
        QCOMPARE(request.wait(), "MSPAuth=z");
        QCOMPARE(request.hear({status, "Passport1.4 id=8", {}, {}}), AuthVerdict::Again);
        request.sign();
        QCOMPARE(request.wait(), kTicket);
        QCOMPARE(bench.servers->logins, 1);
        QCOMPARE(bench.servers->sent.back().cookie, "PPAuth=k");
        QVERIFY(bench.servers->sent.back().authorization.endsWith(",id=8"));
        QCOMPARE(request.hear({status, "Passport1.4 id=9", {}, {}}), AuthVerdict::Refused);
    }

    void whatAPersonIsToGiveAgain()
    {
        Bench bench;
        Request request(bench);
        QCOMPARE(request.wait(), kTicket);
        bench.servers->instead.emplace(
            u"login.test"_s,
            AuthMessageReply{
                401,
                {{"www-authenticate", "Passport1.4 da-status=failed,srealm=Test.Net,prompt"}}});
        request.sign();
        QCOMPARE(request.wait(), "");
        QCOMPARE(request.hear({302, kChallenge, {}, {}}), AuthVerdict::Refused);
    }

    void loginServersCanSignOut()
    {
        Bench bench;
        Request request(bench);
        QCOMPARE(request.wait(), kTicket);
        bench.servers->instead.emplace(
            u"login.test"_s,
            AuthMessageReply{200, {{"authentication-info", "Passport1.4 da-status=logout"}}});
        request.sign();
        QCOMPARE(request.wait(), "invalid-server-response");
        bench.servers->instead.clear();
        request.sign();
        QCOMPARE(request.wait(), kTicket);
        QCOMPARE(bench.servers->logins, 2);
    }

    void requestsAtTheSameTime()
    {
        Bench bench;
        Request first(bench);
        Request second(bench);
        Request third(bench);
        QCOMPARE(first.wait(), kTicket);
        QVERIFY(!second.answer);
        QCOMPARE(first.hear(kDone), AuthVerdict::Accepted);
        QCOMPARE(second.wait(), "MSPAuth=z");
        QCOMPARE(third.wait(), "MSPAuth=z");
        QCOMPARE(bench.servers->logins, 1);
    }

    void requestsThatAreGivenUp()
    {
        Bench bench;
        auto first = std::make_unique<Request>(bench);
        auto second = std::make_unique<Request>(bench);
        Request third(bench);
        second.reset();
        first.reset(); // while it waits for the nexus
        QCOMPARE(third.wait(), kTicket);
        QCOMPARE(bench.servers->logins, 1);
    }

    void whoHasNoWayToTheLoginServer()
    {
        Bench bench;
        bench.servers.reset();
        Request request(bench);
        QCOMPARE(request.wait(), "internal");
        bench.servers = std::make_shared<PlayedPassport>();
        QCOMPARE(Request(bench).wait(), kTicket);
    }

    void aWrongPasswordOfRequestsAtTheSameTime()
    {
        Bench bench("wrong");
        Request first(bench);
        Request second(bench);
        QCOMPARE(first.wait(), "");
        QCOMPARE(second.wait(), "");
        QCOMPARE(second.hear({200, {}, {}, {}}), AuthVerdict::Refused);
        QCOMPARE(bench.servers->logins, 1);
    }
};

QTEST_GUILESS_MAIN(TestPassport)
#include "tst_passport.moc"
