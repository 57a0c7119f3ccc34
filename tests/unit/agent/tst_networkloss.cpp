// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/agent/qttime.h"
#include "tests/support/fakes.h"
#include "tests/support/httptestserver.h"
#include "tests/support/transportbench.h"

#include <QLoggingCategory>
#include <QRandomGenerator>

using namespace lighterman;
using namespace lighterman::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kJobs = 20;
constexpr int kRounds = 100;
constexpr qsizetype kSize = 1'500'000;
constexpr qint64 kMostAgain = 1 << 20; // bytes, for each loss

/// Alarms of the engine, fifty times as fast: a network settles in 40 ms.
class QuickAlarm final : public Alarm
{
public:
    std::unique_ptr<Pending> after(std::chrono::milliseconds delay,
                                   std::function<void()> ring) override
    {
        return m_alarm.after(delay / 50, std::move(ring));
    }

private:
    QtAlarm m_alarm;
};

TransportOptions oneConnectionEach()
{
    TransportOptions options;
    options.connectionsPerFile = 1; // so that requests tell where a file goes on
    return options;
}

/// The engine over the real transport and a real server.
struct World
{
    HttpTestServer server;
    TransportBench files{oneConnectionEach()};
    QuickAlarm alarm;
    SystemClock clock;
    testing::MemoryStore store;
    testing::FakeNotifier notifier;
    testing::FakeKeyring keyring;
    Engine engine{
        {files.transport, store, notifier, keyring, alarm, clock, [] { return 0.0; }}, {}, {}};
    std::vector<JobId> jobs;

    void add(int number)
    {
        const QByteArray path = "/file" + QByteArray::number(number);
        server.on(path, ServedFile{noise(kSize, quint32(number))});
        JobSpec spec;
        spec.folder = files.folder.path();
        spec.files.push_back({server.url(path)});
        engine.add(std::move(spec), [this](const Result<JobId> &id) { jobs.push_back(*id); });
    }
    [[nodiscard]] bool areDone() const
    {
        return std::ranges::all_of(jobs, [this](const JobId &id) {
            return engine.find(id)->state == JobState::Acknowledged;
        });
    }
    /// Bytes of each link that the engine knows to be here.
    [[nodiscard]] std::map<QByteArray, qint64> received() const
    {
        std::map<QByteArray, qint64> all;
        for (const JobId &id : jobs) {
            const Job *job = engine.find(id);
            all['/' + job->name.toUtf8()] = job->bytesTransferred;
        }
        return all;
    }
    /// Of these, how many the requests from number `first` on ask for again.
    [[nodiscard]] qint64 askedAgain(std::size_t first, std::map<QByteArray, qint64> had) const
    {
        qint64 sum = 0;
        for (std::size_t i = first; i < server.requests.size(); ++i) {
            const qint64 from = server.requests[i].rangeStart().value_or(0);
            sum += std::max<qint64>(0, std::exchange(had[server.requests[i].target], 0) - from);
        }
        return sum;
    }
};

} // namespace

/// The network is lost and comes back a hundred times while twenty jobs run.
class TestNetworkLoss : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QLoggingCategory::setFilterRules(u"lighterman.*.info=false"_s); // thousands of lines
    }

    void aHundredTimes()
    {
        World world;
        world.server.setPace(16'384, 10ms);
        for (int number = 0; number < kJobs; ++number)
            world.add(number);
        QTRY_COMPARE(int(world.jobs.size()), kJobs);
        QRandomGenerator random(7);
        qint64 mostAgain = 0;
        for (int round = 0; round < kRounds; ++round) {
            QTest::qWait(int(random.bounded(160)));
            const auto had = world.received();
            world.engine.setGates({.network = false});
            for (const JobId &id : world.jobs) {
                const Job *job = world.engine.find(id);
                const bool isHere = job->filesTransferred == job->filesTotal; // needs a name alone
                QVERIFY(isHere || job->state == JobState::TransientError);
                QVERIFY(isHere || job->rate == 0);
            }
            QTest::qWait(int(random.bounded(10)));
            const std::size_t first = world.server.requests.size();
            world.engine.setGates({});
            if (random.bounded(4) > 0) // else it is gone again before it is used
                QTRY_VERIFY(world.server.requests.size() > first || world.areDone());
            mostAgain = std::max(mostAgain, world.askedAgain(first, had));
        }
        world.server.setPace(0, 0ms);
        QTRY_VERIFY_WITH_TIMEOUT(world.areDone(), 30'000);
        for (int number = 0; number < kJobs; ++number) {
            QCOMPARE(world.engine.find(world.jobs[std::size_t(number)])->errorCount, 0);
            QCOMPARE(contentOf(world.files.path(u"file%1"_s.arg(number))),
                     noise(kSize, quint32(number)));
        }
        qInfo("asked for again after one loss at most: %lld bytes", qlonglong(mostAgain));
        QVERIFY(mostAgain > 0); // the rounds did cut something
        QVERIFY(mostAgain < kMostAgain);
    }
};

QTEST_GUILESS_MAIN(TestNetworkLoss)
#include "tst_networkloss.moc"
