// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/limits.h"
#include "tests/support/fakes.h"

#include <QTest>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

constexpr auto kDay = 24h;

/// A job that waits for its person, in an engine with the usual settings.
JobId forgottenJob(EngineBench &bench)
{
    JobSpec spec;
    spec.suspended = true;
    return bench.add({u"https://a.example/f"_s}, spec);
}

void pass(EngineBench &bench, milliseconds time)
{
    bench.time.pass(time);
    EngineBench::settle();
}

/// The next life of the agent, `off` later, with what the store knows of the one before.
void restart(EngineBench &next, const EngineBench &before, milliseconds off)
{
    next.time.wall = milliseconds(before.time.now() - next.time.now()) + off;
    next.store.jobs = before.store.jobs;
    next.engine.restore([](const Result<void> &) {});
    EngineBench::settle();
}

bool isWarned(const Job &job)
{
    return job.cause && job.cause->expires;
}

bool hasLine(const EngineBench &bench, const QString &words)
{
    return !bench.store.lines.empty()
        && std::ranges::any_of(bench.store.lines,
                               [&](const QString &line) { return line.contains(words); });
}

} // namespace

class TestInactivity : public QObject
{
    Q_OBJECT

private slots:
    void warnedThenCancelled()
    {
        EngineBench bench;
        const JobId id = forgottenJob(bench);
        const Moment added = bench.time.now();
        pass(bench, 82 * kDay);
        QVERIFY(!isWarned(bench.job(id)));
        pass(bench, 2 * kDay);
        QCOMPARE(bench.job(id).state, JobState::Suspended);
        QVERIFY(isWarned(bench.job(id)));
        const Moment end = *bench.job(id).cause->expires;
        QVERIFY(end >= added + milliseconds(90 * kDay).count());
        QVERIFY(hasLine(bench, u"unless resumed or changed"_s));
        pass(bench, milliseconds(end - bench.time.now()) - 2h);
        QCOMPARE(bench.job(id).state, JobState::Suspended);
        pass(bench, 4h);
        const Job &job = bench.job(id);
        QCOMPARE(job.state, JobState::Cancelled);
        QCOMPARE(*job.cause, (Cause{ErrorCode::Inactive, added, {}}));
        QVERIFY(hasLine(bench, u"nothing had happened for 90 days"_s));
        QCOMPARE(bench.store.details(id).job.state, JobState::Cancelled);
        QCOMPARE(bench.store.details(id).job.cause->code, ErrorCode::Inactive);
    }

    void whatAPersonDoesCounts_data()
    {
        QTest::addColumn<QString>("act");
        QTest::newRow("resumed") << u"resume"_s;
        QTest::newRow("paused, though it is") << u"suspend"_s;
        QTest::newRow("renamed") << u"set"_s;
    }
    void whatAPersonDoesCounts()
    {
        QFETCH(QString, act);
        EngineBench bench;
        const JobId id = forgottenJob(bench);
        pass(bench, 84 * kDay);
        QVERIFY(isWarned(bench.job(id)));
        if (act == u"set"_s) {
            bench.engine.set(id, {{u"name"_s, u"other"_s}}, [](const Result<void> &) {});
            EngineBench::settle();
        } else {
            QVERIFY(bench.change(id, *jobVerbFromWire(act)));
        }
        QVERIFY(!isWarned(bench.job(id)));
        QVERIFY(!bench.store.details(id).job.warningLeft);
        QCOMPARE(bench.store.details(id).job.lastActive, bench.time.now());
        QVERIFY(hasLine(bench, u"no longer about to be cancelled"_s));
        QVERIFY(bench.change(id, JobVerb::Suspend));
        pass(bench, 80 * kDay);
        QCOMPARE(bench.job(id).state, JobState::Suspended);
        QVERIFY(!isWarned(bench.job(id)));
    }

    void aByteIsASignOfLifeAndATryIsNone()
    {
        EngineBench bench;
        const JobId id = bench.add();
        pass(bench, 1min);
        bench.transport.fail(0, Error{ErrorCode::ConnectFailure});
        pass(bench, 10s);
        QCOMPARE(bench.job(id).state, JobState::Connecting);
        QVERIFY(bench.job(id).lastActive < bench.job(id).modified);
        bench.transport.connect(0, 100);
        bench.transport.progress(0, 1);
        QCOMPARE(bench.job(id).lastActive, bench.time.now());
    }

