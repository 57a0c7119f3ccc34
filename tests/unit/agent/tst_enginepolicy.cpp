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

const QString kLink = u"https://a.example/f"_s;

/// The fake clock begins at 2027-01-15T08:00:00Z, a Friday, and its wall shows UTC.
Settings scheduled(QStringView hours, RateLimit inside, RateLimit outside = {})
{
    Settings settings;
    settings.schedule = WeekHours::parse(hours).value();
    settings.scheduleRate = inside;
    settings.maxRate = outside;
    return settings;
}

Settings limited(RateLimit rate)
{
    Settings settings;
    settings.maxRate = rate;
    return settings;
}

/// What the transport was told last that all share.
RateLimit shared(const EngineBench &bench)
{
    return bench.transport.sharedLimits.empty() ? RateLimit() : bench.transport.sharedLimits.back();
}

void set(EngineBench &bench, const JobId &id, const QString &key, const QString &value)
{
    bench.engine.set(id, {{key, value}}, [](const Result<void> &done) { QVERIFY(done); });
    EngineBench::settle();
}

} // namespace

/// How the engine tells the transport of limits, and keeps to the schedule.
class TestEnginePolicy : public QObject
{
    Q_OBJECT

private slots:
    void theFakeClockIsWhatTheseTestsSay()
    {
        QCOMPARE(toRfc3339(FakeTime().now()), u"2027-01-15T08:00:00Z"_s);
    }

    void aJobsLimitGoesWithItsFiles()
    {
        EngineBench bench;
        JobSpec spec;
        spec.settings.maxRate = 5000;
        bench.add({kLink}, spec);
        QCOMPARE(bench.transport.asked.back().pace, (JobPace{5000, true}));
        bench.add({kLink}, foreground());
        QCOMPARE(bench.transport.asked.back().pace, (JobPace{{}, false}));
        QVERIFY(bench.transport.paces.empty());
        QVERIFY(bench.transport.sharedLimits.empty());
    }

