// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes.h"

#include <QTest>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Result<void> set(EngineBench &bench, const JobId &id, const QString &key, const QString &value)
{
    Result<void> answer = fail(ErrorCode::Internal);
    bench.engine.set(id, {{key, value}}, [&](const Result<void> &a) { answer = a; });
    EngineBench::settle();
    return answer;
}

} // namespace

class TestEngineChange : public QObject
{
    Q_OBJECT

private slots:
    void suspendStopsAndResumeGoesOn()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.connect(0, 100);
        bench.transport.progress(0, 60);
        QVERIFY(bench.change(id, JobVerb::Suspend));
        QCOMPARE(bench.job(id).state, JobState::Suspended);
        QCOMPARE(bench.transport.underWay(), 0);
        QCOMPARE(bench.store.details(id).files[0].bytesTransferred, 60);
        QVERIFY(bench.change(id, JobVerb::Suspend)); // idempotent
        QVERIFY(bench.change(id, JobVerb::Resume));
        QCOMPARE(bench.transport.asked.back().file.bytesTransferred, 60);
        QVERIFY(bench.change(id, JobVerb::Resume)); // nothing to do
    }

    void resumeSkipsTheWait()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.fail(0, {ErrorCode::TimedOut, {}, ErrorContext::None, {}});
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        QVERIFY(bench.change(id, JobVerb::Resume));
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }

    void aPausedJobIsNotWokenByItsRetry()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.fail(0, {ErrorCode::TimedOut, {}, ErrorContext::None, {}});
        QVERIFY(bench.change(id, JobVerb::Suspend));
        bench.time.pass(1h);
        QCOMPARE(bench.job(id).state, JobState::Suspended);
    }

    void cancelDeletesWhatIsHidden()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.connect(0, 100);
        const auto outcome = bench.change(id, JobVerb::Cancel);
        QVERIFY(outcome);
        QCOMPARE(outcome->remark, ErrorCode::None);
        QCOMPARE(bench.job(id).state, JobState::Cancelled);
        QCOMPARE(bench.transport.discarded, std::vector{u"/downloads/f.part"_s});
        QVERIFY(bench.store.details(id).files[0].partPath.isEmpty());
    }

    void cancelSaysWhatItCouldNotDelete()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.connect(0, 100);
        bench.transport.undeletable = {u"/downloads/f.part"_s};
        const auto outcome = bench.change(id, JobVerb::Cancel);
        QVERIFY(outcome);
        QCOMPARE(outcome->remark, ErrorCode::UnableToDeleteFiles);
        QCOMPARE(outcome->detail, u"/downloads/f.part"_s);
        QCOMPARE(bench.job(id).state, JobState::Cancelled);
        QCOMPARE(bench.store.details(id).files[0].partPath, u"/downloads/f.part"_s);
    }

    void completeInTheMiddleKeepsWhatIsThere()
    {
        EngineBench bench;
        const JobId id = bench.add({u"https://a.example/1"_s, u"https://a.example/2"_s});
        bench.transport.finish(0, 10);
        bench.transport.connect(1, 100);
        const auto outcome = bench.change(id, JobVerb::Complete);
        QVERIFY(outcome);
        QCOMPARE(outcome->remark, ErrorCode::PartialComplete);
        QCOMPARE(bench.job(id).state, JobState::Acknowledged);
        QCOMPARE(bench.transport.discarded, std::vector{u"/downloads/2.part"_s});
        QVERIFY(bench.store.details(id).files[0].completed);
        QVERIFY(!bench.store.details(id).files[1].completed);
    }

    void aRenameThatFailsCanBeTriedAgain()
    {
        EngineBench bench;
        JobSpec spec;
        spec.settings.manualComplete = true;
        const JobId id = bench.add({u"https://a.example/f"_s}, spec);
        bench.transport.finish(0, 10);
        bench.transport.revealFailure
            = Error{ErrorCode::AccessDenied, {}, ErrorContext::LocalFile, {}};
        const auto refused = bench.change(id, JobVerb::Complete);
        QCOMPARE(refused.error().code, ErrorCode::AccessDenied);
        QCOMPARE(bench.job(id).state, JobState::Transferred);
        bench.transport.revealFailure.reset();
        QVERIFY(bench.change(id, JobVerb::Complete));
        QCOMPARE(bench.job(id).state, JobState::Acknowledged);
    }

    void finalJobsRefuseEverything()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.finish(0, 10);
        EngineBench::settle();
        for (const JobVerb verb :
             {JobVerb::Suspend, JobVerb::Resume, JobVerb::Cancel, JobVerb::Complete})
            QCOMPARE(bench.change(id, verb).error().code, ErrorCode::InvalidState);
        QCOMPARE(set(bench, id, u"priority"_s, u"low"_s).error().code, ErrorCode::InvalidState);
    }

    void aJobThatIsNotThereIsSaid()
    {
        EngineBench bench;
        const JobId none = JobId::create();
        QCOMPARE(bench.change(none, JobVerb::Resume).error().code, ErrorCode::NotFound);
        QCOMPARE(set(bench, none, u"name"_s, u"x"_s).error().code, ErrorCode::NotFound);
    }

    void settingsChangeAndAreStored()
    {
        EngineBench bench;
        const JobId id = bench.add();
        QVERIFY(set(bench, id, u"name"_s, u"renamed"_s));
        QVERIFY(set(bench, id, u"retry-delay"_s, u"60"_s));
        QCOMPARE(bench.store.details(id).job.name, u"renamed"_s);
        QCOMPARE(bench.store.details(id).job.settings.retryDelay, 60s);
        const auto refused = set(bench, id, u"retry-delay"_s, u"soon"_s);
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
        QVERIFY(refused.error().detail.contains(u"retry-delay"_s));
    }

    void aPriorityThatRisesStartsTheJob()
    {
        EngineBench bench;
        std::vector<JobId> ids;
        for (int i = 0; i < 4; ++i)
            ids.push_back(bench.add({u"https://a.example/%1"_s.arg(i)}));
        QCOMPARE(bench.job(ids[3]).state, JobState::Queued);
        QVERIFY(set(bench, ids[3], u"priority"_s, u"foreground"_s));
        QCOMPARE(bench.job(ids[3]).state, JobState::Connecting);
    }

    void aStoreThatFailsIsSaid()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.store.failure = Error{ErrorCode::StoreFailed, {}, ErrorContext::None, {}};
        QCOMPARE(bench.change(id, JobVerb::Suspend).error().code, ErrorCode::StoreFailed);
    }

    void manualCompleteTakenBackInTheMiddleShowsTheFile()
    {
        EngineBench bench;
        JobSpec spec;
        spec.settings.manualComplete = true;
        const JobId id = bench.add({u"https://a.example/f"_s}, spec);
        bench.transport.connect(0, 100);
        QVERIFY(set(bench, id, u"manual-complete"_s, u"false"_s));
        bench.transport.finish(0, 100);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Acknowledged);
        QCOMPARE(bench.transport.revealed.size(), 1U);
        QVERIFY(bench.store.details(id).files[0].completed);
    }

    void filesThatArrivedHiddenAreShownAfterAPause()
    {
        EngineBench bench;
        JobSpec spec;
        spec.settings.manualComplete = true;
        const JobId id = bench.add({u"https://a.example/1"_s, u"https://a.example/2"_s}, spec);
        bench.transport.finish(0, 10);
        QVERIFY(bench.change(id, JobVerb::Suspend));
        QVERIFY(!bench.store.details(id).files[0].completed);
        QVERIFY(set(bench, id, u"manual-complete"_s, u"false"_s));
        QVERIFY(bench.change(id, JobVerb::Resume));
        bench.transport.finish(1, 10);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Acknowledged);
        for (const JobFile &file : bench.store.details(id).files)
            QVERIFY(file.completed);
    }

    void aNameThatCannotBeGivenLeavesTheJobTransferred()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.revealFailure
            = Error{ErrorCode::AccessDenied, {}, ErrorContext::LocalFile, {}};
        bench.transport.finish(0, 10);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Transferred);
        QCOMPARE(bench.job(id).error->code, ErrorCode::AccessDenied);
        bench.transport.revealFailure.reset();
        QVERIFY(bench.change(id, JobVerb::Complete));
        QCOMPARE(bench.job(id).state, JobState::Acknowledged);
        QVERIFY(!bench.job(id).error);
    }

    void aPauseWhileFilesGetTheirNamesLosesNone()
    {
        EngineBench bench;
        const JobId id = bench.add({u"https://a.example/1"_s, u"https://a.example/2"_s});
        bench.transport.holdsReveals = true;
        bench.transport.finish(0, 10);
        EngineBench::settle();
        QCOMPARE(bench.transport.revealed.size(), 1U);
        QVERIFY(bench.change(id, JobVerb::Suspend));
        QVERIFY(bench.change(id, JobVerb::Resume));
        QCOMPARE(bench.transport.underWay(), 0); // its files are read when that is over
        bench.transport.answerReveals();
        EngineBench::settle();
        QVERIFY(!bench.transport.listening(0));
        QVERIFY(bench.transport.listening(1));
        QVERIFY(bench.store.details(id).files[0].completed);
        QVERIFY(bench.store.details(id).files[0].partPath.isEmpty());
    }

    void aChecksumOnTheMoveCounts()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.connect(0, 100);
        const QString sum = u"sha256:"_s + QString(64, u'0');
        QVERIFY(set(bench, id, u"checksum"_s, sum));
        QCOMPARE(bench.transport.underWay(), 1);
        QCOMPARE(bench.transport.asked.size(), 2U);
        QVERIFY(bench.transport.asked.back().checksum);
        QVERIFY(set(bench, id, u"retry-delay"_s, u"60"_s)); // goes on where it is
        QCOMPARE(bench.transport.asked.size(), 2U);
    }

    void aChecksumForManyFilesIsRefused()
    {
        EngineBench bench;
        const JobId id = bench.add({u"https://a.example/1"_s, u"https://a.example/2"_s});
        const QString sum = u"sha256:"_s + QString(64, u'0');
        QCOMPARE(set(bench, id, u"checksum"_s, sum).error().code, ErrorCode::InvalidArgument);
        QVERIFY(!bench.job(id).settings.checksum);
    }

    void aJobThatIsBeingCompletedDoesNotStart()
    {
        EngineBench bench;
        std::vector<JobId> ids;
        for (int i = 0; i < 4; ++i)
            ids.push_back(bench.add({u"https://a.example/%1"_s.arg(i)}));
        QCOMPARE(bench.job(ids[3]).state, JobState::Queued);
        bench.transport.holdsReveals = true;
        bench.engine.change(ids[3], JobVerb::Complete, [](const Result<Engine::Outcome> &) {});
        EngineBench::settle();
        bench.change(ids[0], JobVerb::Suspend); // a slot is free
        QCOMPARE(bench.job(ids[3]).state, JobState::Queued);
        bench.transport.answerReveals();
        EngineBench::settle();
        QCOMPARE(bench.job(ids[3]).state, JobState::Acknowledged);
        QCOMPARE(bench.transport.asked.size(), 3U);
    }

    void aJobThatCouldNotBeCompletedGoesOn()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.revealFailure
            = Error{ErrorCode::AccessDenied, {}, ErrorContext::LocalFile, {}};
        QVERIFY(!bench.change(id, JobVerb::Complete));
        QCOMPARE(bench.job(id).state, JobState::Connecting);
        for (int i = 0; i < 2; ++i)
            bench.add({u"https://a.example/%1"_s.arg(i)});
        const JobId queued = bench.add({u"https://a.example/q"_s});
        bench.store.unreadable = Error{ErrorCode::StoreFailed, {}, ErrorContext::None, {}};
        QVERIFY(!bench.change(queued, JobVerb::Complete));
        bench.store.unreadable.reset();
        QCOMPARE(bench.job(queued).state, JobState::Queued);
        bench.change(id, JobVerb::Suspend);
        QCOMPARE(bench.job(queued).state, JobState::Connecting);
    }

    void completeSaysWhatItCouldNotDelete()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.connect(0, 100);
        bench.transport.undeletable = {u"/downloads/f.part"_s};
        const auto outcome = bench.change(id, JobVerb::Complete);
        QVERIFY(outcome);
        QCOMPARE(outcome->remark, ErrorCode::UnableToDeleteFiles);
        QCOMPARE(outcome->detail, u"/downloads/f.part"_s);
        QCOMPARE(bench.job(id).state, JobState::Acknowledged);
    }
};

QTEST_GUILESS_MAIN(TestEngineChange)
#include "tst_enginechange.moc"
