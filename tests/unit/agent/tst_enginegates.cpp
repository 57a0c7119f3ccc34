// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// Reference of BITS, sections 1.2 and 3.3; DESIGN, section 5.
namespace {

const Gates kLowBattery{.battery = 19};
const Gates kNoBandwidth{.backgroundBandwidth = false};

/// How often the log says what a job lacks after logoff.
qsizetype toldWhatTheyLack(const EngineBench &bench)
{
    return std::ranges::count_if(
        bench.store.lines, [](const QString &line) { return line.endsWith(kWithoutSession); });
}

} // namespace

class TestEngineGates : public QObject
{
    Q_OBJECT

private slots:
    void whichGateHoldsWhom()
    {
        const JobSettings urgent{.priority = Priority::Foreground};
        const JobSettings high{.priority = Priority::High};
        const JobSettings low{.priority = Priority::Low};
        const auto gateOf
            = [](const Gates &gates, const JobSettings &job) { return shutGate(gates, job, {}); };
        QVERIFY(!gateOf({}, low));
        QCOMPARE(gateOf(kNoOwner, urgent), ErrorCode::OwnerLoggedOff);
        QVERIFY(!gateOf(kNoOwner, {.keepRunning = true}));
        QCOMPARE(gateOf(kNoNetwork, urgent), ErrorCode::NetworkDisconnected);
        QCOMPARE(gateOf(kNoNetwork, {.keepRunning = true}), ErrorCode::NetworkDisconnected);
        QCOMPARE(gateOf(kNoBandwidth, high), ErrorCode::BlockedByPolicy);
        QVERIFY(!gateOf(kNoBandwidth, urgent));
        QCOMPARE(gateOf(kAsleep, {.priority = Priority::Foreground, .keepRunning = true}),
                 ErrorCode::StandbyMode);
        QCOMPARE(gateOf({false, false, false}, low), ErrorCode::NetworkDisconnected);
        QCOMPARE(gateOf({.battery = 19}, high), ErrorCode::BlockedByBatteryPolicy);
        QVERIFY(!gateOf({.battery = 20}, low));
        QVERIFY(!gateOf({.battery = 1}, urgent));
        QVERIFY(!shutGate({.battery = 0}, low, {.batteryFloor = 0}));
    }

    void whenNobodyIsHeld()
    {
        QVERIFY(areOpen({}, {}));
        QVERIFY(areOpen({.battery = 20}, {}));
        for (const Gates &gates : {kNoOwner, kNoNetwork, kNoBandwidth, kAsleep, kLowBattery})
            QVERIFY(!areOpen(gates, {}));
    }

    void whatHeldAJobBeforeARestartIsNotSaidAfterIt()
    {
        EngineBench bench;
        JobSpec late;
        late.suspended = true;
        const JobId id = bench.add();
        const JobId waits = bench.add({u"https://a.example/g"_s}, late);
        bench.engine.setGates(kNoOwner);
        EngineBench::settle();
        QVERIFY(bench.change(waits, JobVerb::Resume));
        QVERIFY(bench.engine.find(waits)->cause->code == ErrorCode::OwnerLoggedOff);
        QCOMPARE(bench.store.details(id).job.cause->code, ErrorCode::OwnerLoggedOff);
        EngineBench after;
        Settings one;
        one.backgroundSlots = 1;
        after.engine.setSettings(one);
        after.store.jobs = bench.store.jobs;
        after.engine.restore([](const Result<void> &restored) { QVERIFY(restored); });
        EngineBench::settle();
        QCOMPARE(after.job(id).state, JobState::Connecting);
        QCOMPARE(after.job(waits).state, JobState::Queued);
        QCOMPARE(after.job(waits).cause->code, ErrorCode::WaitingForTurn);
    }

    void theNetworkIsLostAndComesBack()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.connect(0, 100);
        bench.transport.progress(0, 40);
        bench.engine.setGates(kNoNetwork);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        QCOMPARE(bench.job(id).cause->code, ErrorCode::NetworkDisconnected);
        QVERIFY(!bench.job(id).cause->next); // never by time
        QCOMPARE(bench.job(id).error->code, ErrorCode::NetworkDisconnected);
        QCOMPARE(bench.job(id).errorCount, 0); // nobody's error
        QCOMPARE(bench.job(id).bytesTransferred, 40);
        QCOMPARE(bench.transport.underWay(), 0);
        QCOMPARE(bench.store.details(id).job.state, JobState::TransientError);
        bench.time.pass(24h);
        QCOMPARE(bench.transport.underWay(), 0);

