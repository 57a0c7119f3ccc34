// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/httptestserver.h"
#include "tests/support/testsignins.h"
#include "tests/support/transportbench.h"

#include <deque>

using namespace lighterman;
using namespace lighterman::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Then = HttpResponse::Then;

namespace {

const QByteArray kAlice = authorizationOf(AuthScheme::Basic, "alice", "right");

HttpResponse unauthorized(const QByteArray &challenge)
{
    HttpResponse response = status("401 Unauthorized", {"WWW-Authenticate: " + challenge});
    response.head.replace("Content-Length: 0", "Content-Length: 15");
    response.body = "not the content";
    return response;
}

/// A file for whoever says the right thing.
HttpTestServer::Handler guarded(const HttpTestServer::Handler &file,
                                const QByteArray &challenge = "Basic realm=\"r\"",
                                const QByteArray &authorization = kAlice)
{
    return [file, challenge, authorization](const HttpRequest &request) {
        return request.header("Authorization") == authorization ? file(request)
                                                                : unauthorized(challenge);
    };
}

Credentials credentials(const QByteArray &password = "right", AuthScheme scheme = AuthScheme::Basic)
{
    return {AuthTarget::Server, scheme, u"alice"_s, Secret(password)};
}

/// A file under way.
struct Download
{
    Hearer hearer;
    std::unique_ptr<Fetching> fetching;
};

} // namespace

