// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes.h"

#include <QTest>

#include <algorithm>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const NotifyCommand kCommand{u"/usr/bin/hook"_s, {u"a b"_s, u"$c"_s}};

JobSpec withCommand(JobSettings settings = {})
{
    JobSpec spec;
    spec.settings = std::move(settings);
    spec.settings.notifyCommand = kCommand;
    return spec;
}

Error fatal()
{
    return {httpError(404), u"no such file"_s, ErrorContext::RemoteFile, {}};
}

/// A job with a notify command that has just arrived.
JobId arrived(EngineBench &bench, const JobSettings &settings = {})
{
    const JobId id = bench.add({u"https://a.example/f"_s}, withCommand(settings));
    bench.transport.finish(0, 100);
    EngineBench::settle();
    return id;
}

JobId failed(EngineBench &bench, const JobSettings &settings = {})
{
    const JobId id = bench.add({u"https://a.example/f"_s}, withCommand(settings));
    bench.transport.fail(0, fatal());
    EngineBench::settle();
    return id;
}

/// The engine is put away, and the next one begins with what the store has.
void restart(EngineBench &old, EngineBench &fresh)
{
    old.engine.shutDown();
    EngineBench::settle();
    fresh.store.jobs = old.store.jobs;
    fresh.engine.restore([](const Result<void> &) {});
    EngineBench::settle();
}

Result<void> set(EngineBench &bench, const JobId &id, const QString &key, const QString &value)
{
    Result<void> outcome = lighterman::fail(ErrorCode::Internal);
    bench.engine.set(id, {{key, value}}, [&](const Result<void> &how) { outcome = how; });
    EngineBench::settle();
    return outcome;
}

} // namespace

class TestNotices : public QObject
{
    Q_OBJECT

private slots:
    void whoHasNoCommandIsNotTold()
    {
        EngineBench bench;
        bench.add();
        bench.transport.finish(0, 100);
        EngineBench::settle();
        QVERIFY(bench.notifier.asked.empty());
    }

    void anArrivalIsToldWhenTheFilesHaveTheirNames()
    {
        EngineBench bench;
        bench.transport.holdsReveals = true;
        const JobId id = arrived(bench);
        QVERIFY(bench.notifier.asked.empty());
        bench.transport.answerReveals();
        EngineBench::settle();
        QCOMPARE(bench.notifier.atWork(), 1);
        QCOMPARE(bench.notifier.asked.front().command, kCommand);
        QCOMPARE(bench.notifier.said(u"LIGHTERMAN_JOB_ID"_s), id.toString());
        QCOMPARE(bench.notifier.said(u"LIGHTERMAN_JOB_NAME"_s), u"f"_s);
        QCOMPARE(bench.notifier.said(u"LIGHTERMAN_JOB_STATE"_s), u"acknowledged"_s);
        QCOMPARE(bench.notifier.said(u"LIGHTERMAN_JOB_FOLDER"_s), u"/downloads"_s);
        QCOMPARE(bench.notifier.said(u"LIGHTERMAN_JOB_ERROR"_s), QString());
        bench.notifier.end();
        QVERIFY(!bench.job(id).notice);
        QVERIFY(!bench.store.details(id).job.notice);
        QCOMPARE(bench.store.lines.back(), u"notify command done"_s);
        bench.time.pass(24h);
        QCOMPARE(bench.notifier.asked.size(), 1U);
    }

    void whatIsCompletedByHandIsToldWhenItIsHere()
    {
        EngineBench bench;
        const JobId id = arrived(bench, {.manualComplete = true});
        QCOMPARE(bench.notifier.said(u"LIGHTERMAN_JOB_STATE"_s), u"transferred"_s);
        bench.notifier.end();
        QVERIFY(bench.change(id, JobVerb::Complete));
        QCOMPARE(bench.notifier.asked.size(), 1U);
    }

    void anErrorIsTold()
    {
        EngineBench bench;
        const JobId id = failed(bench);
        QCOMPARE(bench.job(id).state, JobState::Error);
        QCOMPARE(bench.notifier.said(u"LIGHTERMAN_JOB_STATE"_s), u"error"_s);
        QCOMPARE(bench.notifier.said(u"LIGHTERMAN_JOB_ERROR"_s), u"http-404"_s);
        QVERIFY(bench.notifier.said(u"LIGHTERMAN_JOB_ERROR_TEXT"_s).contains(u"not on the server"));
    }

    void whatHealsByItselfIsNot()
    {
        EngineBench bench;
        bench.add({u"https://a.example/f"_s}, withCommand({.retryDelay = 60s}));
        bench.transport.fail(0, {ErrorCode::TimedOut, {}, ErrorContext::GeneralTransport, {}});
        EngineBench::settle();
        QVERIFY(bench.notifier.asked.empty());
    }

