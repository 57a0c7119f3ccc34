// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes.h"

#include <QTest>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const auto kCheck = u"http://check.example/"_s;
const Gates kPortal{.portal = true, .signInPage = kCheck};

Error portal()
{
    return {ErrorCode::CaptivePortal, u"a web page"_s, ErrorContext::RemoteFile, {}};
}

} // namespace

/// Networks that want somebody to sign in.
class TestEnginePortal : public QObject
{
    Q_OBJECT

private slots:
    void somebodyKnowsOfIt()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.connect(0, 100);
        bench.transport.progress(0, 40);
        bench.engine.setGates(kPortal);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        QCOMPARE(bench.job(id).cause->code, ErrorCode::CaptivePortal);
        QCOMPARE(bench.job(id).cause->link, kCheck);
        QVERIFY(!bench.job(id).cause->next);
        QCOMPARE(bench.job(id).errorCount, 0);
        QCOMPARE(bench.transport.underWay(), 0);
        const JobId late = bench.add();
        QCOMPARE(bench.job(late).cause->link, kCheck);
        bench.engine.setGates({}); // signed in
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting); // at once
        QCOMPARE(bench.job(late).state, JobState::Connecting);
        QCOMPARE(int(bench.transport.asked.back().portal), int(PortalSeen::No));
        QVERIFY(!bench.job(id).cause);
    }

    /// Nobody looks for portals, but one has answered.
    void aJobMeetsOne()
    {
        EngineBench bench;
        const JobId id = bench.add();
        QCOMPARE(int(bench.transport.asked.back().portal), int(PortalSeen::No));
        bench.transport.fail(0, portal());
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        QCOMPARE(bench.job(id).cause->code, ErrorCode::CaptivePortal);
        QCOMPARE(bench.job(id).cause->link, u"http://a.example/"_s);
        QCOMPARE(bench.job(id).cause->next, bench.time.now() + 10'000);
        QCOMPARE(bench.job(id).errorCount, 0);
        for (int i = 0; i < 100; ++i) { // the whole night
            bench.time.pass(10s);
            EngineBench::settle();
            QCOMPARE(int(bench.transport.asked.back().portal), int(PortalSeen::Yes));
            bench.transport.fail(0, portal());
            EngineBench::settle();
        }
        QCOMPARE(bench.job(id).errorCount, 0);
        const auto interrupted = std::ranges::count_if(
            bench.store.lines, [](const QString &line) { return line.contains(u"interrupted"_s); });
        QCOMPARE(interrupted, 1); // said once
        bench.time.pass(10s);
        EngineBench::settle();
        bench.transport.connect(0, 100);
        QCOMPARE(bench.job(id).state, JobState::Transferring);
        QVERIFY(!bench.job(id).error);
    }

    /// It is known until a file comes, whatever happens in between.
    void whatIsKnownOfIt()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.fail(0, portal());
        EngineBench::settle();
        bench.time.pass(10s);
        EngineBench::settle();
        bench.transport.fail(0, {ErrorCode::TimedOut, {}, ErrorContext::GeneralTransport, {}});
        EngineBench::settle();
        bench.engine.setGates({.network = false}); // while it waits
        bench.engine.setGates({});
        bench.time.pass(10s);
        EngineBench::settle();
        QCOMPARE(int(bench.transport.asked.back().portal), int(PortalSeen::Yes));
        bench.engine.setGates({.network = false}); // while it connects
        bench.engine.setGates({});
        bench.time.pass(10s);
        EngineBench::settle();
        QCOMPARE(int(bench.transport.asked.back().portal), int(PortalSeen::Yes));
        QCOMPARE(int(bench.store.details(id).job.portal), int(PortalSeen::Yes));
        bench.transport.connect(0, 100); // over https, or a page: that says nothing
        QCOMPARE(int(bench.job(id).portal), int(PortalSeen::Yes));
        bench.transport.passPortal(0);
        bench.transport.connect(0, 100);
        QCOMPARE(int(bench.job(id).portal), int(PortalSeen::No));
    }

    /// What is but guessed is not held against what comes later.
    void aGuess()
    {
        EngineBench bench;
        const JobId id = bench.add();
        Error guess = portal();
        guess.context = ErrorContext::GeneralTransport;
        bench.transport.fail(0, guess);
        EngineBench::settle();
        QCOMPARE(bench.job(id).cause->code, ErrorCode::CaptivePortal);
        QCOMPARE(bench.job(id).errorCount, 0);
        bench.time.pass(10s);
        EngineBench::settle();
        QCOMPARE(int(bench.transport.asked.back().portal), int(PortalSeen::No));
    }

    void aPersonKnowsBetter()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.fail(0, portal());
        EngineBench::settle();
        bench.engine.setGates({.checks = 1});
        EngineBench::settle();
        QCOMPARE(int(bench.transport.asked.back().portal), int(PortalSeen::Questioned));
        QCOMPARE(bench.transport.looksAgain, 1); // and the network is no newer
        QCOMPARE(bench.transport.networkChanges, 0);
        bench.transport.fail(0, portal());
        EngineBench::settle();
        QCOMPARE(int(bench.job(id).portal), int(PortalSeen::Yes));
        QVERIFY(bench.change(id, JobVerb::Suspend));
        QVERIFY(bench.change(id, JobVerb::Resume)); // that says nothing of portals
        EngineBench::settle();
        QCOMPARE(int(bench.transport.asked.back().portal), int(PortalSeen::Yes));
        bench.transport.fail(0, portal());
        EngineBench::settle();
        QVERIFY(bench.change(id, JobVerb::Resume));
        EngineBench::settle();
        QCOMPARE(int(bench.transport.asked.back().portal), int(PortalSeen::No));
    }

    /// Who has met the portal need not wait for its next look once somebody knows better.
    void itIsOverForAll()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.fail(0, portal());
        EngineBench::settle();
        bench.engine.setGates(kPortal);
        QCOMPARE(bench.job(id).cause->link, kCheck);
        QVERIFY(!bench.job(id).cause->next);
        bench.engine.setGates({});
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }

    void whoIsAskedFirst()
    {
        Gates gates = kPortal;
        gates.network = false;
        QCOMPARE(shutGate(gates, {}, {}), ErrorCode::NetworkDisconnected);
        gates = kPortal;
        gates.ownerLoggedOn = false;
        gates.cost = NetworkCost::Roaming;
        QCOMPARE(shutGate(gates, {.transferPolicy = TransferPolicy::Unmetered}, {}),
                 ErrorCode::CaptivePortal);
    }

    void aHostThatIsANumber()
    {
        Job job;
        job.host = u"::1"_s;
        QCOMPARE(signInPage(job), u"http://[::1]/"_s);
    }
};

QTEST_GUILESS_MAIN(TestEnginePortal)
#include "tst_engineportal.moc"