    void aClockThatWasSetForwardWarnsAtMost()
    {
        EngineBench bench;
        const JobId id = forgottenJob(bench);
        bench.time.wall = 10'000 * kDay;
        pass(bench, 2 * kDay);
        QCOMPARE(bench.job(id).state, JobState::Suspended);
        QVERIFY(isWarned(bench.job(id)));
        bench.time.wall = 20'000 * kDay; // and again, while warned
        pass(bench, 2 * kDay);
        QCOMPARE(bench.job(id).state, JobState::Suspended);
        bench.time.wall = 0ms; // set right: all is well
        pass(bench, 2h);
        QVERIFY(!isWarned(bench.job(id)));
        QVERIFY(hasLine(bench, u"no longer about to be cancelled"_s));
        pass(bench, 60 * kDay);
        QCOMPARE(bench.job(id).state, JobState::Suspended);
    }

    void aClockThatWasSetBackCancelsNothing()
    {
        EngineBench bench;
        const JobId id = forgottenJob(bench);
        const Moment active = bench.job(id).lastActive;
        bench.time.wall = -10'000 * kDay;
        pass(bench, 2 * kDay);
        QVERIFY(bench.change(id, JobVerb::Suspend));
        QCOMPARE(bench.job(id).lastActive, active); // never goes back
        bench.time.wall = 0ms;
        pass(bench, 2 * kDay);
        QVERIFY(!isWarned(bench.job(id)));
    }

    void aLongTimeOffWarnsFirst()
    {
        EngineBench before;
        const JobId id = forgottenJob(before);
        before.engine.shutDown();
        EngineBench after;
        restart(after, before, 200 * kDay);
        QCOMPARE(after.job(id).state, JobState::Suspended);
        QVERIFY(isWarned(after.job(id)));
        pass(after, 3 * kDay);
        after.engine.shutDown();
        EngineBench::settle();
        EngineBench last; // the warning goes on where it was
        restart(last, after, 100 * kDay);
        QVERIFY(isWarned(last.job(id)));
        pass(last, 3 * kDay);
        QCOMPARE(last.job(id).state, JobState::Suspended);
        pass(last, 1 * kDay + 2h);
        QCOMPARE(last.job(id).state, JobState::Cancelled);
    }

    void aLimitThatChangesIsObeyedAtOnce()
    {
        EngineBench bench;
        const JobId id = forgottenJob(bench);
        pass(bench, 30 * kDay);
        Settings settings;
        settings.inactivityDays = 10;
        bench.engine.setSettings(settings);
        QCOMPARE(bench.job(id).state, JobState::Suspended); // warned first
        QVERIFY(isWarned(bench.job(id)));
        settings.inactivityDays = 0;
        bench.engine.setSettings(settings);
        QVERIFY(!isWarned(bench.job(id)));
        pass(bench, 2000 * kDay);
        QCOMPARE(bench.job(id).state, JobState::Suspended);
    }

    void theWarningIsAtMostHalfOfTheLimit()
    {
        QCOMPARE(restOfWarning({11h, {}, {}}, 1), std::nullopt);
        QCOMPARE(restOfWarning({12h, {}, {}}, 1), milliseconds(12h));
        QCOMPARE(restOfWarning({13h, 12h, 1h}, 1), milliseconds(11h));
        QCOMPARE(restOfWarning({13h, 2h, 3h}, 1), milliseconds(0));
        QCOMPARE(timeToExpiry({13h, 0h, {}}, 1), milliseconds(11h)); // the clock was set back a bit
        QCOMPARE(timeToExpiry({24h, 0h, {}}, 1), milliseconds(0));
        QCOMPARE(restOfWarning({-5h, 2h, {}}, 1), std::nullopt);
        QCOMPARE(restOfWarning({999h, 2h, {}}, 0), std::nullopt);
    }

    void nobodyIsWokenForFinishedJobs()
    {
        EngineBench bench;
        const JobId id = forgottenJob(bench);
        QCOMPARE(bench.time.alarms(), 1);
        QVERIFY(bench.change(id, JobVerb::Cancel));
        QCOMPARE(bench.time.alarms(), 1); // the history's
        pass(bench, 40 * kDay);
        QCOMPARE(bench.time.alarms(), 0);
    }
};

QTEST_GUILESS_MAIN(TestInactivity)
#include "tst_inactivity.moc"
