// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes.h"

#include <QTest>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// What the engine does around the machine's sleep.
class TestEngineSleep : public QObject
{
    Q_OBJECT

private slots:
    void theMachineSleeps()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.connect(0, 100);
        bench.transport.progress(0, 40);
        const JobId troubled = bench.add({u"https://b.example/g"_s, u"https://b.example/h"_s});
        bench.transport.fail(1, unavailable());
        bench.engine.setGates(kAsleep);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        QCOMPARE(bench.job(id).cause->code, ErrorCode::StandbyMode);
        QCOMPARE(bench.transport.underWay(), 0);
        QCOMPARE(bench.store.details(id).files.front().bytesTransferred, 40);
        bench.engine.setGates({}); // awake, and the network takes its time
        EngineBench::settle();
        for (const JobId &job : {id, troubled}) {
            QCOMPARE(bench.job(job).cause->code, ErrorCode::StandbyMode);
            QCOMPARE(bench.job(job).cause->next, bench.time.now() + 2000);
        }
        bench.engine.setGates(kNoNetwork); // what the machine left behind is not there any more
        QCOMPARE(bench.job(id).cause->code, ErrorCode::NetworkDisconnected);
        bench.time.pass(1h);
        QCOMPARE(bench.transport.underWay(), 0);
        bench.engine.setGates({});
        bench.time.pass(2s);
        EngineBench::settle();
        for (const JobId &job : {id, troubled}) {
            QCOMPARE(bench.job(job).state, JobState::Connecting);
            QCOMPARE(bench.job(job).errorCount, 0);
        }
        QCOMPARE(bench.transport.asked[3].file.bytesTransferred, 40);
    }

    /// A hundred thousand jobs that wait are not written down twice for each nap.
    void whoWaitsForATurnStaysInTheQueue()
    {
        EngineBench bench;
        Settings one;
        one.backgroundSlots = 1;
        bench.engine.setSettings(one);
        bench.add();
        const JobId waiting = bench.add({u"https://a.example/g"_s});
        EngineBench::settle();
        const Job before = bench.store.details(waiting).job;
        bench.engine.setGates(kAsleep);
        EngineBench::settle();
        const JobId late = bench.add({u"https://b.example/h"_s}, foreground());
        for (const JobId &id : {waiting, late}) {
            QCOMPARE(bench.job(id).state, JobState::Queued);
            QCOMPARE(bench.job(id).cause->code, ErrorCode::StandbyMode);
            QVERIFY(!bench.job(id).cause->next);
        }
        QCOMPARE(bench.store.details(waiting).job, before);
        bench.engine.setGates({});
        EngineBench::settle();
        QCOMPARE(bench.job(late).state, JobState::Queued);
        QCOMPARE(bench.job(late).cause->next, bench.time.now() + 2000);
        QCOMPARE(bench.transport.underWay(), 0);
        bench.time.pass(2s);
        EngineBench::settle();
        QCOMPARE(bench.job(late).state, JobState::Connecting);
        QCOMPARE(bench.job(waiting).cause->code, ErrorCode::WaitingForTurn);
    }

    void whenAllIsRecordedIsSaid()
    {
        EngineBench bench;
        int answers = 0;
        const auto recorded = [&](const Result<void> &stored) { answers += stored ? 1 : 10; };
        bench.engine.setGates(kAsleep, recorded); // there is nothing to record
        QCOMPARE(answers, 0);
        EngineBench::settle();
        QCOMPARE(answers, 1);
        bench.engine.setGates({});
        bench.time.pass(3s);
        const JobId id = bench.add();
        bench.transport.connect(0, 100);
        bench.transport.progress(0, 40);
        bench.store.holdsUpdates = true;
        bench.engine.setGates(kAsleep, recorded);
        EngineBench::settle();
        QCOMPARE(answers, 1);
        QVERIFY(bench.store.details(id).job.state != JobState::TransientError);
        bench.store.commit();
        EngineBench::settle();
        QCOMPARE(answers, 2);
        QCOMPARE(bench.store.details(id).job.state, JobState::TransientError);
        bench.store.holdsUpdates = false;
        bench.store.failure = Error{ErrorCode::StoreFailed, {}, ErrorContext::None, {}};
        bench.engine.setGates(kAsleep, recorded);
        EngineBench::settle();
        QCOMPARE(answers, 12);
    }

    void thatIsNotSaidBeforeAllConnectionsAreClosed()
    {
        EngineBench bench;
        bench.transport.holdsHangUps = true;
        const JobId id = bench.add();
        int answers = 0;
        bench.engine.setGates(kAsleep, [&](const Result<void> &) { ++answers; });
        EngineBench::settle();
        QCOMPARE(bench.store.details(id).job.state, JobState::TransientError);
        QCOMPARE(answers, 0);
        bench.transport.answerHangUps();
        EngineBench::settle();
        QCOMPARE(answers, 1);
    }

    void whoWouldLoseByAnInterruption()
    {
        EngineBench bench;
        const auto begin = [&](const JobSpec &spec, bool isResumable) {
            bench.add({u"https://a.example/f"_s}, spec);
            JobFile file = bench.transport.asked.back().file;
            file.path = u"/downloads/f"_s;
            file.resumable = isResumable;
            bench.transport.listening()->connected(file);
            bench.transport.progress(0, 40);
        };
        begin(foreground(), true);
        QVERIFY(!bench.engine.wouldLose());
        bench.change(bench.engine.ids().front(), JobVerb::Cancel).value();
        begin({}, false); // in the background
        QVERIFY(!bench.engine.wouldLose());
        bench.change(bench.engine.ids().back(), JobVerb::Cancel).value();
        begin(foreground(), false);
        QVERIFY(bench.engine.wouldLose());
        bench.change(bench.engine.ids().back(), JobVerb::Suspend).value();
        QVERIFY(!bench.engine.wouldLose());
    }
};

QTEST_GUILESS_MAIN(TestEngineSleep)
#include "tst_enginesleep.moc"