/// Servers that want to know who asks.
class TestHttpTransportSignIn : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_server = std::make_unique<HttpTestServer>();
        m_server->on("/file.bin", guarded(ServedFile{"content"}));
        m_signIns = std::make_shared<TestSignIns>();
        TransportOptions options;
        options.signIns = m_signIns;
        m_bench = std::make_unique<TransportBench>(options);
        m_downloads.clear();
    }
    void cleanup()
    {
        m_downloads.clear();
        m_bench.reset();
        m_server.reset();
    }

    void right()
    {
        Download &one = begin(task());
        QTRY_COMPARE(one.hearer.challenges.size(), 1U);
        const AuthChallenge asked{
            AuthTarget::Server, m_server->url("/file.bin"), {{AuthScheme::Basic, u"r"_s}}, {}};
        QCOMPARE(one.hearer.challenges.front(), asked);
        QCOMPARE(m_server->requests.size(), 1U);
        QVERIFY(m_bench->names().isEmpty());
        one.fetching->signIn(credentials());
        QVERIFY(end(one));
        QCOMPARE(one.hearer.acceptances, std::vector{asked});
        QCOMPARE(m_server->requests.size(), 2U);
        QCOMPARE(contentOf(m_bench->path(u"file.bin"_s)), "content");
    }

    void urlsOfChallengesHaveNoSecrets()
    {
        QUrl url = m_server->url("/file.bin");
        url.setUserInfo(u"alice:right"_s);
        Download &one = begin(task(url));
        QTRY_COMPARE(one.hearer.challenges.size(), 1U);
        QCOMPARE(one.hearer.challenges.front().url, m_server->url("/file.bin"));
        QCOMPARE(logins(), 0);
    }

    void wrongThenRight()
    {
        Download &one = begin(task());
        QTRY_COMPARE(one.hearer.challenges.size(), 1U);
        one.fetching->signIn(credentials("wrong"));
        QTRY_COMPARE(one.hearer.challenges.size(), 2U);
        QCOMPARE(one.hearer.challenges[1].refused, AuthScheme::Basic);
        one.fetching->signIn(credentials());
        QVERIFY(end(one));
        QCOMPARE(logins(), 2);
        QCOMPARE(one.hearer.acceptances.size(), 1U);
    }

    void schemesThatAreNotOfferedAreRefusedUnsent()
    {
        Download &one = begin(task());
        QTRY_COMPARE(one.hearer.challenges.size(), 1U);
        one.fetching->signIn(credentials("right", AuthScheme::Digest));
        QTRY_COMPARE(one.hearer.challenges.size(), 2U);
        QCOMPARE(one.hearer.challenges[1].refused, AuthScheme::Digest);
        QCOMPARE(m_server->requests.size(), 1U);
    }

    void withoutAnybodyToAskItIsAnError_data()
    {
        QTest::addColumn<bool>("knowsSchemes");
        QTest::addColumn<QByteArray>("challenge");
        QTest::addColumn<QByteArray>("own");
        QTest::newRow("no schemes") << false << QByteArray("Basic realm=\"r\"") << QByteArray();
        QTest::newRow("unknown scheme") << true << QByteArray("Strange") << QByteArray();
        QTest::newRow("signed by the job")
            << true << QByteArray("Basic realm=\"r\"") << QByteArray("Bearer own");
    }
    void withoutAnybodyToAskItIsAnError()
    {
        QFETCH(const bool, knowsSchemes);
        QFETCH(const QByteArray, challenge);
        QFETCH(const QByteArray, own);
        m_server->on("/file.bin", guarded(ServedFile{"content"}, challenge));
        TransportOptions options;
        if (knowsSchemes)
            options.signIns = m_signIns;
        TransportBench bench(options);
        FileTask task = bench.task(m_server->url("/file.bin"));
        if (!own.isEmpty())
            task.headers = {{"authorization", own}};
        Hearer hearer;
        bench.fetch(task, hearer);
        QCOMPARE(hearer.code(), httpError(401));
        QVERIFY(hearer.challenges.empty());
        QCOMPARE(m_server->requests.size(), 1U);
        QCOMPARE(m_server->requests[0].header("Authorization"), own);
    }

    void aJobAsksOnce()
    {
        beginMany(10);
        QTRY_COMPARE(challenges(), 1U);
        settle();
        const auto before = m_server->requests.size();
        QVERIFY(before <= 8 + 1); // the places of a host, and what settle() asks
        asked()->fetching->signIn(credentials());
        QVERIFY(endAll());
        QCOMPARE(challenges(), 1U);
        QCOMPARE(logins(), 10);
        QCOMPARE(m_server->requests.size(), before + 10);
        QCOMPARE(acceptances(), 1U);
        Download &later = begin(task());
        QTRY_COMPARE(later.hearer.challenges.size(), 1U); // all others are over: it is a new run
    }

    void laterFilesSignAtOnce()
    {
        m_server->on("/slow.bin", guarded([](const HttpRequest &) {
                         HttpResponse response = ok("01234");
                         response.body.truncate(2);
                         response.then = Then::Hang;
                         return response;
                     }));
        Download &slow = begin(task(m_server->url("/slow.bin")));
        QTRY_COMPARE(slow.hearer.challenges.size(), 1U);
        slow.fetching->signIn(credentials());
        QTRY_COMPARE(slow.hearer.acceptances.size(), 1U);
        const auto before = m_server->requests.size();
        Download &other = begin(task());
        QVERIFY(end(other));
        QCOMPARE(m_server->requests.size(), before + 1);
    }

    void onlyOneTriesWhatIsWrong()
    {
        beginMany(10);
        QTRY_COMPARE(challenges(), 1U);
        asked()->fetching->signIn(credentials("wrong"));
        QTRY_COMPARE(challenges(), 2U);
        settle();
        QCOMPARE(logins(), 1);
        asked()->fetching->signIn(credentials());
        QVERIFY(endAll());
        QCOMPARE(logins(), 11);
    }

    void declineEndsAll()
    {
        beginMany(10);
        QTRY_COMPARE(challenges(), 1U);
        settle();
        const auto before = m_server->requests.size();
        asked()->fetching->decline({ErrorCode::TicketNeeded, {}, ErrorContext::RemoteFile, {}});
        for (const auto &one : m_downloads) {
            QTRY_VERIFY(one->hearer.isOver());
            QCOMPARE(one->hearer.code(), ErrorCode::TicketNeeded);
        }
        QCOMPARE(m_server->requests.size(), before);
        QVERIFY(m_bench->names().isEmpty());
        Download &again = begin(task());
        QTRY_COMPARE(again.hearer.challenges.size(), 1U); // it is a new run of the job
    }

    void whoeverIsCalledOffIsFollowed()
    {
        beginMany(3);
        QTRY_COMPARE(challenges(), 1U);
        settle();
        const auto before = m_server->requests.size();
        const AuthChallenge challenge = asked()->hearer.challenges.front();
        std::erase_if(m_downloads, [](const auto &one) { return !one->hearer.challenges.empty(); });
        QTRY_COMPARE(challenges(), 1U);
        QCOMPARE(asked()->hearer.challenges.front().offers, challenge.offers);
        QCOMPARE(m_server->requests.size(), before);
        asked()->fetching->signIn(credentials());
        QVERIFY(endAll());
    }

    void whoeverIsCalledOffWhileItTriesIsFollowed()
    {
        bool hangs = true;
        for (const char *path : {"/0.bin", "/1.bin"}) {
            m_server->on(path, [&hangs](const HttpRequest &request) {
                if (request.header("Authorization").isEmpty())
                    return unauthorized("Basic realm=\"r\"");
                return hangs ? HttpResponse{{}, {}, Then::Hang} : ok("content");
            });
        }
        begin(task(m_server->url("/0.bin")));
        begin(task(m_server->url("/1.bin")));
        QTRY_COMPARE(challenges(), 1U);
        settle();
        asked()->fetching->signIn(credentials());
        QTRY_COMPARE(logins(), 1);
        hangs = false;
        std::erase_if(m_downloads, [](const auto &one) { return !one->hearer.challenges.empty(); });
        QVERIFY(endAll());
        QCOMPARE(m_downloads.front()->hearer.acceptances.size(), 1U);
        QVERIFY(m_downloads.front()->hearer.challenges.empty());
        QCOMPARE(logins(), 2);
    }

    void refusedInMidAir()
    {
        QByteArray password = "right";
        for (int i = 0; i < 10; ++i) {
            m_server->on(pathOf(i), [&password](const HttpRequest &request) {
                const bool isRight = request.header("Authorization")
                    == authorizationOf(AuthScheme::Basic, "alice", password);
                HttpResponse response = isRight ? ok("content") : unauthorized("Basic realm=\"r\"");
                if (isRight && password == "right" && request.target == "/0.bin") {
                    response.body.truncate(2);
                    response.then = Then::Hang;
                }
                return response;
            });
        }
        Download &first = begin(task(m_server->url("/0.bin")));
        QTRY_COMPARE(challenges(), 1U);
        first.fetching->signIn(credentials());
        QTRY_COMPARE(acceptances(), 1U);
        password = "new";
        for (int i = 1; i < 10; ++i)
            begin(task(m_server->url(pathOf(i))));
        QTRY_COMPARE(challenges(), 2U);
        settle();
        QCOMPARE(challenges(), 2U);
        Download &leader = *asked(AuthScheme::Basic);
        QCOMPARE(leader.hearer.challenges.back().refused, AuthScheme::Basic);
        leader.fetching->signIn(credentials("new"));
        for (const auto &one : m_downloads)
            QVERIFY(one.get() == &first || end(*one));
        QCOMPARE(challenges(), 2U);
    }

    void jobsHaveNoPartInOthers()
    {
        Download &one = begin(task());
        QTRY_COMPARE(one.hearer.challenges.size(), 1U);
        one.fetching->signIn(credentials());
        QVERIFY(end(one));
        FileTask other = task();
        other.job = JobId::create();
        Download &two = begin(other);
        QTRY_COMPARE(two.hearer.challenges.size(), 1U);
        QCOMPARE(m_server->requests.back().header("Authorization"), QByteArray());
        QCOMPARE(m_server->requests[2].port, m_server->requests[1].port);
        two.fetching->decline({httpError(401), {}, ErrorContext::RemoteFile, {}});
        QTRY_COMPARE(two.hearer.code(), httpError(401));
    }

    void aJobsOwnPassIsAsMuchItsOwnWhileOthersComeWithTheirs()
    {
        m_server->on(
            "/slow.bin", guarded([](const HttpRequest &) {
                return HttpResponse{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n", "01", Then::Hang};
            }));
        Download &one = begin(task(m_server->url("/slow.bin")));
        QTRY_COMPARE(one.hearer.challenges.size(), 1U);
        one.fetching->signIn(credentials());
        QTRY_COMPARE(one.hearer.acceptances.size(), 1U);
        FileTask other = task();
        other.job = JobId::create();
        Download &two = begin(other);
        QTRY_COMPARE(two.hearer.challenges.size(), 1U);
        QVERIFY(m_server->requests.back().header("Authorization").isEmpty());
    }

    void otherOriginsAreToldNothing()
    {
        HttpTestServer other;
        other.on("/there.bin", ServedFile{"content"});
        other.on("/back",
                 status("302 Found", {"Location: " + m_server->url("/file.bin").toEncoded()}));
        const auto led = [&](const QByteArray &path) {
            return guarded([to = other.url(path).toEncoded()](const HttpRequest &) {
                return status("302 Found", {"Location: " + to});
            });
        };
        m_server->on("/away", led("/there.bin"));
        m_server->on("/around", led("/back"));
        Download &away = begin(task(m_server->url("/away")));
        QTRY_COMPARE(away.hearer.challenges.size(), 1U);
        Download &around = begin(task(m_server->url("/around")));
        away.fetching->signIn(credentials());
        QVERIFY(end(away));
        QVERIFY(end(around));
        QCOMPARE(challenges(), 1U);
        QCOMPARE(other.requests.size(), 2U);
        for (const HttpRequest &request : other.requests)
            QVERIFY(request.header("Authorization").isEmpty());
        QCOMPARE(m_server->requests.back().target, "/file.bin");
        QCOMPARE(m_server->requests.back().header("Authorization"), kAlice);
    }

    void severalSteps()
    {
        const QByteArray last = authorizationOf(AuthScheme::Digest, "alice", "right");
        m_server->on("/file.bin", [last](const HttpRequest &request) {
            const QByteArray said = request.header("Authorization");
            if (said == last)
                return ok("content");
            return unauthorized(said == "Digest hello" ? "Digest step=\"1\"" : "Digest");
        });
        Download &one = begin(task());
        QTRY_COMPARE(one.hearer.challenges.size(), 1U);
        one.fetching->signIn(credentials("right", AuthScheme::Digest));
        QVERIFY(end(one));
        QCOMPARE(m_server->requests.size(), 3U);
        QCOMPARE(challenges(), 1U);
    }

    void signaturesThatAreLateHoldUpNobody()
    {
        for (int i = 0; i < 20; ++i)
            m_server->on(pathOf(i),
                         guarded(ServedFile{"content"}, "Negotiate",
                                 authorizationOf(AuthScheme::Negotiate, "alice", "right")));
        m_server->on("/free.bin", ServedFile{"free"});
        for (int i = 0; i < 20; ++i) {
            FileTask one = task(m_server->url(pathOf(i)));
            one.job = JobId::create();
            one.stallTimeout = 1s;
            begin(one);
        }
        QTRY_COMPARE(challenges(), 20U);
        for (const auto &one : m_downloads)
            one->fetching->signIn(credentials("right", AuthScheme::Negotiate));
        QTRY_COMPARE(m_signIns->signs.load(), 20);
        QVERIFY(end(begin(task(m_server->url("/free.bin")))));
        QCOMPARE(logins(), 0);
        m_signIns->answers = true;
        QVERIFY(endAll());
        QCOMPARE(logins(), 20);
    }

    void whatCannotBeSignedEnds()
    {
        m_server->on("/file.bin", guarded(ServedFile{"content"}, "NTLM"));
        Download &one = begin(task());
        QTRY_COMPARE(one.hearer.challenges.size(), 1U);
        one.fetching->signIn(credentials("right", AuthScheme::Ntlm));
        QTRY_COMPARE(one.hearer.code(), ErrorCode::TicketNeeded);
        QCOMPARE(m_server->requests.size(), 1U);
    }

    void serversThatDoNotProveThemselvesGetNothingIn()
    {
        m_server->on("/file.bin",
                     guarded(ServedFile{"content"}, "Bearer",
                             authorizationOf(AuthScheme::Bearer, "alice", "right")));
        Download &one = begin(task());
        QTRY_COMPARE(one.hearer.challenges.size(), 1U);
        one.fetching->signIn(credentials("right", AuthScheme::Bearer));
        QTRY_COMPARE(one.hearer.code(), ErrorCode::ServerUnproven);
        QVERIFY(m_bench->names().isEmpty());
        QVERIFY(one.hearer.acceptances.empty());
    }

    void beforehand()
    {
        FileTask first = task();
        first.signsInBeforehand = true;
        Download &one = begin(first);
        QTRY_COMPARE(one.hearer.challenges.size(), 1U);
        QVERIFY(one.hearer.challenges.front().offers.empty());
        QVERIFY(m_server->requests.empty());
        one.fetching->signIn(credentials());
        QVERIFY(end(one));
        QCOMPARE(m_server->requests.size(), 1U);
        QCOMPARE(one.hearer.acceptances.size(), 1U);
    }

    void nothingToTellBeforehand()
    {
        FileTask first = task();
        first.signsInBeforehand = true;
        Download &one = begin(first);
        QTRY_COMPARE(one.hearer.challenges.size(), 1U);
        one.fetching->decline({ErrorCode::None, {}, {}, {}});
        QTRY_COMPARE(one.hearer.challenges.size(), 2U); // by the server
        QCOMPARE(one.hearer.challenges.back().offers.size(), 1U);
        one.fetching->signIn(credentials());
        QVERIFY(end(one));
        QCOMPARE(m_server->requests.size(), 2U);
    }

    void whatIsForgottenIsAskedForAnew()
    {
        m_server->on("/slow.bin", guarded([](const HttpRequest &) {
                         HttpResponse response = ok("content");
                         response.body.truncate(2);
                         response.then = Then::Hang;
                         return response;
                     }));
        Download &slow = begin(task(m_server->url("/slow.bin")));
        QTRY_COMPARE(challenges(), 1U);
        slow.fetching->signIn(credentials());
        QTRY_COMPARE(acceptances(), 1U);
        m_bench->transport.forgetSignIn(m_bench->job, AuthTarget::Server, m_server->url("/"));
        Download &next = begin(task());
        QTRY_COMPARE(next.hearer.challenges.size(), 1U);
        QVERIFY(!next.hearer.challenges.front().refused);
        QCOMPARE(logins(), 1);
    }

    void passport_data()
    {
        QTest::addColumn<bool>("isKnown");
        QTest::newRow("known") << true;
        QTest::newRow("followed") << false;
    }
    void passport()
    {
        QFETCH(const bool, isKnown);
        m_server->on("/login", ok("a page"));
        m_server->on("/file.bin", [](const HttpRequest &request) {
            return request.header("Cookie") == "own=1; MSPAuth=1"
                ? ok("content")
                : status("302 Found", {"WWW-Authenticate: Passport1.4 ct=1", "Location: /login"});
        });
        if (!isKnown)
            m_bench = std::make_unique<TransportBench>(TransportOptions());
        FileTask asks = task();
        asks.headers = {{"Cookie", "own=1"}};
        Download &one = begin(asks);
        if (isKnown) {
            QTRY_COMPARE(one.hearer.challenges.size(), 1U);
            QCOMPARE(one.hearer.challenges[0].offers[0].scheme, AuthScheme::Passport);
            one.fetching->signIn(credentials("right", AuthScheme::Passport));
        }
        QVERIFY(end(one));
        QCOMPARE(challenges(), isKnown ? 1U : 0U);
        QCOMPARE(contentOf(m_bench->path(u"file.bin"_s)), isKnown ? "content" : "a page");
    }

    void resumes()
    {
        const QByteArray content = noise(500'000);
        m_server->on("/file.bin", guarded(ServedFile{content}));
        Download &one = begin(
            m_bench->interrupted(m_server->url("/file.bin"), content.first(300'000), 500'000));
        QTRY_COMPARE(one.hearer.challenges.size(), 1U);
        QCOMPARE(contentOf(m_bench->path(u".file.bin.part"_s)), content.first(300'000));
        one.fetching->signIn(credentials());
        QVERIFY(end(one));
        QCOMPARE(m_server->requests.back().rangeStart(), 300'000 - 65'536);
        QCOMPARE(m_server->requests.back().header("If-Range"), "\"v1\"");
        QCOMPARE(contentOf(m_bench->path(u"file.bin"_s)), content);
    }

    void whatIsTooBusyToLookAcceptsNothing()
    {
        m_server->on("/file.bin", guarded([](const HttpRequest &) {
                         return status("503 Service Unavailable");
                     }));
        Download &one = begin(task());
        QTRY_COMPARE(one.hearer.challenges.size(), 1U);
        one.fetching->signIn(credentials());
        QTRY_COMPARE(one.hearer.code(), httpError(503));
        QVERIFY(one.hearer.acceptances.empty());
    }

private:
    static QByteArray pathOf(int i) { return '/' + QByteArray::number(i) + ".bin"; }
    [[nodiscard]] FileTask task() const { return task(m_server->url("/file.bin")); }
    [[nodiscard]] FileTask task(const QUrl &url) const { return m_bench->task(url); }
    Download &begin(const FileTask &task)
    {
        Download &one = *m_downloads.emplace_back(std::make_unique<Download>());
        one.fetching = m_bench->transport.fetch(task, one.hearer);
        return one;
    }
    void beginMany(int count)
    {
        for (int i = 0; i < count; ++i) {
            m_server->on(pathOf(i), guarded(ServedFile{"content"}));
            begin(task(m_server->url(pathOf(i))));
        }
    }
    /// Whether it ends well.
    [[nodiscard]] bool end(Download &one)
    {
        const bool isOver = QTest::qWaitFor([&one] { return one.hearer.isOver(); }, 10'000);
        m_bench->reveal(one.hearer);
        return isOver && one.hearer.code() == ErrorCode::None;
    }
    [[nodiscard]] bool endAll()
    {
        return std::ranges::all_of(m_downloads, [this](const auto &one) { return end(*one); });
    }
    /// Who was asked last, and has that way refused.
    [[nodiscard]] Download *asked(std::optional<AuthScheme> refused = {}) const
    {
        const auto found = std::ranges::find_if(m_downloads, [&](const auto &one) {
            return !one->hearer.challenges.empty()
                && (!refused || one->hearer.challenges.back().refused == refused);
        });
        return found == m_downloads.end() ? nullptr : found->get();
    }
    [[nodiscard]] std::size_t challenges() const
    {
        std::size_t all = 0;
        for (const auto &one : m_downloads)
            all += one->hearer.challenges.size();
        return all;
    }
    [[nodiscard]] std::size_t acceptances() const
    {
        std::size_t all = 0;
        for (const auto &one : m_downloads)
            all += one->hearer.acceptances.size();
        return all;
    }
    /// Requests that said who asks.
    [[nodiscard]] int logins() const
    {
        return int(std::ranges::count_if(m_server->requests, [](const HttpRequest &one) {
            return !one.header("Authorization").isEmpty();
        }));
    }
    /// What was under way has been answered, and the answers were looked at: a file of another job
    /// has gone the same way behind them.
    void settle()
    {
        m_server->on("/last.bin", ok("last"));
        FileTask last = task(m_server->url("/last.bin"));
        last.job = JobId::create();
        Hearer hearer;
        m_bench->fetch(last, hearer);
        QFile::remove(m_bench->path(u"last.bin"_s));
    }

    std::unique_ptr<HttpTestServer> m_server;
    std::shared_ptr<TestSignIns> m_signIns;
    std::unique_ptr<TransportBench> m_bench;
    std::deque<std::unique_ptr<Download>> m_downloads;
};

QTEST_GUILESS_MAIN(TestHttpTransportSignIn)
#include "tst_httptransportsignin.moc"
