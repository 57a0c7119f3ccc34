// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/httptestserver.h"
#include "tests/support/testsignins.h"
#include "tests/support/transportbench.h"

#include <set>

using namespace lighterman;
using namespace lighterman::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kMiB = qint64(1) << 20U;
/// About 2 MB/s for each connection: slow enough to look for more, fast enough for a test.
constexpr qsizetype kPace = 49152;
constexpr auto kInterval = 25ms;

const QByteArray &content()
{
    static const QByteArray bytes = noise(24 * kMiB);
    return bytes;
}

} // namespace

/// Files that come over several connections, from servers that want to know who asks.
class TestHttpTransportSignInSegments : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_password = "right";
        m_refusals = m_smallRefusals = 0;
        m_server = std::make_unique<HttpTestServer>();
        m_server->setPace(kPace, kInterval);
        m_signIns = std::make_shared<TestSignIns>();
        m_signIns->answers = true;
    }

    void eachConnectionSignsIn_data()
    {
        QTest::addColumn<int>("scheme");
        QTest::newRow("at once") << int(AuthScheme::Basic);
        QTest::newRow("in two steps") << int(AuthScheme::Digest);
        QTest::newRow("later") << int(AuthScheme::Negotiate);
    }
    void eachConnectionSignsIn()
    {
        QFETCH(const int, scheme);
        guard(AuthScheme(scheme));
        TransportBench bench(options());
        Hearer hearer;
        const auto fetching = begin(bench, hearer);
        QTRY_COMPARE(hearer.challenges.size(), 1U);
        fetching->signIn(credentials(AuthScheme(scheme), m_password));
        QTRY_VERIFY_WITH_TIMEOUT(hearer.isOver(), 20'000);
        bench.reveal(hearer);
        QVERIFY(contentOf(hearer.file().path) == content());
        QCOMPARE(hearer.challenges.size(), 1U);
        QCOMPARE(hearer.acceptances.size(), 1U);
        QVERIFY(portsOfRanges() > 1);
    }

    /// The first connection brings the rest: nobody need be asked.
    void aPasswordThatChangesInMidAirStopsFurtherConnections()
    {
        guard(AuthScheme::Basic);
        TransportBench bench(options());
        Hearer hearer;
        const auto fetching = beginAndChange(bench, hearer);
        QTRY_VERIFY_WITH_TIMEOUT(m_refusals > 1, 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(hearer.isOver(), 20'000);
        bench.reveal(hearer);
        QVERIFY(contentOf(hearer.file().path) == content());
        QCOMPARE(hearer.challenges.size(), 1U);
        QVERIFY(m_refusals <= 4); // the first request of all, and each further connection once
    }

    /// As when another job has met a no: what counts for nobody is not sent again.
    void whatIsForgottenStopsFurtherConnections()
    {
        guard(AuthScheme::Basic);
        TransportBench bench(options());
        Hearer hearer;
        const auto fetching = beginAndChange(bench, hearer);
        bench.transport.forgetSignIn(bench.job, AuthTarget::Server, m_server->url("/file.bin"));
        Hearer stranger; // what it is asked comes behind what was forgotten
        FileTask task = bench.task(m_server->url("/small.bin"));
        const auto other = bench.transport.fetch(task, stranger);
        QTRY_COMPARE(stranger.challenges.size(), 1U);
        const int refusals = m_refusals; // of what was under way
        QTRY_VERIFY_WITH_TIMEOUT(hearer.isOver(), 20'000);
        QCOMPARE(hearer.code(), ErrorCode::None);
        QVERIFY2(m_refusals <= refusals + 1, "a piece that was under way just then");
        bench.reveal(hearer);
        QVERIFY(contentOf(hearer.file().path) == content());
    }

    /// What a further connection has learnt is no news to the next file, either.
    void aRefusedConnectionMakesOneFileTryForAll()
    {
        guard(AuthScheme::Basic);
        TransportBench bench(options());
        Hearer hearer;
        const auto fetching = beginAndChange(bench, hearer);
        QTRY_VERIFY_WITH_TIMEOUT(m_refusals > 1, 10'000);
        QVERIFY(!hearer.isOver());
        std::array<Hearer, 5> others;
        std::vector<std::unique_ptr<Fetching>> begun;
        for (Hearer &other : others) {
            FileTask task = bench.task(m_server->url("/small.bin"));
            task.file.path = bench.path(QString::number(begun.size()));
            begun.push_back(bench.transport.fetch(task, other));
        }
        const auto asked = [&others] {
            return std::ranges::count_if(others,
                                         [](const Hearer &one) { return !one.challenges.empty(); });
        };
        QTRY_COMPARE(asked(), 1);
        QCOMPARE(m_smallRefusals, 1);
        for (std::size_t i = 0; i < begun.size(); ++i) {
            if (!others[i].challenges.empty())
                begun[i]->signIn(credentials(AuthScheme::Basic, m_password));
        }
        for (Hearer &other : others) {
            QTRY_VERIFY(other.isOver());
            QCOMPARE(other.code(), ErrorCode::None);
            bench.reveal(other);
        }
        QCOMPARE(asked(), 1);
        QCOMPARE(m_smallRefusals, 1);
    }

private:
    [[nodiscard]] TransportOptions options() const
    {
        TransportOptions options;
        options.signIns = m_signIns;
        return options;
    }
    static Credentials credentials(AuthScheme scheme, const QByteArray &password)
    {
        return {AuthTarget::Server, scheme, u"alice"_s, Secret(password)};
    }
    void guard(AuthScheme scheme)
    {
        m_server->on("/file.bin", [this, scheme](const HttpRequest &request) {
            const QByteArray said = request.header("Authorization");
            if (said == authorizationOf(scheme, "alice", m_password))
                return ServedFile{content()}(request);
            ++m_refusals;
            const bool isStep = said == "Digest hello";
            return status("401 Unauthorized",
                          {isStep ? "WWW-Authenticate: Digest step=\"1\""
                                  : "WWW-Authenticate: Basic realm=\"r\", Digest, Negotiate"});
        });
        m_server->on("/small.bin", [this, scheme](const HttpRequest &request) {
            if (request.header("Authorization") == authorizationOf(scheme, "alice", m_password))
                return ServedFile{"small"}(request);
            ++m_smallRefusals;
            return status("401 Unauthorized",
                          {"WWW-Authenticate: Basic realm=\"r\", Digest, Negotiate"});
        });
    }
    [[nodiscard]] std::unique_ptr<Fetching> begin(TransportBench &bench, Hearer &hearer) const
    {
        FileTask task = bench.task(m_server->url("/file.bin"));
        task.connections = 4;
        return bench.transport.fetch(task, hearer);
    }
    /// Signs in, and another password counts once several connections are under way.
    [[nodiscard]] std::unique_ptr<Fetching> beginAndChange(TransportBench &bench, Hearer &hearer)
    {
        auto fetching = begin(bench, hearer);
        if (!QTest::qWaitFor([&] { return hearer.challenges.size() == 1; }, 5'000))
            qFatal("nobody is asked");
        fetching->signIn(credentials(AuthScheme::Basic, m_password));
        if (!QTest::qWaitFor([this] { return portsOfRanges() > 1; }, 10'000))
            qFatal("there is one connection alone");
        m_password = "new";
        return fetching;
    }
    /// Of what was asked for piece by piece.
    [[nodiscard]] std::size_t portsOfRanges() const
    {
        std::set<quint16> all;
        for (const HttpRequest &request : m_server->requests) {
            if (request.rangeEnd())
                all.insert(request.port);
        }
        return all.size();
    }
    QByteArray m_password;
    int m_refusals = 0;
    int m_smallRefusals = 0;
    std::unique_ptr<HttpTestServer> m_server;
    std::shared_ptr<TestSignIns> m_signIns;
};

QTEST_GUILESS_MAIN(TestHttpTransportSignInSegments)
#include "tst_httptransportsigninsegments.moc"
