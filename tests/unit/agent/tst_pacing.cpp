// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/pacing.h"

#include <QTest>

#include <list>
#include <memory>

using namespace lighterman;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kMiB = qint64(1) << 20U;

/// A connection whose line brings `rate` bytes per second into a buffer of `room`; what comes is
/// read at once, as far as that is allowed.
class Connection
{
public:
    Connection(Pacing &pacing, const JobId &job, qint64 rate, qint64 room = 8 * kMiB)
        : m_pace(pacing, job, [this] { readOn(); })
        , m_rate(double(rate))
        , m_room(double(room))
    {
    }

    void pass(std::chrono::duration<double> time)
    {
        m_waiting = std::min(m_waiting + m_rate * time.count(), m_room);
        if (!m_pace.isWaiting())
            readOn();
    }
    void readOn()
    {
        while (true) {
            const qint64 most = m_pace.allowed(256 * 1024);
            const qint64 count = std::min(most, qint64(m_waiting));
            if (count <= 0)
                return;
            m_waiting -= double(count);
            m_pace.spend(count);
            read += count;
        }
    }
    [[nodiscard]] Pace &pace() { return m_pace; }

    qint64 read = 0;

private:
    Pace m_pace;
    double m_rate;
    double m_room;
    double m_waiting = 0;
};

/// Time that passes in steps of 5 ms, with a look each `every`.
class World
{
public:
    Connection &connect(const JobId &job, qint64 rate, qint64 room = 8 * kMiB)
    {
        return m_connections.emplace_back(pacing, job, rate, room);
    }
    void closeAll() { m_connections.clear(); }
    void pass(std::chrono::milliseconds time)
    {
        for (const auto end = now + time; now < end;) {
            now += 5ms;
            for (Connection &connection : m_connections)
                connection.pass(5ms);
            if (pacing.isNeeded() && now >= m_next) {
                pacing.go(now);
                m_next = now + every;
            }
        }
    }
    void setPace(const JobId &job, RateLimit limit, bool isShared = true)
    {
        pacing.setPace(job, {limit, isShared}, now);
    }

    Pacing pacing;
    Pacing::Time now{1h};
    std::chrono::milliseconds every = Pacing::kEvery;

private:
    std::list<Connection> m_connections; // they stay where they are
    Pacing::Time m_next{};
};

bool isNear(qint64 value, double wanted, double part)
{
    if (std::abs(double(value) - wanted) <= part * wanted)
        return true;
    qWarning("%lld is not %f", static_cast<long long>(value), wanted);
    return false;
}

} // namespace

class TestPacing : public QObject
{
    Q_OBJECT

private slots:
    void withoutALimitNothingWaits()
    {
        World world;
        Connection &one = world.connect(m_a, 100 * kMiB);
        world.pass(1s);
        QVERIFY(!world.pacing.isNeeded());
        QVERIFY(!one.pace().isWaiting());
        QVERIFY(!one.pace().hasWaited());
        QVERIFY(isNear(one.read, 100 * kMiB, 0.01));
    }

