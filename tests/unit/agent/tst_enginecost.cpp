// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes.h"

#include <QTest>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const Gates kMetered{.cost = NetworkCost::Metered};
const Gates kRoaming{.cost = NetworkCost::Roaming};

JobSpec with(TransferPolicy policy)
{
    JobSpec spec;
    spec.settings.transferPolicy = policy;
    return spec;
}

const QStringList kLink{u"https://a.example/f"_s};

Result<void> set(EngineBench &bench, const JobId &id, const QString &key, const QString &value)
{
    Result<void> answer = fail(ErrorCode::Internal);
    bench.engine.set(id, {{key, value}}, [&](const Result<void> &done) { answer = done; });
    EngineBench::settle();
    return answer;
}

} // namespace

/// Jobs on networks that cost (reference of BITS, section 8.2).
class TestEngineCost : public QObject
{
    Q_OBJECT

private slots:
    void whoMayUseWhat()
    {
        using enum TransferPolicy;
        const auto isShut = [](const Gates &gates, TransferPolicy policy) {
            return shutGate(gates, {.transferPolicy = policy}, {})
                == ErrorCode::BlockedByCostPolicy;
        };
        for (const TransferPolicy policy : {Always, NotRoaming, Unmetered})
            QVERIFY(!isShut({}, policy));
        QVERIFY(!isShut(kMetered, Always));
        QVERIFY(!isShut(kMetered, NotRoaming));
        QVERIFY(isShut(kMetered, Unmetered));
        QVERIFY(!isShut(kRoaming, Always));
        QVERIFY(isShut(kRoaming, NotRoaming));
        QVERIFY(isShut(kRoaming, Unmetered));
        Gates none = kRoaming;
        none.network = false;
        QCOMPARE(shutGate(none, {.transferPolicy = Unmetered}, {}), ErrorCode::NetworkDisconnected);
        Gates absent = kRoaming;
        absent.ownerLoggedOn = false;
        QCOMPARE(shutGate(absent, {.transferPolicy = Unmetered}, {}),
                 ErrorCode::BlockedByCostPolicy);
        QCOMPARE(shutGate(kMetered, {}, {.transferPolicy = Unmetered}),
                 ErrorCode::BlockedByCostPolicy);
        QVERIFY(!isShut(kMetered, Always) && !areOpen(kMetered, {}));
    }

    void aNetworkThatCosts()
    {
        EngineBench bench;
        const JobId id = bench.add(kLink, with(TransferPolicy::Unmetered));
        const JobId other = bench.add(kLink, with(TransferPolicy::NotRoaming));
        bench.engine.setGates(kMetered);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        QCOMPARE(bench.job(id).cause->code, ErrorCode::BlockedByCostPolicy);
        QVERIFY(!bench.job(id).cause->next);
        QCOMPARE(bench.job(id).errorCount, 0);
        QCOMPARE(bench.job(other).state, JobState::Connecting);
        const JobId late = bench.add(kLink, with(TransferPolicy::Unmetered));
        QCOMPARE(bench.job(late).cause->code, ErrorCode::BlockedByCostPolicy);
        bench.time.pass(24h);
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        bench.engine.setGates({});
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting); // at once
        QCOMPARE(bench.job(late).state, JobState::Connecting);
    }

    void thePolicyOfTheAgent()
    {
        EngineBench bench;
        const JobId usual = bench.add();
        const JobId own = bench.add(kLink, with(TransferPolicy::Always));
        bench.engine.setGates(kRoaming);
        QCOMPARE(bench.job(usual).state, JobState::Connecting);
        Settings settings;
        settings.transferPolicy = TransferPolicy::NotRoaming;
        bench.engine.setSettings(settings);
        EngineBench::settle();
        QCOMPARE(bench.job(usual).cause->code, ErrorCode::BlockedByCostPolicy);
        QCOMPARE(bench.job(own).state, JobState::Connecting);
        bench.engine.setSettings({});
        EngineBench::settle();
        QCOMPARE(bench.job(usual).state, JobState::Connecting);
    }

    void aPolicyThatIsChanged()
    {
        EngineBench bench;
        bench.engine.setGates(kMetered);
        const JobId id = bench.add();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
        QVERIFY(set(bench, id, u"transfer-policy"_s, u"unmetered"_s));
        QCOMPARE(bench.job(id).cause->code, ErrorCode::BlockedByCostPolicy);
        QVERIFY(set(bench, id, u"transfer-policy"_s, u"default"_s));
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }

    void useItAnyway()
    {
        EngineBench bench;
        const JobId id = bench.add(kLink, with(TransferPolicy::Unmetered));
        const JobId other = bench.add(kLink, with(TransferPolicy::Unmetered));
        bench.engine.setGates(kMetered);
        QCOMPARE(set(bench, id, u"use-anyway"_s, u"always"_s).error().code,
                 ErrorCode::InvalidArgument);
        QVERIFY(set(bench, id, u"use-anyway"_s, u"once"_s));
        QCOMPARE(bench.job(id).state, JobState::Connecting);
        QCOMPARE(bench.job(other).state, JobState::TransientError);
        QCOMPARE(bench.job(id).settings.transferPolicy, TransferPolicy::Unmetered);
        Gates moved = kMetered;
        moved.networkVersion = 1; // an address alone is no other network in this respect
        bench.engine.setGates(moved);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }

    void anywayIsOnce_data()
    {
        QTest::addColumn<bool>("isLost");
        QTest::newRow("a network that costs nothing between") << false;
        QTest::newRow("no network between") << true;
    }
    void anywayIsOnce()
    {
        QFETCH(const bool, isLost);
        EngineBench bench;
        const JobId id = bench.add(kLink, with(TransferPolicy::Unmetered));
        bench.engine.setGates(kMetered);
        QVERIFY(set(bench, id, u"use-anyway"_s, u"once"_s));
        Gates between = isLost ? kMetered : Gates();
        between.network = !isLost;
        bench.engine.setGates(between);
        bench.engine.setGates(kMetered);
        bench.time.pass(5s);
        EngineBench::settle();
        QCOMPARE(bench.job(id).cause->code, ErrorCode::BlockedByCostPolicy);
    }

    void aCheckOpensItNot()
    {
        EngineBench bench;
        const JobId id = bench.add(kLink, with(TransferPolicy::Unmetered));
        Gates gates = kMetered;
        bench.engine.setGates(gates);
        gates.checks = 1;
        bench.engine.setGates(gates);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::TransientError);
    }
};

QTEST_GUILESS_MAIN(TestEngineCost)
#include "tst_enginecost.moc"
