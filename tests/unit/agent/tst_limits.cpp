// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes.h"

#include <QTest>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestLimits : public QObject
{
    Q_OBJECT

private:
    /// The answer to adding a job of `files` links.
    static Result<JobId> added(EngineBench &bench, int files = 1)
    {
        JobSpec spec;
        spec.folder = u"/downloads"_s;
        spec.suspended = true;
        for (int i = 0; i < files; ++i)
            spec.files.push_back({QUrl(u"https://a.example/%1"_s.arg(i)), {}});
        Result<JobId> answer = fail(ErrorCode::Internal, u"no answer"_s);
        bench.engine.add(std::move(spec), [&](const Result<JobId> &id) { answer = id; });
        EngineBench::settle();
        return answer;
    }

private slots:
    void filesOfAJob()
    {
        EngineBench bench;
        Settings settings;
        settings.maxFilesPerJob = 3;
        bench.engine.setSettings(settings);
        QVERIFY(added(bench, 3));
        const auto refused = added(bench, 4);
        QCOMPARE(refused.error().code, ErrorCode::TooManyFilesInJob);
        QVERIFY(refused.error().detail.contains(u"4 files, at most 3"_s));
        QCOMPARE(bench.store.jobs.size(), 1U);
    }

    void onlyUnfinishedJobsCount()
    {
        EngineBench bench;
        Settings settings;
        settings.maxJobs = 2;
        bench.engine.setSettings(settings);
        const JobId first = *added(bench);
        QVERIFY(added(bench));
        QCOMPARE(added(bench).error().code, ErrorCode::TooManyJobsPerUser);
        QCOMPARE(bench.store.jobs.size(), 2U); // nothing is lost
        QVERIFY(bench.change(first, JobVerb::Cancel));
        QVERIFY(added(bench));
        QVERIFY(!added(bench));
        settings.maxJobs = 1; // what is there already stays
        bench.engine.setSettings(settings);
        QCOMPARE(bench.engine.ids().size(), 3U);
    }

    void jobsOnTheirWayIntoTheStoreCount()
    {
        EngineBench bench;
        Settings settings;
        settings.maxJobs = 2;
        bench.engine.setSettings(settings);
        JobSpec spec;
        spec.folder = u"/downloads"_s;
        spec.files = {{QUrl(u"https://a.example/f"_s), {}}};
        int taken = 0;
        for (int i = 0; i < 3; ++i)
            bench.engine.add(spec, [&](const Result<JobId> &id) { taken += id ? 1 : 0; });
        EngineBench::settle();
        QCOMPARE(taken, 2);
    }

    void aJobThatWasNotStoredDoesNotCount()
    {
        EngineBench bench;
        Settings settings;
        settings.maxJobs = 1;
        bench.engine.setSettings(settings);
        bench.store.failure = Error{ErrorCode::StoreFailed};
        QVERIFY(!added(bench));
        bench.store.failure.reset();
        QVERIFY(added(bench));
    }

    void anAnnouncedSizeThatIsTooLarge()
    {
        EngineBench bench;
        Settings settings;
        settings.maxDownloadSize = 100;
        bench.engine.setSettings(settings);
        const JobId id = bench.add();
        bench.transport.connect(0, 101);
        EngineBench::settle();
        const Job &job = bench.job(id);
        QCOMPARE(job.state, JobState::Error);
        QCOMPARE(job.error->code, ErrorCode::MaxDownloadSizeLimitReached);
        QCOMPARE(bench.transport.underWay(), 0);
        QVERIFY(bench.transport.discarded.empty()); // what has come is kept
        QVERIFY(bench.store.lines.back().contains(u"max-download-size-limit-reached"_s));

        settings.maxDownloadSize = 101;
        bench.engine.setSettings(settings);
        QVERIFY(bench.change(id, JobVerb::Resume));
        bench.transport.connect(0, 101);
        bench.transport.finish(0, 101);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Acknowledged);
    }

    void aSizeThatNobodyAnnounced()
    {
        EngineBench bench;
        Settings settings;
        settings.maxDownloadSize = 100;
        bench.engine.setSettings(settings);
        const JobId id = bench.add();
        bench.transport.connect(0, {});
        bench.transport.progress(0, 100);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Transferring);
        bench.transport.progress(0, 101);
        EngineBench::settle();
        QCOMPARE(bench.job(id).error->code, ErrorCode::MaxDownloadSizeLimitReached);
        QVERIFY(bench.change(id, JobVerb::Resume)); // nothing was changed: it is still too large
        QCOMPARE(bench.job(id).state, JobState::Error);
    }

    void theFilesOfAJobCountTogether()
    {
        EngineBench bench;
        Settings settings;
        settings.maxDownloadSize = 100;
        bench.engine.setSettings(settings);
        const JobId id = bench.add({u"https://a.example/1"_s, u"https://a.example/2"_s});
        bench.transport.connect(0, 60);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Transferring);
        bench.transport.connect(1, 60);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Error);
    }

    void onlyMovingTakesTime()
    {
        EngineBench bench;
        Settings settings;
        settings.maxDownloadTime = 100s;
        bench.engine.setSettings(settings);
        const JobId id = bench.add();
        bench.time.pass(40s); // connecting
        bench.transport.connect(0, 10);
        bench.time.pass(30s); // transferring
        QVERIFY(bench.change(id, JobVerb::Suspend));
        QCOMPARE(bench.store.details(id).job.timeUsed, std::chrono::milliseconds(70s));
        bench.time.pass(24h);
        QCOMPARE(bench.job(id).timeUsed, std::chrono::milliseconds(70s));
    }

    void timeIsSummedOverRestarts()
    {
        Settings settings;
        settings.maxDownloadTime = 100s;
        EngineBench before;
        before.engine.setSettings(settings);
        const JobId id = before.add();
        before.time.pass(60s);
        before.engine.shutDown();
        EngineBench::settle();

        EngineBench after;
        after.engine.setSettings(settings);
        after.store.jobs = before.store.jobs;
        after.engine.restore([](const Result<void> &) {});
        EngineBench::settle();
        after.transport.connect(0, 10);
        after.time.pass(39s);
        EngineBench::settle();
        QCOMPARE(after.job(id).state, JobState::Transferring);
        after.time.pass(2s);
        EngineBench::settle();
        QCOMPARE(after.job(id).state, JobState::Error);
        QCOMPARE(after.job(id).error->code, ErrorCode::MaxDownloadTimeout);
        QCOMPARE(after.transport.underWay(), 0);
        QVERIFY(after.store.lines.back().contains(u"max-download-timeout"_s));

        QVERIFY(after.change(id, JobVerb::Resume)); // begins to count anew
        after.transport.connect(0, 10);
        after.time.pass(90s);
        EngineBench::settle();
        QCOMPARE(after.job(id).state, JobState::Transferring);
    }

    void aCrashTakesMinutesOfTheTime()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.connect(0, 10);
        bench.time.pass(1h);
        EngineBench::settle();
        QVERIFY(bench.store.details(id).job.timeUsed > 1h - 6min);
    }

    void withoutALimitTimeDoesNotMatter()
    {
        EngineBench bench;
        Settings settings;
        settings.maxDownloadTime = 0s;
        bench.engine.setSettings(settings);
        const JobId id = bench.add();
        bench.transport.connect(0, 10);
        bench.time.pass(1h);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Transferring);
    }

    void restoredJobsCount()
    {
        EngineBench before;
        QVERIFY(added(before));
        EngineBench after;
        after.store.jobs = before.store.jobs;
        after.engine.restore([](const Result<void> &) {});
        Settings settings;
        settings.maxJobs = 1;
        after.engine.setSettings(settings);
        EngineBench::settle();
        QCOMPARE(added(after).error().code, ErrorCode::TooManyJobsPerUser);
    }
};

QTEST_GUILESS_MAIN(TestLimits)
#include "tst_limits.moc"