    void aLimitIsReachedAndKept_data()
    {
        QTest::addColumn<qint64>("limit");
        QTest::addColumn<int>("every");
        for (const int every : {50, 65, 150}) {
            for (const qint64 limit : {qint64(256), qint64(10'000), kMiB, 80 * kMiB})
                QTest::addRow("%lld each %d ms", static_cast<long long>(limit), every)
                    << limit << every;
        }
    }

    void aLimitIsReachedAndKept()
    {
        QFETCH(qint64, limit);
        QFETCH(int, every);
        World world;
        world.every = std::chrono::milliseconds(every);
        Connection &one = world.connect(m_a, 100 * kMiB);
        world.setPace(m_a, limit);
        QVERIFY(world.pacing.isNeeded());
        world.pass(1s);
        const qint64 before = one.read;
        world.pass(10s);
        QVERIFY(isNear(one.read - before, 10.0 * double(limit), 0.02));
        QVERIFY(one.pace().hasWaited());
    }

    void aSmallBufferIsEnough()
    {
        World world;
        Connection &one = world.connect(m_a, 100 * kMiB, kMiB / 5);
        world.setPace(m_a, kMiB);
        world.pass(10s);
        QVERIFY(isNear(one.read, 10.0 * kMiB, 0.02));
    }

    void idleTimeIsNotSavedUp()
    {
        World world;
        world.setPace(m_a, kMiB);
        Connection &one = world.connect(m_a, 100 * kMiB);
        world.setPace(m_a, kMiB);
        world.now += 1h;
        world.pass(1s);
        QVERIFY(one.read <= qint64(1.25 * kMiB));
    }

    void connectionsOfAJobShareItsLimit()
    {
        World world;
        std::vector<Connection *> all;
        for (int i = 0; i < 8; ++i)
            all.push_back(&world.connect(m_a, 10 * kMiB));
        world.setPace(m_a, 8 * kMiB);
        world.pass(10s);
        for (const Connection *one : all)
            QVERIFY(isNear(one->read, 10.0 * kMiB, 0.05));
    }

    void jobsShareTheCommonLimit()
    {
        World world;
        const Connection &one = world.connect(m_a, 10 * kMiB);
        const Connection &other = world.connect(m_b, 10 * kMiB);
        world.pacing.setSharedLimit(kMiB, world.now);
        world.pass(10s);
        QVERIFY(isNear(one.read, 5.0 * kMiB, 0.05));
        QVERIFY(isNear(other.read, 5.0 * kMiB, 0.05));
    }

    /// Not connections: one file more brings a job nothing of the others' share.
    void jobsShareItWhateverConnectionsTheyHave()
    {
        World world;
        std::vector<Connection *> many;
        for (int i = 0; i < 7; ++i)
            many.push_back(&world.connect(m_a, 10 * kMiB));
        const Connection &one = world.connect(m_b, 10 * kMiB);
        world.pacing.setSharedLimit(kMiB, world.now);
        world.pass(10s);
        QVERIFY(isNear(one.read, 5.0 * kMiB, 0.05));
        for (const Connection *each : many)
            QVERIFY(isNear(each->read, 5.0 * kMiB / 7, 0.1));
    }

    void whatASlowOneLeavesIsTheOthers()
    {
        World world;
        const Connection &slow = world.connect(m_a, kMiB / 10);
        const Connection &fast = world.connect(m_b, 10 * kMiB);
        world.pacing.setSharedLimit(kMiB, world.now);
        world.pass(10s);
        QVERIFY(isNear(slow.read, 1.0 * kMiB, 0.05));
        QVERIFY(isNear(fast.read, 9.0 * kMiB, 0.05));
    }

    void aJobKeepsToBothLimits()
    {
        World world;
        const Connection &held = world.connect(m_a, 10 * kMiB);
        const Connection &other = world.connect(m_b, 10 * kMiB);
        world.setPace(m_a, kMiB / 4);
        world.pacing.setSharedLimit(kMiB, world.now);
        QCOMPARE(world.pacing.limitOf(m_a), kMiB / 4);
        QCOMPARE(world.pacing.limitOf(m_b), kMiB);
        world.pass(10s);
        QVERIFY(isNear(held.read, 2.5 * kMiB, 0.05));
        QVERIFY(isNear(other.read, 7.5 * kMiB, 0.05));
    }

    void manyThatShareVeryLittleAllGetOn()
    {
        World world;
        std::vector<Connection *> all;
        for (int i = 0; i < 100; ++i)
            all.push_back(&world.connect(m_a, kMiB));
        world.setPace(m_a, kLeastRate);
        world.pass(20s);
        qint64 sum = 0;
        for (const Connection *one : all) {
            QVERIFY(one->read > 0);
            sum += one->read;
        }
        QVERIFY(isNear(sum, 20.0 * kLeastRate, 0.02));
    }

    void whoDoesNotShareIsNotHeld()
    {
        World world;
        const Connection &free = world.connect(m_a, 10 * kMiB);
        const Connection &held = world.connect(m_b, 10 * kMiB);
        world.setPace(m_a, {}, false);
        world.pacing.setSharedLimit(kMiB, world.now);
        QCOMPARE(world.pacing.limitOf(m_a), RateLimit());
        world.pass(10s);
        QVERIFY(isNear(free.read, 100.0 * kMiB, 0.01));
        QVERIFY(isNear(held.read, 10.0 * kMiB, 0.05));
    }

    void aLimitThatIsLiftedLetsAllGoOn()
    {
        World world;
        Connection &one = world.connect(m_a, 10 * kMiB);
        world.setPace(m_a, 1000);
        world.pass(1s);
        QVERIFY(one.pace().isWaiting());
        world.setPace(m_a, {});
        QVERIFY(world.pacing.isNeeded()); // once more, for who still waits
        world.pass(1s);
        QVERIFY(!one.pace().isWaiting());
        QVERIFY(!world.pacing.isNeeded());
        QVERIFY(one.read > 10 * kMiB);
    }

    void whatAJobHadIsForgottenWithItsLastConnection()
    {
        World world;
        world.connect(m_a, kMiB);
        world.setPace(m_a, 1000);
        QVERIFY(world.pacing.isNeeded());
        world.closeAll();
        QVERIFY(!world.pacing.isNeeded());
        world.connect(m_a, kMiB);
        QCOMPARE(world.pacing.limitOf(m_a), RateLimit());
    }

    void connectionsMayEndWhileOthersRead()
    {
        Pacing pacing;
        const Pacing::Time now{1h};
        std::unique_ptr<Pace> victim;
        int reads = 0;
        Pace first(pacing, m_a, [&] {
            ++reads;
            victim.reset();
        });
        victim = std::make_unique<Pace>(pacing, m_a, [&] { ++reads; });
        pacing.setPace(m_a, {1000, true}, now);
        QCOMPARE(first.allowed(1), 0);
        QCOMPARE(victim->allowed(1), 0);
        pacing.go(now + 100ms); // the victim comes first now, and then never again
        pacing.go(now + 200ms);
        QVERIFY(!victim);
        QVERIFY(reads >= 2);
    }

private:
    JobId m_a = JobId::create();
    JobId m_b = JobId::create();
};

QTEST_GUILESS_MAIN(TestPacing)
#include "tst_pacing.moc"
