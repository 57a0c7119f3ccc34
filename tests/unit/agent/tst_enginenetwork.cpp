// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes.h"

#include <QTest>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const Gates kOtherNetwork{.networkVersion = 1};

} // namespace

/// What the engine does when the network becomes another one, or a person does not believe what is
/// said of it.
class TestEngineNetwork : public QObject
{
    Q_OBJECT

private slots:
    void whatHoldsNobody()
    {
        QVERIFY(areOpen({}, {}));
        QVERIFY(areOpen(kOtherNetwork, {}));
        QVERIFY(areOpen({.checks = 3}, {}));
        QVERIFY(!areOpen(kNoNetwork, {}));
        QVERIFY(isOtherNetwork({}, kNoNetwork));
        QVERIFY(isOtherNetwork({}, kOtherNetwork));
        QVERIFY(!isOtherNetwork({}, {.ownerLoggedOn = false, .checks = 1}));
    }

    void anotherNetwork()
    {
        EngineBench bench;
        const JobId moving = bench.add();
        bench.transport.connect(0, 100);
        bench.transport.progress(0, 40);
        bench.engine.setGates(kOtherNetwork);
        EngineBench::settle();
        QCOMPARE(bench.transport.networkChanges, 1);
        QCOMPARE(bench.job(moving).state, JobState::Transferring); // the transport looks after it
        QCOMPARE(bench.transport.asked.size(), 1U);
        bench.engine.setGates(kOtherNetwork); // nothing new
        QCOMPARE(bench.transport.networkChanges, 1);
    }

    /// What failed over the old ways may succeed over the new ones.
    void itEndsEveryWait()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.fail(0, unavailable());
        EngineBench::settle();
        bench.engine.setGates(kOtherNetwork);
        bench.time.pass(1999ms);
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        bench.time.pass(1ms);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
        QCOMPARE(bench.job(id).errorCount, 1);
    }

    void lossAndReturnDropWhatRests()
    {
        EngineBench bench;
        bench.engine.setGates(kNoNetwork);
        QCOMPARE(bench.transport.networkChanges, 1);
        bench.engine.setGates({.network = false, .networkVersion = 1});
        bench.engine.setGates(kOtherNetwork);
        QCOMPARE(bench.transport.networkChanges, 3);
    }

    void aPersonChecks()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.engine.setGates(kNoNetwork);
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        bench.engine.setGates({.checks = 1}); // at once, without settling
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
        QCOMPARE(bench.job(id).errorCount, 0);
    }

    void aCheckEndsEveryWait()
    {
        EngineBench bench;
        const JobId failed = bench.add();
        bench.transport.fail(0, unavailable());
        const JobId paused = bench.add();
        QVERIFY(bench.change(paused, JobVerb::Suspend));
        bench.engine.setGates({.checks = 1});
        EngineBench::settle();
        QCOMPARE(bench.job(failed).state, JobState::Connecting);
        QCOMPARE(bench.job(paused).state, JobState::Suspended);
        QCOMPARE(bench.transport.looksAgain, 1); // what is under way is looked at too
        QCOMPARE(bench.transport.networkChanges, 0);
    }

    void aCheckWhileTheNetworkSettles()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.engine.setGates(kNoNetwork);
        bench.engine.setGates({});
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        bench.engine.setGates({.checks = 1});
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
        bench.time.pass(5s);
        EngineBench::settle();
        QCOMPARE(bench.transport.asked.size(), 2U);
    }

    /// Who is not there is not called in by a check.
    void aCheckOpensNoOtherGate()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.engine.setGates({.ownerLoggedOn = false});
        bench.engine.setGates({.ownerLoggedOn = false, .checks = 1});
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Queued);
        QCOMPARE(bench.transport.underWay(), 0);
    }
};

QTEST_GUILESS_MAIN(TestEngineNetwork)
#include "tst_enginenetwork.moc"
