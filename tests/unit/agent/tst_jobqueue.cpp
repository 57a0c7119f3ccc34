// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/jobqueue.h"

#include <QTest>

#include <algorithm>
#include <deque>
#include <random>

using namespace lighterman;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct Time final : Clock
{
    [[nodiscard]] Moment now() const override { return 0; }
    [[nodiscard]] std::chrono::milliseconds monotonic() const override { return at; }
    std::chrono::milliseconds at{0};
};

struct Entry
{
    Job job;
    Turn turn;
};

/// A queue with its jobs, which do what the plans say. Jobs are known by their numbers.
class Bench
{
public:
    int add(const QString &host, Priority priority = Priority::Normal)
    {
        const int number = int(m_jobs.size());
        Entry &entry = m_jobs.emplace_back();
        entry.job.id = JobId::fromBytes(QByteArray(10, 'x') + QByteArray::number(100'000 + number));
        entry.job.order = queue.last();
        entry.job.host = host;
        entry.job.settings.priority = priority;
        put(number);
        return number;
    }

    void put(int number) { queue.put(job(number), m_jobs.at(std::size_t(number)).turn, false); }
    Job &job(int number) { return m_jobs.at(std::size_t(number)).job; }

    void become(int number, JobState state)
    {
        job(number).state = state;
        put(number);
    }

    /// Carries the plan out; "+3 -1" for what starts and stops.
    QString follow()
    {
        const Plan plan = queue.plan([this](const JobId &id) { return loses == id; });
        QStringList words;
        for (const JobId &id : plan.start) {
            words += u'+' + QString::number(find(id));
            become(find(id), JobState::Transferring);
        }
        for (const Displaced &stop : plan.stop) {
            words += u'-' + QString::number(find(stop.job));
            become(find(stop.job), JobState::Queued);
        }
        again = plan.lookAgain;
        return words.join(u' ');
    }

    /// The same plan from all jobs, without the queue's choice of a few.
    Plan planOfAll()
    {
        std::vector<Candidate> all;
        for (const auto &[job, turn] : m_jobs) {
            const bool moving = turn.at == Turn::At::Holding;
            if (turn.at == Turn::At::Nowhere)
                continue;
            const auto left = settings.timeSlice - turn.used - (moving ? time.at - turn.since : 0s);
            all.push_back({job.id, job.settings.priority, int(qHash(job.host)), turn.place.first,
                           moving, left, loses == job.id && moving});
        }
        return schedule(all, settings.backgroundSlots, settings.timeSlice);
    }

    int find(const JobId &id) const
    {
        return int(std::ranges::find(m_jobs, id, [](const Entry &e) { return e.job.id; })
                   - m_jobs.begin());
    }
    [[nodiscard]] int count() const { return int(m_jobs.size()); }

    Settings settings;
    Time time;
    JobQueue queue{settings, time};
    JobId loses; ///< this one cannot be resumed
    std::optional<std::chrono::milliseconds> again;

private:
    std::deque<Entry> m_jobs; ///< addresses stay
};

bool isSame(const Plan &a, const Plan &b)
{
    const auto ids = [](const Plan &plan) {
        QSet<JobId> start(plan.start.begin(), plan.start.end());
        QSet<JobId> stop;
        for (const Displaced &one : plan.stop)
            stop.insert(one.job);
        return std::pair(start, stop);
    };
    return ids(a) == ids(b) && a.lookAgain == b.lookAgain;
}

} // namespace

class TestJobQueue : public QObject
{
    Q_OBJECT

private slots:
    void equalsTakeTurns()
    {
        Bench bench;
        bench.settings.backgroundSlots = 1;
        for (int i = 0; i < 3; ++i)
            bench.add(u"a"_s);
        QCOMPARE(bench.follow(), u"+0"_s);
        QCOMPARE(*bench.again, 300s);
        for (const auto *turn : {"+1 -0", "+2 -1", "+0 -2", "+1 -0"}) {
            bench.time.at += 299s;
            QCOMPARE(bench.follow(), QString());
            bench.time.at += 1s;
            QCOMPARE(bench.follow(), QString::fromLatin1(turn));
        }
    }

    void aNewcomerGoesBeforeWhoHasHadATurn()
    {
        Bench bench;
        bench.settings.backgroundSlots = 1;
        for (int i = 0; i < 50; ++i)
            bench.add(u"a"_s);
        bench.follow();
        for (int i = 1; i < 50; ++i) { // all have had one
            bench.time.at += 300s;
            bench.follow();
        }
        bench.add(u"a"_s);
        bench.time.at += 300s;
        QCOMPARE(bench.follow(), u"+50 -49"_s); // waits for one slice, not for fifty
        bench.become(50, JobState::Acknowledged);
        QCOMPARE(bench.follow(), u"+0"_s);
    }