    void givingUpIsAnError()
    {
        EngineBench bench;
        bench.add({u"https://a.example/f"_s}, withCommand({.noProgressTimeout = 0s}));
        bench.transport.fail(0, {ErrorCode::TimedOut, {}, ErrorContext::GeneralTransport, {}});
        EngineBench::settle();
        QCOMPARE(bench.notifier.said(u"LIGHTERMAN_JOB_ERROR"_s), u"timed-out"_s);
    }

    void nothingRunsBeforeTheStoreKnows()
    {
        EngineBench bench;
        const JobId id = bench.add({u"https://a.example/f"_s}, withCommand());
        bench.transport.fail(0, fatal());
        QVERIFY(bench.job(id).notice);
        QVERIFY(bench.notifier.asked.empty());
        EngineBench::settle();
        QCOMPARE(bench.notifier.atWork(), 1);
    }

    void aFailureIsTriedAgainAfterTheRetryDelay()
    {
        EngineBench bench;
        const JobId id = arrived(bench);
        for (const auto delay : {5s, 10s, 20s}) {
            bench.notifier.fail();
            QCOMPARE(bench.notifier.atWork(), 0);
            bench.time.pass(delay - 1ms);
            QCOMPARE(bench.notifier.atWork(), 0);
            bench.time.pass(1ms);
            QCOMPARE(bench.notifier.atWork(), 1);
        }
        QCOMPARE(
            std::ranges::count(bench.store.lines,
                               u"notify command failed, notify-failed: status 3; again in 5 s"_s),
            1);
        QCOMPARE(bench.store.details(id).job.notice->failures, 3);
        bench.notifier.end();
        QVERIFY(!bench.job(id).notice);
    }

    void aJobsOwnDelayIsConstant()
    {
        EngineBench bench;
        arrived(bench, {.retryDelay = 60s});
        for (int attempt = 1; attempt < 4; ++attempt) {
            bench.notifier.fail();
            bench.time.pass(60s);
            QCOMPARE(int(bench.notifier.asked.size()), attempt + 1);
        }
    }

    void aDayOfFailuresIsEnough()
    {
        EngineBench bench;
        const JobId id = arrived(bench, {.retryDelay = 3600s});
        for (int attempt = 1; bench.notifier.atWork() > 0; ++attempt) {
            QVERIFY(attempt <= 25);
            bench.notifier.fail();
            bench.time.pass(3600s);
        }
        QCOMPARE(int(bench.notifier.asked.size()), 25);
        QVERIFY(!bench.job(id).notice);
        QCOMPARE(bench.store.lines.back(), u"notify command given up, notify-failed: status 3"_s);
        QCOMPARE(bench.job(id).state, JobState::Acknowledged);
    }

    void theNoProgressTimeoutEndsItEarlier()
    {
        EngineBench bench;
        arrived(bench, {.noProgressTimeout = 0s});
        bench.notifier.fail();
        bench.time.pass(24h);
        QCOMPARE(int(bench.notifier.asked.size()), 1);
    }

    void aProgramThatHangsIsKilledAtTheLimit()
    {
        EngineBench bench;
        arrived(bench);
        bench.time.pass(599s);
        QCOMPARE(bench.notifier.atWork(), 1);
        bench.time.pass(1s);
        QCOMPARE(bench.notifier.killed, 1);
        QCOMPARE(bench.notifier.atWork(), 0);
        QVERIFY(bench.store.lines.back().contains(u"notify-timed-out: after 600 s"));
        bench.time.pass(5s);
        QCOMPARE(bench.notifier.atWork(), 1);
    }

