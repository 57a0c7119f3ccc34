// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes.h"

#include <QSignalSpy>
#include <QTest>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Error error(ErrorCode code)
{
    return {code, {}, ErrorContext::GeneralTransport, {}};
}

} // namespace

class TestEngine : public QObject
{
    Q_OBJECT

private slots:
    void aDownloadArrives()
    {
        EngineBench bench;
        const JobId id = bench.add();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
        bench.transport.connect(0, 100);
        QCOMPARE(bench.job(id).state, JobState::Transferring);
        QVERIFY(!bench.job(id).cause);
        bench.time.pass(500ms);
        bench.transport.progress(0, 50);
        QCOMPARE(bench.job(id).bytesTransferred, 50);
        QCOMPARE(bench.job(id).bytesTotal, 100);
        QVERIFY(bench.job(id).rate > 0);
        bench.transport.finish(0, 100);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Acknowledged);
        QVERIFY(bench.job(id).completed);
        QCOMPARE(bench.store.details(id).job.state, JobState::Acknowledged);
        QVERIFY(bench.store.details(id).files[0].completed);
        bench.time.pass(10s);
        QCOMPARE(bench.time.alarms(), 1); // nothing but the history wakes an idle agent
    }

    void aJobIsKnownOnlyOnceItIsStored()
    {
        EngineBench bench;
        bench.store.failure = error(ErrorCode::StoreFailed);
        QVERIFY(bench.add().isNull());
        QVERIFY(bench.engine.ids().empty());
        QCOMPARE(bench.transport.underWay(), 0);
    }

    void aRefusedSpecLeavesNothing()
    {
        EngineBench bench;
        QVERIFY(bench.add({u"ftp://a.example/f"_s}).isNull());
        QVERIFY(bench.store.jobs.empty());
    }

    void manualCompleteKeepsFilesHidden()
    {
        EngineBench bench;
        JobSpec spec;
        spec.settings.manualComplete = true;
        const JobId id = bench.add({u"https://a.example/f"_s}, spec);
        bench.transport.finish(0, 100);
        QCOMPARE(bench.job(id).state, JobState::Transferred);
        QCOMPARE(bench.job(id).cause->code, ErrorCode::WaitingForComplete);
        QVERIFY(bench.change(id, JobVerb::Complete));
        QCOMPARE(bench.job(id).state, JobState::Acknowledged);
        QVERIFY(bench.store.details(id).files[0].completed);
    }

    void aTransientErrorIsTriedAgainByTime()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.fail(0, error(ErrorCode::ConnectFailure));
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        QCOMPARE(bench.job(id).error->code, ErrorCode::ConnectFailure);
        QCOMPARE(bench.job(id).errorCount, 1);
        QCOMPARE(*bench.job(id).cause->next - bench.job(id).cause->since, 5000);
        bench.time.pass(4900ms);
        QCOMPARE(bench.transport.underWay(), 0);
        bench.time.pass(200ms);
        QCOMPARE(bench.job(id).state, JobState::Connecting);
        QVERIFY(bench.job(id).error); // until bytes move again
        bench.transport.connect(0, 10);
        QVERIFY(!bench.job(id).error);
    }

    void failuresInARowWaitLonger()
    {
        EngineBench bench;
        const JobId id = bench.add();
        for (const auto delay : {5s, 10s, 20s}) {
            bench.transport.fail(0, error(ErrorCode::TimedOut));
            QCOMPARE(*bench.job(id).cause->next - bench.time.now(),
                     std::chrono::milliseconds(delay).count());
            bench.time.pass(delay);
        }
        bench.transport.connect(0, 10);
        bench.transport.progress(0, 1); // one byte, and the row begins anew
        bench.transport.fail(0, error(ErrorCode::TimedOut));
        QCOMPARE(*bench.job(id).cause->next - bench.time.now(), 5000);
        QCOMPARE(bench.job(id).errorCount, 4);
    }

    void theSameBytesAgainAreNoProgress()
    {
        EngineBench bench;
        const JobId id = bench.add();
        for (const auto delay : {5s, 10s, 20s}) { // a server that cuts, and knows no ranges
            bench.transport.connect(0, 10);
            for (const qint64 received : {0, 2, 4})
                bench.transport.progress(0, received);
            bench.transport.fail(0, error(ErrorCode::ConnectionClosed));
            QCOMPARE(*bench.job(id).cause->next - bench.time.now(),
                     std::chrono::milliseconds(delay).count());
            bench.time.pass(delay);
        }
        bench.transport.connect(0, 10);
        bench.transport.progress(0, 5); // further than ever
        bench.transport.fail(0, error(ErrorCode::ConnectionClosed));
        QCOMPARE(*bench.job(id).cause->next - bench.time.now(), 5000);
    }

    void noProgressForTooLongIsAnError()
    {
        EngineBench bench;
        JobSpec spec;
        spec.settings.noProgressTimeout = 60s;
        spec.settings.retryDelay = 30s;
        const JobId id = bench.add({u"https://a.example/f"_s}, spec);
        bench.transport.fail(0, error(ErrorCode::TimedOut));
        bench.time.pass(30s);
        bench.transport.fail(0, error(ErrorCode::TimedOut));
        bench.time.pass(30s);
        bench.transport.fail(0, error(ErrorCode::TimedOut));
        QCOMPARE(bench.job(id).state, JobState::Error);
        QCOMPARE(bench.store.details(id).job.state, JobState::Error);
    }

    void noProgressIsCountedOverRestarts_data()
    {
        QTest::addColumn<bool>("isFurther");
        QTest::newRow("the same bytes again") << false;
        QTest::newRow("a new byte") << true;
    }
    void noProgressIsCountedOverRestarts()
    {
        // A machine that is switched off each night must come to the end of 14 days as well.
        QFETCH(const bool, isFurther);
        EngineBench bench;
        JobSpec spec;
        spec.settings.noProgressTimeout = 120s;
        spec.settings.retryDelay = 30s;
        const JobId id = bench.add({u"https://a.example/f"_s}, spec);
        bench.transport.connect(0, 100);
        bench.transport.progress(0, 50);
        bench.transport.fail(0, error(ErrorCode::TimedOut));
        bench.time.pass(30s);
        bench.transport.fail(0, error(ErrorCode::TimedOut));
        QCOMPARE(bench.store.details(id).job.withoutProgress, 30s);
        EngineBench after;
        after.store.jobs = bench.store.jobs;
        after.engine.restore([](const Result<void> &restored) { QVERIFY(restored); });
        EngineBench::settle();
        after.time.pass(60s); // its clock begins where the other one did
        after.transport.connect(0, 100);
        after.transport.progress(0, isFurther ? 51 : 50);
        after.transport.fail(0, error(ErrorCode::TimedOut));
        after.time.pass(30s);
        after.transport.fail(0, error(ErrorCode::TimedOut));
        QCOMPARE(after.job(id).state, isFurther ? JobState::TransientError : JobState::Error);
        QCOMPARE(after.store.details(id).job.withoutProgress, isFurther ? 30s : 120s);
    }

    void aFileThatFailedIsTriedAgainWhileOthersCome()
    {
        EngineBench bench;
        const JobId id = bench.add({u"https://a.example/f"_s, u"https://a.example/g"_s});
        bench.transport.connect(1, 1000);
        bench.transport.fail(0, {httpError(503), {}, ErrorContext::RemoteFile, {}, 40s});
        QCOMPARE(bench.job(id).state, JobState::Transferring);
        QVERIFY(bench.store.lines.back().contains(u"http-503: https://a.example/f"_s));
        bench.time.pass(39s);
        QCOMPARE(bench.transport.underWay(), 1);
        bench.time.pass(1s);
        QCOMPARE(bench.transport.underWay(), 2);
        bench.transport.finish(0, 10);
        bench.transport.finish(1, 1000);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Acknowledged);
        QVERIFY(!bench.job(id).error);
    }

    void whatIsGoneWhenItIsToBeNamedIsFetchedAgain_data()
    {
        QTest::addColumn<bool>("manual");
        QTest::newRow("at once") << false;
        QTest::newRow("when a person completes the job") << true;
    }
    void whatIsGoneWhenItIsToBeNamedIsFetchedAgain()
    {
        QFETCH(const bool, manual);
        EngineBench bench;
        JobSpec spec;
        spec.settings.manualComplete = manual;
        const JobId id = bench.add({u"https://a.example/f"_s}, spec);
        bench.transport.isGone = true;
        bench.transport.finish(0, 10);
        EngineBench::settle();
        if (manual) {
            QCOMPARE(bench.job(id).state, JobState::Transferred);
            const auto answer = bench.change(id, JobVerb::Complete);
            QVERIFY(!answer && answer.error().code == ErrorCode::FileNotFound);
        }
        QCOMPARE(bench.job(id).state, JobState::Error);
        QCOMPARE(bench.job(id).error->code, ErrorCode::FileNotFound);
        QCOMPARE(bench.job(id).bytesTransferred, 0);
        QVERIFY(!bench.store.details(id).files[0].transferred);
        bench.transport.isGone = false;
        QVERIFY(bench.change(id, JobVerb::Resume));
        bench.transport.finish(0, 10);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, manual ? JobState::Transferred : JobState::Acknowledged);
    }

    void whatNeedsNoPersonAnyMoreIsCompleted()
    {
        EngineBench bench;
        JobSpec spec;
        spec.settings.manualComplete = true;
        const JobId id = bench.add({u"https://a.example/f"_s}, spec);
        bench.transport.finish(0, 10);
        EngineBench::settle();
        bench.engine.set(id, {{u"name"_s, u"another"_s}}, [](const Result<void> &) {});
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Transferred);
        bench.engine.set(id, {{u"manual-complete"_s, u"false"_s}}, [](const Result<void> &) {});
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Acknowledged);
    }

    void theTimelineSaysWhatAPersonHasChanged()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.engine.set(id, {{u"priority"_s, u"low"_s}, {u"headers"_s, u"X-Key: secret"_s}},
                         [](const Result<void> &) {});
        EngineBench::settle();
        const auto said = std::ranges::find_if(bench.store.lines, [](const QString &line) {
            return line.contains(u"priority=low"_s);
        });
        QVERIFY(said != bench.store.lines.end());
        QVERIFY(!said->contains(u"secret"_s));
    }

    void waitingForATurnIsNotTheServersFault()
    {
        EngineBench bench;
        Settings one;
        one.backgroundSlots = 1;
        bench.engine.setSettings(one);
        JobSpec spec;
        spec.settings.noProgressTimeout = 60s;
        spec.settings.retryDelay = 30s;
        const JobId id = bench.add({u"https://a.example/f"_s}, spec);
        bench.transport.fail(0, error(ErrorCode::TimedOut));
        JobSpec high;
        high.settings.priority = Priority::High;
        const JobId first = bench.add({u"https://a.example/g"_s}, high);
        bench.time.pass(10h);
        QCOMPARE(bench.job(id).state, JobState::Queued);
        QVERIFY(bench.change(first, JobVerb::Cancel));
        EngineBench::settle();
        bench.transport.fail(0, error(ErrorCode::TimedOut));
        QCOMPARE(bench.job(id).state, JobState::TransientError); // 30 seconds so far
        bench.time.pass(30s);
        bench.transport.fail(0, error(ErrorCode::TimedOut));
        QCOMPARE(bench.job(id).state, JobState::Error);
    }

    void aFullDiskIsToldOnce()
    {
        EngineBench bench;
        bench.add();
        for (int look = 0; look < 5; ++look) {
            bench.transport.fail(0, error(ErrorCode::DiskFull));
            bench.time.pass(30s);
        }
        QCOMPARE(std::ranges::count_if(
                     bench.store.lines,
                     [](const QString &line) { return line.contains(u"disk-full"_s); }),
                 1);
    }

    void aFatalErrorWaitsForAPerson()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.fail(0, error(httpError(404)));
        QCOMPARE(bench.job(id).state, JobState::Error);
        bench.time.pass(1000h);
        QCOMPARE(bench.job(id).state, JobState::Error);
        QVERIFY(bench.change(id, JobVerb::Resume));
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }

    void aFullDiskCountsAsNoError()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.fail(0, error(ErrorCode::DiskFull));
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        QCOMPARE(bench.job(id).errorCount, 0);
        bench.time.pass(31s);
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }

    void backgroundJobsShareSlots()
    {
        EngineBench bench;
        std::vector<JobId> ids;
        for (int i = 0; i < 5; ++i)
            ids.push_back(bench.add({u"https://a.example/%1"_s.arg(i)}));
        QCOMPARE(bench.transport.underWay(), 3);
        QCOMPARE(bench.job(ids[3]).state, JobState::Queued);
        QCOMPARE(bench.job(ids[3]).cause->code, ErrorCode::WaitingForTurn);
        bench.change(ids[0], JobVerb::Cancel);
        QCOMPARE(bench.job(ids[3]).state, JobState::Connecting);
    }

    void aHigherPriorityTakesTheSlot()
    {
        EngineBench bench;
        Settings settings;
        settings.backgroundSlots = 1;
        bench.engine.setSettings(settings);
        const JobId low = bench.add();
        JobSpec spec;
        spec.settings.priority = Priority::High;
        const JobId high = bench.add({u"https://a.example/h"_s}, spec);
        QCOMPARE(bench.job(low).state, JobState::Queued);
        QCOMPARE(bench.job(high).state, JobState::Connecting);
        bench.transport.finish(0, 1);
        EngineBench::settle();
        QCOMPARE(bench.job(low).state, JobState::Connecting);
    }

    void progressIsStoredOnceASecond()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.connect(0, 1000);
        for (int i = 1; i <= 10; ++i) {
            bench.time.pass(100ms);
            bench.transport.progress(0, 10LL * i);
        }
        bench.time.pass(100ms);
        QCOMPARE(bench.store.progressRows, 1);
        QVERIFY(bench.store.details(id).files[0].bytesTransferred >= 90);
    }

    void aRestartGoesOnWhereItWas()
    {
        EngineBench before;
        const JobId id = before.add();
        before.transport.connect(0, 1000);
        before.transport.progress(0, 400);
        before.engine.shutDown();
        EngineBench after;
        after.store.jobs = before.store.jobs;
        after.engine.restore([](const Result<void> &restored) { QVERIFY(restored); });
        EngineBench::settle();
        QCOMPARE(after.job(id).state, JobState::Connecting);
        QCOMPARE(after.transport.asked.back().file.bytesTransferred, 400);
        QCOMPARE(after.transport.asked.back().file.partPath, u"/downloads/f.part"_s);
    }

    void theServersNameBecomesTheJobs()
    {
        EngineBench bench;
        const JobId id = bench.add({u"https://a.example/get"_s});
        QCOMPARE(bench.job(id).name, u"get"_s);
        JobFile file = bench.transport.asked[0].file;
        file.path = u"/downloads/debian.iso"_s;
        bench.transport.listening()->connected(file);
        QCOMPARE(bench.job(id).name, u"debian.iso"_s);
    }

    void aFileGetsItsNameOnlyOnceTheStoreKnowsIt()
    {
        EngineBench bench;
        QStringList urls;
        for (int i = 0; i < 12; ++i)
            urls << u"https://a.example/%1"_s.arg(i);
        const JobId id = bench.add(urls);
        bench.transport.connect(0, 10);
        bench.transport.finish(0, 10);
        bench.transport.finish(1, 10);
        QVERIFY(bench.transport.revealed.empty());
        EngineBench::settle(); // and no tick
        QCOMPARE(bench.transport.revealed.size(), 2U);
        for (int index = 0; index < 2; ++index) {
            QVERIFY(bench.store.details(id).files[std::size_t(index)].transferred);
            QVERIFY(!bench.store.details(id).files[std::size_t(index)].path.isEmpty());
        }
        bench.time.pass(1s);
        QVERIFY(bench.store.details(id).files[1].completed);
    }

    void aFileTheStoreCannotTakeWaitsForItsName()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.store.failure = error(ErrorCode::StoreFailed);
        bench.transport.finish(0, 10);
        EngineBench::settle();
        QVERIFY(bench.transport.revealed.empty());
        QCOMPARE(bench.job(id).state, JobState::Transferring);
    }

    void filesThatArrivedAreNamedThoughAnotherFailed()
    {
        EngineBench bench;
        const JobId id = bench.add({u"https://a.example/1"_s, u"https://a.example/2"_s});
        bench.transport.finish(0, 10);
        bench.transport.fail(1, error(httpError(404)));
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Error);
        QVERIFY(bench.store.details(id).files[0].completed);
    }

    void anAgentThatDiedBeforeTheNamesGivesThem()
    {
        EngineBench before;
        const JobId id = before.add();
        before.transport.finish(0, 10);
        const auto stored = before.store.jobs;
        EngineBench after;
        after.store.jobs = stored;
        QVERIFY(!after.store.details(id).files[0].completed);
        after.engine.restore([](const Result<void> &restored) { QVERIFY(restored); });
        EngineBench::settle();
        QCOMPARE(after.job(id).state, JobState::Acknowledged);
        QVERIFY(after.transport.asked.empty());
        QVERIFY(after.store.details(id).files[0].completed);
    }

    void withoutTimeForProgressEveryErrorIsFatal()
    {
        for (const ErrorCode code : {ErrorCode::TimedOut, ErrorCode::DiskFull}) {
            EngineBench bench;
            JobSpec spec;
            spec.settings.noProgressTimeout = 0s;
            const JobId id = bench.add({u"https://a.example/f"_s}, spec);
            bench.transport.fail(0, error(code));
            QCOMPARE(bench.job(id).state, JobState::Error);
        }
    }

    void filesThatCannotBeReadGiveTheSlotBack()
    {
        EngineBench bench;
        Settings settings;
        settings.backgroundSlots = 1;
        bench.engine.setSettings(settings);
        std::vector<JobId> ids;
        for (int i = 0; i < 3; ++i)
            ids.push_back(bench.add({u"https://a.example/%1"_s.arg(i)}));
        bench.store.unreadable = error(ErrorCode::StoreFailed);
        bench.transport.finish(0, 10);
        EngineBench::settle();
        QCOMPARE(bench.job(ids[1]).state, JobState::TransientError);
        QCOMPARE(bench.job(ids[2]).state, JobState::TransientError); // had its turn as well
    }

    void whatTheStoreRefusedIsOfferedAgain()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.connect(0, 100);
        bench.transport.progress(0, 60);
        bench.store.failure = error(ErrorCode::StoreFailed);
        QVERIFY(!bench.change(id, JobVerb::Suspend));
        bench.time.pass(25s);
        QCOMPARE(bench.store.details(id).job.state, JobState::Transferring);
        bench.store.failure.reset();
        bench.time.pass(10s);
        QCOMPARE(bench.store.details(id).job.state, JobState::Suspended);
        QCOMPARE(bench.store.details(id).files[0].bytesTransferred, 60);
        QCOMPARE(bench.time.alarms(), 1); // the daily look at jobs that nobody resumes
    }

    void namesWaitForAStoreThatWorksAgain()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.store.failure = error(ErrorCode::StoreFailed);
        bench.transport.finish(0, 10);
        bench.time.pass(15s);
        QVERIFY(bench.transport.revealed.empty());
        bench.store.failure.reset();
        bench.time.pass(10s);
        QCOMPARE(bench.job(id).state, JobState::Acknowledged);
        QVERIFY(bench.store.details(id).files[0].completed);
    }

    void aChangeOfSettingsLosesNoProgress()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.connect(0, 100);
        bench.transport.progress(0, 60);
        bench.engine.set(id, {{u"name"_s, u"other"_s}}, [](const Result<void> &) {});
        bench.time.pass(1s);
        QCOMPARE(bench.store.details(id).files[0].bytesTransferred, 60);
    }

    void historyEndsWhileTheAgentRuns()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.finish(0, 10);
        EngineBench::settle();
        bench.time.pass(24h * 29);
        QVERIFY(bench.engine.find(id));
        bench.time.pass(25h);
        QVERIFY(!bench.engine.find(id));
        QVERIFY(bench.store.jobs.empty());
        QCOMPARE(bench.time.alarms(), 0);
    }

    void aJobThatIsBeingClosedIsNotDropped()
    {
        EngineBench bench;
        const JobId id = bench.add();
        Settings settings;
        settings.historyDays = 0;
        bench.engine.change(id, JobVerb::Cancel, [](const Result<Engine::Outcome> &) {});
        bench.engine.setSettings(settings);
        QVERIFY(bench.engine.find(id));
        EngineBench::settle();
        bench.time.pass(61s);
        QVERIFY(!bench.engine.find(id));
    }

    void partsOfACancelledJobGoAtTheNextStart()
    {
        EngineBench before;
        const JobId id = before.add();
        before.transport.connect(0, 100);
        before.engine.change(id, JobVerb::Cancel, [](const Result<Engine::Outcome> &) {});
        const auto stored = before.store.jobs; // and here it dies
        EngineBench after;
        after.store.jobs = stored;
        QVERIFY(!after.store.details(id).files[0].partPath.isEmpty());
        after.engine.restore([](const Result<void> &restored) { QVERIFY(restored); });
        EngineBench::settle();
        QCOMPARE(after.transport.discarded, std::vector{u"/downloads/f.part"_s});
        QVERIFY(after.store.details(id).files[0].partPath.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestEngine)
#include "tst_engine.moc"