    void aStreamOfNewcomersKeepsNobodyWaitingForEver()
    {
        Bench bench;
        bench.settings.backgroundSlots = 1;
        const int big = bench.add(u"a"_s);
        bench.follow();
        bench.time.at += 300s;
        int others = 0;
        for (; others < 12'000 && (others < 2 || bench.job(big).state == JobState::Queued);
             ++others) {
            bench.add(u"a"_s); // comes before the one before it is done
            bench.follow();
            if (others > 0 && bench.job(big).state == JobState::Queued)
                bench.become(others, JobState::Acknowledged);
        }
        QVERIFY(others < 12'000);
    }

    void whoIsAloneGoesOnUntilSomebodyComes()
    {
        Bench bench;
        bench.settings.backgroundSlots = 1;
        bench.add(u"a"_s);
        bench.follow();
        QVERIFY(!bench.again);
        bench.time.at += 10h;
        QCOMPARE(bench.follow(), QString());
        bench.add(u"a"_s);
        QCOMPARE(bench.follow(), u"+1 -0"_s);
        bench.become(1, JobState::Acknowledged);
        QCOMPARE(bench.follow(), u"+0"_s);
    }

    void aSliceIsUsedUpInPieces()
    {
        Bench bench;
        bench.settings.backgroundSlots = 1;
        bench.add(u"a"_s);
        bench.add(u"a"_s);
        bench.follow();
        bench.time.at += 200s;
        const int high = bench.add(u"a"_s, Priority::High);
        QCOMPARE(bench.follow(), u"+2 -0"_s);
        bench.time.at += 1h;
        bench.become(high, JobState::Acknowledged);
        QCOMPARE(bench.follow(), u"+0"_s); // has not had its turn yet
        QCOMPARE(*bench.again, 100s);
        bench.time.at += 100s;
        QCOMPARE(bench.follow(), u"+1 -0"_s);
    }

    void whoFailsAgainAndAgainGoesBehind()
    {
        Bench bench;
        bench.settings.backgroundSlots = 1;
        bench.add(u"a"_s);
        bench.add(u"b"_s);
        for (int i = 0; i < 5; ++i) { // a minute each, then the server is silent for too long
            QVERIFY(bench.follow().contains(u"+0"_s));
            bench.time.at += 60s;
            bench.become(0, JobState::Queued);
        }
        QCOMPARE(bench.follow(), u"+1"_s);
    }

    void whoWouldLoseBytesIsSparedOnlyWhileOthersWait()
    {
        Bench bench;
        bench.settings.backgroundSlots = 1;
        bench.add(u"a"_s);
        bench.follow();
        bench.loses = bench.job(0).id;
        bench.follow();
        QVERIFY(!bench.queue.isSpared(bench.loses));
        bench.add(u"b"_s);
        bench.time.at += 1h;
        QCOMPARE(bench.follow(), QString());
        QVERIFY(bench.queue.isSpared(bench.loses));
        QVERIFY(!bench.again);
        bench.loses = {};
        QCOMPARE(bench.follow(), u"+1 -0"_s);
    }

    void shorterSlicesCountAtOnce()
    {
        Bench bench;
        bench.settings.backgroundSlots = 1;
        bench.add(u"a"_s);
        bench.add(u"a"_s);
        bench.follow();
        bench.time.at += 60s;
        bench.settings.timeSlice = 30s;
        QCOMPARE(bench.follow(), u"+1 -0"_s);
        QCOMPARE(*bench.again, 30s);
    }

    void theFirstOfTheQueueGoesFirst()
    {
        Bench bench;
        bench.settings.backgroundSlots = 1;
        for (int i = 0; i < 4; ++i)
            bench.add(u"a"_s);
        bench.follow();
        bench.job(3).order = bench.queue.first();
        bench.put(3);
        bench.time.at += 300s;
        QCOMPARE(bench.follow(), u"+3 -0"_s);
    }

    /// The queue shows the schedule a few jobs; the plan must be as if it had shown all.
    void aFewJobsAreAsGoodAsAll()
    {
        std::mt19937 random{1121}; // NOLINT(cert-msc51-cpp,cert-msc32-c): the same in each run
        const auto below = [&](unsigned most) { return int(random() % most); };
        for (int life = 0; life < 100; ++life) {
            Bench bench;
            bench.settings.backgroundSlots = 1 + below(5);
            const unsigned hosts = 1 + unsigned(below(12));
            for (int step = 0; step < 100; ++step) {
                const int some = bench.count() > 0 ? below(unsigned(bench.count())) : -1;
                if (some < 0 || below(2) == 0)
                    bench.add(QString::number(below(hosts)), Priority(below(4)));
                else if (below(2) == 0)
                    bench.become(some, below(2) == 0 ? JobState::Acknowledged : JobState::Queued);
                else
                    bench.loses = bench.job(some).id;
                bench.time.at += below(4) * 50s;
                const Plan all = bench.planOfAll();
                QVERIFY(isSame(bench.queue.plan([&](const JobId &id) { return id == bench.loses; }),
                               all));
                bench.follow();
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestJobQueue)
#include "tst_jobqueue.moc"