    void neverTwoAtOnceForOneJob()
    {
        EngineBench bench;
        const JobId id = failed(bench);
        QVERIFY(bench.change(id, JobVerb::Resume)); // the program may have done so itself
        QCOMPARE(bench.notifier.atWork(), 1);
        QCOMPARE(bench.notifier.killed, 0);
        bench.transport.finish(0, 100);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Acknowledged);
        QCOMPARE(int(bench.notifier.asked.size()), 1);
        bench.notifier.end(); // of what was told of the error; the arrival is still to be told
        QCOMPARE(int(bench.notifier.asked.size()), 2);
        QCOMPARE(bench.notifier.said(u"LIGHTERMAN_JOB_STATE"_s), u"acknowledged"_s);
        bench.notifier.end();
        bench.time.pass(24h);
        QCOMPARE(int(bench.notifier.asked.size()), 2);
    }

    void whoeverChangesTheJobEndsTheAttempts_data()
    {
        QTest::addColumn<JobVerb>("verb");
        QTest::newRow("resume") << JobVerb::Resume;
        QTest::newRow("suspend") << JobVerb::Suspend;
        QTest::newRow("cancel") << JobVerb::Cancel;
    }
    void whoeverChangesTheJobEndsTheAttempts()
    {
        QFETCH(const JobVerb, verb);
        EngineBench bench;
        const JobId id = failed(bench);
        bench.notifier.fail();
        QVERIFY(bench.change(id, verb));
        QVERIFY(!bench.job(id).notice);
        QVERIFY(!bench.store.details(id).job.notice);
        bench.time.pass(1h);
        QCOMPARE(int(bench.notifier.asked.size()), 1);
    }

    void completingByHandEndsTheAttempts()
    {
        EngineBench bench;
        const JobId id = arrived(bench, {.manualComplete = true});
        QVERIFY(bench.change(id, JobVerb::Complete)); // while it is at work, perhaps by it
        bench.notifier.fail();
        QCOMPARE(bench.store.lines.back(), u"notify command failed, notify-failed: status 3"_s);
        bench.time.pass(24h);
        QCOMPARE(int(bench.notifier.asked.size()), 1);
    }

    void fourAtOnceAndTheOthersInTurn()
    {
        EngineBench bench;
        for (int job = 0; job < 6; ++job)
            failed(bench);
        QCOMPARE(bench.notifier.atWork(), 4);
        bench.notifier.end();
        QCOMPARE(bench.notifier.atWork(), 4);
        bench.notifier.fail();
        QCOMPARE(int(bench.notifier.asked.size()), 6);
        for (int job = 0; job < 4; ++job)
            bench.notifier.end();
        QCOMPARE(bench.notifier.atWork(), 0);
    }

    void aJobThatWaitsInTheQueueMayGoAway()
    {
        EngineBench bench;
        JobId last;
        for (int job = 0; job < 5; ++job)
            last = failed(bench);
        QVERIFY(bench.change(last, JobVerb::Cancel));
        bench.notifier.end();
        QCOMPARE(int(bench.notifier.asked.size()), 4);
    }

    void theNextAgentTellsWhatThisOneCouldNot()
    {
        EngineBench bench;
        EngineBench next;
        const JobId id = arrived(bench);
        restart(bench, next);
        QCOMPARE(bench.notifier.killed, 1);
        QCOMPARE(bench.notifier.atWork(), 0);
        QCOMPARE(next.notifier.atWork(), 1);
        next.notifier.end();
        QVERIFY(!next.job(id).notice);
    }

    void andWaitsForWhatIsLeftOfTheDelay()
    {
        EngineBench bench;
        EngineBench next;
        arrived(bench, {.retryDelay = 60s});
        bench.notifier.fail();
        bench.time.pass(20s);
        next.time.pass(20s);
        restart(bench, next);
        next.time.pass(39s);
        QCOMPARE(next.notifier.atWork(), 0);
        next.time.pass(1s);
        QCOMPARE(next.notifier.atWork(), 1);
    }

    void aJobIsNotForgottenBeforeItWasTold()
    {
        EngineBench bench;
        Settings settings;
        settings.historyDays = 0;
        bench.engine.setSettings(settings);
        const JobId id = arrived(bench, {.retryDelay = 600s});
        bench.notifier.fail();
        bench.time.pass(601s);
        QVERIFY(bench.engine.find(id));
        bench.notifier.end();
        bench.time.pass(61s);
        QVERIFY(!bench.engine.find(id));
    }

    void anotherCommandIsTriedAtOnce()
    {
        EngineBench bench;
        const JobId id = failed(bench, {.retryDelay = 3600s});
        bench.notifier.fail();
        QVERIFY(set(bench, id, u"notify-command"_s, u"/bin/other"_s));
        QCOMPARE(bench.notifier.atWork(), 1);
        QCOMPARE(bench.notifier.asked.back().command.program, u"/bin/other"_s);
        QCOMPARE(bench.job(id).notice->failures, 0);
        QVERIFY(set(bench, id, u"priority"_s, u"low"_s)); // has nothing to do with it
        bench.notifier.end();
        QVERIFY(!bench.job(id).notice);
        QCOMPARE(int(bench.notifier.asked.size()), 2);
    }

    void withoutACommandThereIsNothingToTell()
    {
        EngineBench bench;
        const JobId id = failed(bench);
        bench.notifier.fail();
        QVERIFY(set(bench, id, u"notify-command"_s, {}));
        QVERIFY(!bench.store.details(id).job.notice);
        bench.time.pass(1h);
        QCOMPARE(int(bench.notifier.asked.size()), 1);
    }
};

QTEST_GUILESS_MAIN(TestNotices)
#include "tst_notices.moc"
