// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/restore.h"

#include <QTest>

using namespace lighterman;

class TestRestore : public QObject
{
    Q_OBJECT

private slots:
    void whatMovedIsQueued()
    {
        for (const JobState state : {JobState::Connecting, JobState::Transferring}) {
            const Job job = restored({.state = state, .rate = 5}, 1000);
            QCOMPARE(job.state, JobState::Queued);
            QCOMPARE(job.rate, 0);
            QCOMPARE(job.cause->code, ErrorCode::WaitingForTurn);
        }
    }

    void theRestStaysAsItWas()
    {
        for (const JobState state :
             {JobState::Queued, JobState::Suspended, JobState::Error, JobState::TransientError,
              JobState::Transferred, JobState::Acknowledged, JobState::Cancelled})
            QCOMPARE(restored({.state = state}, 1000).state, state);
    }

    void aRetryWaitsForWhatIsLeft()
    {
        Job job{.cause = Cause{ErrorCode::TimedOut, 0, 5000}};
        QCOMPARE(timeToRetry(job, 2000).count(), 3000);
        QCOMPARE(timeToRetry(job, 9000).count(), 0);
        job.cause->next = 9'000'000'000'000;
        QCOMPARE(timeToRetry(job, 0).count(), 9'000'000'000'000); // as long as was chosen
        job.cause = Cause{ErrorCode::TimedOut, 31'536'000'000, 31'536'005'000};
        QCOMPARE(timeToRetry(job, 0).count(), 5000); // the clock was set back by a year
        job.cause->next = 31'535'000'000;            // or between the two
        QCOMPARE(timeToRetry(job, 0).count(), 0);
        QCOMPARE(timeToRetry(Job{}, 0).count(), 0);
    }

    void historyEnds()
    {
        constexpr Moment kDay = 86'400'000;
        QVERIFY(isOutdated({.state = JobState::Acknowledged, .modified = 0}, 1, kDay));
        QVERIFY(isOutdated({.state = JobState::Cancelled, .modified = 0}, 1, kDay));
        QVERIFY(!isOutdated({.state = JobState::Cancelled, .modified = 1}, 1, kDay));
        QVERIFY(!isOutdated({.state = JobState::Suspended, .modified = 0}, 1, kDay));
    }
};

QTEST_GUILESS_MAIN(TestRestore)
#include "tst_restore.moc"