    void itCanBeChangedWhileItMoves()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.connect(0, 100);
        set(bench, id, u"max-rate"_s, u"2K"_s);
        QCOMPARE(bench.job(id).state, JobState::Transferring); // the same run
        QCOMPARE(bench.transport.asked.size(), 1U);
        QCOMPARE(bench.transport.paces.back(), std::pair(id, JobPace{2048, true}));
        set(bench, id, u"priority"_s, u"foreground"_s);
        QCOMPARE(bench.transport.paces.back(), std::pair(id, JobPace{2048, false}));
        set(bench, id, u"max-rate"_s, u"none"_s);
        QCOMPARE(bench.transport.paces.back(), std::pair(id, JobPace{{}, false}));
        set(bench, id, u"retry-delay"_s, u"60"_s);
        QCOMPARE(bench.transport.paces.size(), 3U);
    }

    void filesThatBeginLaterHaveTheNewLimit()
    {
        EngineBench bench;
        QStringList links;
        for (int i = 0; i < 40; ++i) // more than are in the transport's hands at once
            links += kLink;
        const JobId id = bench.add(links);
        const std::size_t asked = bench.transport.asked.size();
        QVERIFY(asked < 40);
        set(bench, id, u"max-rate"_s, u"4096"_s);
        bench.transport.finish(0, 10);
        EngineBench::settle();
        QVERIFY(bench.transport.asked.size() > asked);
        QCOMPARE(bench.transport.asked.back().pace.limit, 4096);
    }

    void aLimitForTheJobMustLetSomethingThrough()
    {
        JobSettings settings;
        QVERIFY(!setJobSetting(settings, u"max-rate", u"0"));
        settings.maxRate = 0;
        QVERIFY(!validate(settings));
        settings.maxRate = kMostRate + 1;
        QVERIFY(!validate(settings));
    }

    void theCommonLimitIsToldWhenItChanges()
    {
        EngineBench bench;
        bench.engine.setSettings(limited(70'000));
        QCOMPARE(shared(bench), 70'000);
        bench.engine.setSettings(limited(70'000));
        QCOMPARE(bench.transport.sharedLimits.size(), 1U);
        bench.engine.setSettings({});
        QCOMPARE(bench.transport.sharedLimits.size(), 2U);
        QCOMPARE(shared(bench), RateLimit());
    }

    void itIsThereFromTheBeginning()
    {
        FakeTransport transport;
        FakeTime time;
        MemoryStore store;
        FakeNotifier notifier;
        FakeKeyring keyring;
        Engine engine{{transport, store, notifier, keyring, time, time, [] { return 0.0; }},
                      {},
                      limited(3000)};
        engine.restore([](const Result<void> &) {});
        EngineBench::settle();
        QCOMPARE(transport.sharedLimits, std::vector<RateLimit>{3000});
    }

    void zeroHoldsTheBackground()
    {
        EngineBench bench;
        const JobId id = bench.add();
        const JobId urgent = bench.add({kLink}, foreground());
        bench.engine.setSettings(limited(0));
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        QCOMPARE(bench.job(id).cause->code, ErrorCode::BlockedByPolicy);
        QVERIFY(!bench.job(id).cause->next); // a person has to end it
        QCOMPARE(bench.job(id).errorCount, 0);
        QCOMPARE(bench.job(urgent).state, JobState::Connecting);
        bench.engine.setSettings({});
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }

    void timeOpensAndShutsTheSchedule()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.engine.setSettings(scheduled(u"fri 09:00-11:30", 0));
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
        const Moment begin = bench.time.now() + 3'600'000;
        bench.time.pass(1h - 1ms);
        QCOMPARE(bench.job(id).state, JobState::Connecting);
        bench.time.pass(1ms);
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        QCOMPARE(bench.job(id).cause->code, ErrorCode::BlockedByPolicy);
        QCOMPARE(bench.job(id).cause->since, begin);
        QCOMPARE(bench.job(id).cause->next, begin + 9'000'000);
        bench.time.pass(2h + 30min - 1ms);
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        QCOMPARE(bench.job(id).cause->since, begin);
        bench.time.pass(1ms);
        QCOMPARE(bench.job(id).state, JobState::Connecting);
        QCOMPARE(bench.job(id).errorCount, 0);
    }

    void limitsChangeWithTheHours()
    {
        EngineBench bench;
        bench.add();
        bench.engine.setSettings(scheduled(u"fri 09:00-10:00", 1000, 9000));
        QCOMPARE(shared(bench), 9000);
        bench.time.pass(1h);
        QCOMPARE(shared(bench), 1000);
        bench.time.pass(1h);
        QCOMPARE(shared(bench), 9000);
        QCOMPARE(bench.transport.asked.size(), 1U); // nobody had to stop
    }

    void whoComesLaterIsHeldToo()
    {
        EngineBench bench;
        bench.engine.setSettings(scheduled(u"fri 07:00-09:00", 0));
        const JobId id = bench.add();
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        QCOMPARE(bench.job(id).cause->next, bench.time.now() + 3'600'000);
        QVERIFY(bench.change(id, JobVerb::Resume)); // allowed, and of no use
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        set(bench, id, u"priority"_s, u"foreground"_s);
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }

    void anotherEndIsSaidAtOnce()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.engine.setSettings(scheduled(u"fri 07:00-09:00", 0));
        QSignalSpy changed(&bench.engine, &Engine::changed);
        bench.engine.setSettings(scheduled(u"fri 07:00-10:00", 0));
        QCOMPARE(changed.count(), 1);
        QCOMPARE(bench.job(id).cause->next, bench.time.now() + 7'200'000);
        bench.engine.setSettings(scheduled(u"fri 07:00-10:00", 0));
        QCOMPARE(changed.count(), 1);
    }

    void aClockThatIsSetIsNoticed()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.engine.setSettings(scheduled(u"fri 20:00-21:00", 0));
        bench.time.wall = 12h;
        bench.time.pass(1min);
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        bench.time.wall = 0h;
        bench.time.pass(1min);
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }

    void withNothingToDoNothingIsLookedAt()
    {
        EngineBench bench;
        bench.engine.setSettings(scheduled(u"fri 09:00-10:00", 0));
        QCOMPARE(bench.time.alarms(), 0);
        const JobId id = bench.add();
        const int alarms = bench.time.alarms();
        QVERIFY(bench.change(id, JobVerb::Suspend));
        QCOMPARE(bench.time.alarms(), alarms); // it may be resumed
        QVERIFY(bench.change(id, JobVerb::Cancel));
        bench.time.pass(2s);
        QCOMPARE(bench.time.alarms(), 1); // for the history
        bench.time.pass(1h);
        const JobId late = bench.add();
        QCOMPARE(bench.job(late).state, JobState::TransientError);
    }

    void itOutlivesARestart()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.engine.setSettings(scheduled(u"fri 07:00-20:00", 0));
        EngineBench::settle();
        EngineBench after;
        after.engine.setSettings(scheduled(u"fri 07:00-20:00", 0));
        after.store.jobs = bench.store.jobs;
        after.engine.restore([](const Result<void> &restored) { QVERIFY(restored); });
        EngineBench::settle();
        QCOMPARE(after.job(id).state, JobState::TransientError);
        QCOMPARE(after.job(id).cause->next, bench.job(id).cause->next);
        EngineBench open; // the schedule has been dropped meanwhile
        open.store.jobs = bench.store.jobs;
        open.engine.restore([](const Result<void> &restored) { QVERIFY(restored); });
        EngineBench::settle();
        open.time.pass(1s);
        QCOMPARE(open.job(id).state, JobState::Connecting);
    }

    void otherGatesCountBesideIt()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.engine.setSettings(limited(0));
        bench.engine.setGates({.ownerLoggedOn = false});
        bench.engine.setGates({});
        QCOMPARE(bench.job(id).state, JobState::TransientError); // no gate opens another
        bench.engine.setSettings({});
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }
};

QTEST_GUILESS_MAIN(TestEnginePolicy)
#include "tst_enginepolicy.moc"
