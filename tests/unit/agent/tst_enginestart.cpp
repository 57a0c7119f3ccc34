// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes.h"

#include <QTest>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const Gates kUnknown{.isKnown = false};
const Gates kMetered{.cost = NetworkCost::Metered};

JobSpec unmetered()
{
    JobSpec spec;
    spec.settings.transferPolicy = TransferPolicy::Unmetered;
    return spec;
}

/// An engine that has one job, which the cost of the network holds, from the engine before it; some
/// minutes have gone by.
struct SecondBench : EngineBench
{
    SecondBench()
    {
        EngineBench first;
        first.engine.setGates(kMetered);
        id = first.add({u"https://a.example/f"_s}, unmetered());
        EngineBench::settle();
        since = first.job(id).cause->since;
        store.jobs = first.store.jobs;
        time.pass(5min);
        engine.setGates(kUnknown);
        engine.restore([](const Result<void> &restored) { QVERIFY(restored); });
        EngineBench::settle();
    }
    JobId id;
    Moment since = 0;
};

} // namespace

/// What the engine does before anybody knows which gates are open.
class TestEngineStart : public QObject
{
    Q_OBJECT

private slots:
    void nothingBegins()
    {
        EngineBench bench;
        bench.engine.setGates(kUnknown);
        const JobId id = bench.add();
        bench.time.pass(1h);
        QCOMPARE(bench.job(id).state, JobState::Queued);
        QCOMPARE(bench.transport.underWay(), 0);
        bench.engine.setGates({});
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
        QCOMPARE(bench.transport.underWay(), 1);
    }

    void whatHeldAJobHoldsItStill()
    {
        SecondBench bench;
        for (const Gates &gates : {kUnknown, kMetered}) {
            bench.engine.setGates(gates);
            bench.time.pass(1h);
            QCOMPARE(bench.job(bench.id).state, JobState::TransientError);
            QCOMPARE(bench.job(bench.id).cause->code, ErrorCode::BlockedByCostPolicy);
            QCOMPARE(bench.job(bench.id).cause->since, bench.since);
            QVERIFY(bench.store.lines.empty());
        }
        QCOMPARE(bench.transport.asked.size(), 0);
        bench.engine.setGates({});
        EngineBench::settle();
        QCOMPARE(bench.job(bench.id).state, JobState::Connecting);
    }

    void itIsLetGoOnceItIsKnownToBeOpen()
    {
        SecondBench bench;
        bench.engine.setGates({});
        EngineBench::settle();
        QCOMPARE(bench.job(bench.id).state, JobState::Connecting);
        QVERIFY(!bench.job(bench.id).error);
    }

    void anotherGateTakesItsPlace()
    {
        SecondBench bench;
        bench.engine.setGates({.ownerLoggedOn = false});
        QCOMPARE(bench.job(bench.id).cause->code, ErrorCode::OwnerLoggedOff);
        QCOMPARE(bench.job(bench.id).cause->since, bench.time.now());
        QCOMPARE(bench.transport.asked.size(), 0);
    }

    void aRetryThatIsDueWaitsForItsTurn()
    {
        EngineBench first;
        const JobId id = first.add();
        first.transport.fail(0, unavailable());
        EngineBench::settle();
        EngineBench bench;
        bench.store.jobs = first.store.jobs;
        bench.engine.setGates(kUnknown);
        bench.engine.restore([](const Result<void> &restored) { QVERIFY(restored); });
        EngineBench::settle();
        bench.time.pass(1h);
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        QCOMPARE(bench.job(id).cause->code, httpError(503));
        bench.engine.setGates(kNoOwner); // where it stays what it is, and says why
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        QCOMPARE(bench.job(id).cause->code, ErrorCode::OwnerLoggedOff);
        QCOMPARE(bench.job(id).error->code, httpError(503));
        QCOMPARE(bench.transport.underWay(), 0);
        bench.engine.setGates({});
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }

    void aRetryThatIsNotDueGoesOnWaiting()
    {
        EngineBench first;
        const JobId id = first.add();
        first.transport.fail(0, {httpError(503), {}, ErrorContext::RemoteFile, {}, 300s});
        EngineBench::settle();
        EngineBench bench;
        bench.store.jobs = first.store.jobs;
        bench.engine.setGates(kUnknown);
        bench.engine.restore([](const Result<void> &restored) { QVERIFY(restored); });
        EngineBench::settle();
        bench.engine.setGates({});
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        QCOMPARE(bench.job(id).cause->next, bench.time.now() + 300'000);
        bench.time.pass(300s);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }

    /// Written down at once: else each agent that ends before it moves would say so once more.
    void thatItMovedIsSaidOnce()
    {
        EngineBench first;
        const JobId id = first.add();
        first.transport.connect(0, 100);
        EngineBench::settle();
        std::vector<JobDetails> jobs = first.store.jobs;
        std::size_t lines = 0;
        for (int start = 0; start < 3; ++start) {
            EngineBench bench;
            bench.store.jobs = jobs;
            bench.engine.setGates(kUnknown);
            bench.engine.restore([](const Result<void> &restored) { QVERIFY(restored); });
            EngineBench::settle();
            bench.engine.setGates(kNoOwner);
            EngineBench::settle();
            QCOMPARE(bench.job(id).cause->code, ErrorCode::OwnerLoggedOff);
            lines += bench.store.lines.size();
            jobs = bench.store.jobs;
        }
        QCOMPARE(lines, 1U);
    }

    void sinceWhenAQueuedJobWaitsIsKept()
    {
        EngineBench first;
        const JobId id = first.add();
        first.engine.setGates(kNoOwner);
        EngineBench::settle();
        const Cause cause = *first.job(id).cause;
        EngineBench bench;
        bench.store.jobs = first.store.jobs;
        bench.time.pass(1h);
        bench.engine.setGates(kUnknown);
        bench.engine.restore([](const Result<void> &restored) { QVERIFY(restored); });
        EngineBench::settle();
        QCOMPARE(bench.job(id).cause, cause);
        bench.engine.setGates(kNoOwner);
        QCOMPARE(bench.job(id).cause, cause);
        bench.engine.setGates({});
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }

    void whatIsPausedStaysSo()
    {
        EngineBench bench;
        bench.engine.setGates(kUnknown);
        const JobId id = bench.add();
        QVERIFY(bench.change(id, JobVerb::Suspend));
        bench.engine.setGates({});
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Suspended);
    }
};

QTEST_GUILESS_MAIN(TestEngineStart)
#include "tst_enginestart.moc"