        bench.engine.setGates({});
        QCOMPARE(bench.job(id).cause->next, bench.time.now() + 2000); // once it has settled
        bench.time.pass(1999ms);
        QCOMPARE(bench.transport.underWay(), 0);
        bench.time.pass(1ms);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
        QCOMPARE(bench.transport.underWay(), 1);
    }

    void queuedAndNewJobsWaitForTheNetworkToo()
    {
        EngineBench bench;
        Settings settings;
        settings.backgroundSlots = 1;
        bench.engine.setSettings(settings);
        bench.add();
        const JobId queued = bench.add();
        bench.engine.setGates(kNoNetwork);
        const JobId late = bench.add();
        const JobId urgent = bench.add({u"https://a.example/f"_s}, foreground());
        EngineBench::settle();
        for (const JobId &id : {queued, late, urgent}) {
            QCOMPARE(bench.job(id).state, JobState::TransientError);
            QCOMPARE(bench.job(id).cause->code, ErrorCode::NetworkDisconnected);
        }
        QCOMPARE(bench.transport.underWay(), 0);
        QVERIFY(bench.change(late, JobVerb::Resume)); // allowed, and of no use
        QCOMPARE(bench.job(late).state, JobState::TransientError);
    }

    void itsReturnEndsEveryWait()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.fail(0, unavailable());
        EngineBench::settle();
        QVERIFY(bench.job(id).cause->next);
        bench.engine.setGates(kNoNetwork);
        QCOMPARE(bench.job(id).error->code, httpError(503)); // its own trouble stays
        QCOMPARE(bench.job(id).cause->code, ErrorCode::NetworkDisconnected);
        QVERIFY(!bench.job(id).cause->next);
        bench.time.pass(1h);
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        bench.engine.setGates({});
        bench.time.pass(2s);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }

    void aNetworkThatFlapsIsNotTrusted()
    {
        EngineBench bench;
        const JobId id = bench.add();
        for (int i = 0; i < 5; ++i) {
            bench.engine.setGates(kNoNetwork);
            bench.time.pass(1s);
            bench.engine.setGates({});
            bench.time.pass(1s);
        }
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        bench.time.pass(1s);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
        QCOMPARE(bench.transport.underWay(), 1);
    }

    void theOwnerLogsOffAndOn()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.connect(0, 100);
        bench.transport.progress(0, 40);
        bench.engine.setGates(kNoOwner);
        EngineBench::settle();
        const JobId late = bench.add({u"https://a.example/f"_s}, foreground());
        for (const JobId &job : {id, late}) {
            QCOMPARE(bench.job(job).state, JobState::Queued);
            QCOMPARE(bench.job(job).cause->code, ErrorCode::OwnerLoggedOff);
            QVERIFY(!bench.job(job).error);
        }
        QCOMPARE(bench.transport.underWay(), 0);
        bench.engine.setGates({});
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
        QCOMPARE(bench.job(late).state, JobState::Connecting);
    }

    void aJobMayGoOnAfterLogoff()
    {
        EngineBench bench;
        Settings one;
        one.backgroundSlots = 1;
        bench.engine.setSettings(one);
        JobSpec spec;
        spec.settings.keepRunning = true;
        const JobId first = bench.add();
        const JobId second = bench.add({u"https://a.example/f"_s}, spec);
        QCOMPARE(toldWhatTheyLack(bench), 1); // said beforehand
        QCOMPARE(bench.job(second).state, JobState::Queued);
        bench.engine.setGates(kNoOwner);
        EngineBench::settle();
        QCOMPARE(bench.job(first).cause->code, ErrorCode::OwnerLoggedOff);
        QCOMPARE(bench.job(second).state, JobState::Connecting); // the slot is free
        const JobId third = bench.add({u"https://a.example/f"_s}, spec);
        QCOMPARE(bench.job(third).state, JobState::Queued);
        QCOMPARE(bench.job(third).cause->code, ErrorCode::WaitingForTurn);
        bench.engine.setGates({});
        EngineBench::settle();
        QCOMPARE(bench.job(second).state, JobState::Connecting);
        QCOMPARE(bench.job(first).cause->code, ErrorCode::WaitingForTurn);
    }

    void goingOnAfterLogoffCanBeChangedAfterIt()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.engine.setGates(kNoOwner);
        const auto keepRunning = [&](const QString &value) {
            bench.engine.set(id, {{u"keep-running"_s, value}},
                             [](const Result<void> &set) { QVERIFY(set); });
            EngineBench::settle();
        };
        keepRunning(u"true"_s);
        QCOMPARE(bench.job(id).state, JobState::Connecting);
        QCOMPARE(toldWhatTheyLack(bench), 1);
        keepRunning(u"true"_s);
        QCOMPARE(toldWhatTheyLack(bench), 1);
        keepRunning(u"false"_s);
        QCOMPARE(bench.job(id).state, JobState::Queued);
        QCOMPARE(bench.job(id).cause->code, ErrorCode::OwnerLoggedOff);
    }

    void aRetryWaitsForTheOwner()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.fail(0, unavailable());
        bench.engine.setGates(kNoOwner);
        bench.time.pass(1h);
        QCOMPARE(bench.job(id).state,
                 JobState::TransientError); // stays, and is queued at once then
        bench.engine.setGates({});
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }

    void whatAGateHasSaidGoesWithIt()
    {
        EngineBench bench;
        const JobId id = bench.add();
        const JobId paused = bench.add({u"https://b.example/g"_s});
        bench.engine.setGates(kLowBattery);
        EngineBench::settle();
        QCOMPARE(bench.job(id).error->code, ErrorCode::BlockedByBatteryPolicy);
        bench.change(paused, JobVerb::Suspend);
        QVERIFY(!bench.job(paused).error);
        Gates both = kLowBattery;
        both.network = false;
        bench.engine.setGates(both);
        QCOMPARE(bench.job(id).error->code, ErrorCode::NetworkDisconnected);
        bench.engine.setGates({});
        bench.time.pass(2s);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
        QVERIFY(!bench.job(id).error);
    }

    /// The clock of the time without progress measures the server.
    void whatWaitsForAnEventIsNotGivenUp()
    {
        EngineBench bench;
        JobSpec spec;
        spec.settings.noProgressTimeout = 1h;
        spec.settings.retryDelay = 30s;
        const JobId id = bench.add({u"https://a.example/f"_s}, spec);
        bench.transport.fail(0, unavailable());
        for (int look = 1; look < 300; ++look) {
            bench.time.pass(30s);
            EngineBench::settle();
            QCOMPARE(int(bench.transport.asked.size()), look + 1);
            bench.transport.fail(0, Error{ErrorCode::DiskFull, {}, ErrorContext::LocalFile, {}});
        }
        bench.time.pass(30s);
        EngineBench::settle();
        bench.transport.fail(0, unavailable());
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        QCOMPARE(bench.job(id).error->code, unavailable().code);
    }

    /// What was lent for a login session ends with it.
    void thatTheOwnerHasGoneIsSaid()
    {
        EngineBench bench;
        int told = 0;
        QObject::connect(&bench.engine, &Engine::ownerLoggedOff, [&] { ++told; });
        bench.engine.setGates(kNoNetwork);
        QCOMPARE(told, 0);
        bench.engine.setGates(kNoOwner);
        bench.engine.setGates(kNoOwner);
        QCOMPARE(told, 1);
        bench.engine.setGates({});
        bench.engine.setGates(kNoOwner);
        QCOMPARE(told, 2);
    }

    /// No codes, and nothing that is not so.
    void theStoryIsToldInWords()
    {
        EngineBench bench;
        bench.add();
        const auto hasTold = [&](const QString &line) {
            return std::ranges::any_of(bench.store.lines,
                                       [&](const QString &told) { return told.endsWith(line); });
        };
        bench.engine.setGates(kNoBandwidth);
        QVERIFY(hasTold(u"waits, for background transfers are not allowed now"_s));
        bench.engine.setGates({});
        EngineBench::settle();
        bench.transport.fail(0, unavailable());
        bench.engine.setGates({.checks = 1});
        QVERIFY(hasTold(u"queued: somebody wants it tried now"_s));
        QVERIFY(!hasTold(u"queued: the network is back, or another one"_s));
    }

    /// Only what had no network waits for it to settle.
    void othersNeedNotWaitForTheNetwork()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.engine.setGates(kLowBattery);
        bench.engine.setGates({.networkVersion = 1});
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }

    void aNetworkThatNeverSettlesIsUsed()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.engine.setGates(kNoNetwork);
        Gates gates;
        for (int second = 0; second < 6; ++second) {
            ++gates.networkVersion;
            bench.engine.setGates(gates);
            QCOMPARE(bench.job(id).state, JobState::TransientError);
            bench.time.pass(1s);
        }
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }

    void theBandwidthPolicyHoldsTheBackground()
    {
        EngineBench bench;
        const JobId id = bench.add();
        const JobId urgent = bench.add({u"https://a.example/f"_s}, foreground());
        bench.engine.setGates(kNoBandwidth);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        QCOMPARE(bench.job(id).cause->code, ErrorCode::BlockedByPolicy);
        QCOMPARE(bench.job(urgent).state, JobState::Connecting);
        bench.engine.set(id, {{u"priority"_s, u"foreground"_s}}, [](const Result<void> &) {});
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
        bench.engine.set(id, {{u"priority"_s, u"low"_s}}, [](const Result<void> &) {});
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        bench.engine.setGates({});
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }

    void theBatteryIsLow()
    {
        EngineBench bench;
        const JobId id = bench.add();
        const JobId urgent = bench.add({u"https://a.example/f"_s}, foreground());
        bench.engine.setGates({.battery = 20});
        QCOMPARE(bench.job(id).state, JobState::Connecting);
        bench.engine.setGates(kLowBattery);
        const JobId late = bench.add();
        EngineBench::settle();
        for (const JobId &job : {id, late}) {
            QCOMPARE(bench.job(job).state, JobState::TransientError);
            QCOMPARE(bench.job(job).cause->code, ErrorCode::BlockedByBatteryPolicy);
            QVERIFY(!bench.job(job).cause->next);
            QCOMPARE(bench.job(job).errorCount, 0);
        }
        QCOMPARE(bench.job(urgent).state, JobState::Connecting);
        bench.engine.setGates({.battery = 3});
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        Settings low;
        low.batteryFloor = 3;
        bench.engine.setSettings(low);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
        bench.engine.setSettings({});
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        bench.engine.setGates({}); // the mains
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
        QCOMPARE(bench.job(late).state, JobState::Connecting);
    }

    void aRetryOfTheForegroundIsNotTouchedByIt()
    {
        EngineBench bench;
        const JobId id = bench.add({u"https://a.example/f"_s}, foreground());
        bench.transport.fail(0, unavailable());
        const auto next = bench.job(id).cause->next;
        for (const Gates &gates : {kNoBandwidth, Gates()}) {
            bench.engine.setGates(gates);
            EngineBench::settle();
            QCOMPARE(bench.job(id).state, JobState::TransientError);
            QCOMPARE(bench.job(id).cause->next, next);
        }
    }

    void theClockOfNoProgressStandsStill()
    {
        EngineBench bench;
        JobSpec spec;
        spec.settings.noProgressTimeout = 60s;
        spec.settings.retryDelay = 5s;
        const JobId id = bench.add({u"https://a.example/f"_s}, spec);
        bench.transport.fail(0, unavailable());
        bench.engine.setGates(kNoNetwork);
        bench.time.pass(24h);
        bench.engine.setGates({});
        bench.time.pass(2s);
        EngineBench::settle();
        bench.transport.fail(0, unavailable());
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::TransientError); // two seconds have counted
        int tries = 0;
        for (; bench.job(id).state == JobState::TransientError; ++tries) {
            bench.time.pass(5s);
            EngineBench::settle();
            bench.transport.fail(0, unavailable());
            EngineBench::settle();
        }
        QCOMPARE(tries, 12);
        QCOMPARE(bench.job(id).state, JobState::Error);
    }

    void oneGateMayOpenWhileAnotherIsShut()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.engine.setGates({.ownerLoggedOn = false, .network = false});
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        bench.engine.setGates(kNoOwner);
        bench.time.pass(1h);
        QCOMPARE(bench.job(id).state, JobState::TransientError); // queued at the next logon
        QVERIFY(!bench.job(id).cause->next);
        bench.engine.setGates({});
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }

    void whoeverDoesNotWantToMoveIsLeftAlone()
    {
        EngineBench bench;
        JobSpec paused;
        paused.suspended = true;
        const JobId id = bench.add({u"https://a.example/f"_s}, paused);
        const JobId failed = bench.add();
        bench.transport.fail(0, {httpError(404), {}, ErrorContext::RemoteFile, {}});
        EngineBench::settle();
        const Job before = bench.job(failed);
        QSignalSpy changed(&bench.engine, &Engine::changed);
        for (const Gates &gates :
             {kNoNetwork, kNoOwner, kNoBandwidth, kAsleep, kLowBattery, Gates()}) {
            bench.engine.setGates(gates);
            bench.time.pass(5s);
            EngineBench::settle();
        }
        QCOMPARE(bench.job(id).state, JobState::Suspended);
        QVERIFY(bench.job(failed) == before);
        QCOMPARE(changed.count(), 0);
    }

    /// A server that has asked for peace is not to be asked whenever the plug is loose.
    void aPauseIsNotCutShort()
    {
        const Gates slow{.backgroundBandwidth = false};
        const Gates dear{.cost = NetworkCost::Metered};
        EngineBench bench;
        JobSpec spec;
        spec.settings.transferPolicy = TransferPolicy::Unmetered;
        const JobId id = bench.add({u"https://a.example/f"_s}, spec);
        bench.transport.fail(0, {httpError(503), {}, ErrorContext::RemoteFile, {}, 300s});
        EngineBench::settle();
        const auto due = *bench.job(id).cause->next;
        for (const Gates &gates : {kLowBattery, slow, dear}) {
            bench.engine.setGates(gates);
            QVERIFY(isGate(bench.job(id).cause->code));
            bench.time.pass(10s);
            bench.engine.setGates({});
            QCOMPARE(bench.job(id).state, JobState::TransientError);
            QCOMPARE(bench.job(id).cause->code, httpError(503));
            QCOMPARE(bench.job(id).cause->next, due);
        }
        QCOMPARE(bench.transport.asked.size(), 1U);
        QCOMPARE(bench.job(id).errorCount, 1);
        bench.engine.setGates(kLowBattery);
        bench.time.pass(300s); // it is over meanwhile
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        bench.engine.setGates({});
        bench.time.pass(0s);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }

    /// Names need no network; and what is here must not look as if it were not.
    void whatHasComeWholeIsNotHeld()
    {
        for (const Gates &gates : {kNoNetwork, kNoOwner, kAsleep}) {
            EngineBench bench;
            bench.transport.holdsReveals = true;
            const JobId id = bench.add();
            bench.transport.connect(0, 100);
            bench.transport.finish(0, 100);
            EngineBench::settle();
            QVERIFY(isMoving(bench.job(id).state));
            bench.engine.setGates(gates);
            EngineBench::settle();
            QVERIFY(isMoving(bench.job(id).state));
            bench.transport.answerReveals();
            EngineBench::settle();
            QCOMPARE(bench.job(id).state, JobState::Acknowledged);
            QCOMPARE(bench.job(id).errorCount, 0);
        }
    }

    void aHeldJobCanBePausedAndCancelled()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.engine.setGates(kNoNetwork);
        QVERIFY(bench.change(id, JobVerb::Suspend));
        QCOMPARE(bench.job(id).state, JobState::Suspended);
        bench.engine.setGates({});
        bench.time.pass(5s);
        QCOMPARE(bench.job(id).state, JobState::Suspended);
        bench.engine.setGates(kNoNetwork);
        QVERIFY(bench.change(id, JobVerb::Resume));
        QVERIFY(bench.change(id, JobVerb::Cancel));
        QCOMPARE(bench.job(id).state, JobState::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestEngineGates)
#include "tst_enginegates.moc"
