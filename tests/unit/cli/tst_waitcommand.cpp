// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cli/clirun.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;
using lighterman::testing::CliRun;
using lighterman::testing::FakeAgent;

namespace {

JobDetails in(JobDetails details, JobState state, ErrorCode error = ErrorCode::None)
{
    details.job.state = state;
    if (error != ErrorCode::None)
        details.job.error = fail(error).value();
    return details;
}

} // namespace

class TestWaitCommand : public QObject
{
    Q_OBJECT

private slots:
    void outcomes_data()
    {
        QTest::addColumn<JobState>("state");
        QTest::addColumn<ErrorCode>("error");
        QTest::addColumn<int>("status");

        using enum JobState;
        const ErrorCode none = ErrorCode::None;
        QTest::newRow("finished") << Acknowledged << none << 0;
        QTest::newRow("to be completed by hand") << Transferred << none << 0;
        QTest::newRow("cancelled") << Cancelled << none << 1;
        QTest::newRow("not there") << Error << httpError(404) << 1;
        QTest::newRow("forbidden") << Error << httpError(403) << 1;
        QTest::newRow("password") << Error << httpError(401) << 7;
        QTest::newRow("proxy password") << Error << httpError(407) << 7;
        QTest::newRow("certificate") << Error << ErrorCode::CertificateUntrusted << 7;
        QTest::newRow("other host") << Error << ErrorCode::CertificateOtherHost << 7;
        QTest::newRow("expired") << Error << ErrorCode::CertificateExpired << 7;
        QTest::newRow("not yet valid") << Error << ErrorCode::CertificateNotYetValid << 7;
        QTest::newRow("revoked") << Error << ErrorCode::CertificateRevoked << 7;
        QTest::newRow("token") << Error << ErrorCode::TokenRequired << 7;
    }
    void outcomes()
    {
        QFETCH(const JobState, state);
        QFETCH(const ErrorCode, error);
        QFETCH(const int, status);
        FakeAgent agent;
        JobDetails job = FakeAgent::sample(u"one"_s, JobState::Transferring);
        agent.put(job);
        CliRun cli(agent);
        cli.start({u"wait"_s, u"one"_s});
        QTRY_COMPARE(agent.state(), LinkState::Connected);
        agent.put(job);
        QVERIFY(cli.isRunning());
        agent.put(in(job, state, error));
        QCOMPARE(cli.status(), status);
        QCOMPARE(cli.out(), QString());
        QCOMPARE(cli.err().isEmpty(), status == 0);
    }

    void aFinishedJobIsNotWaitedFor()
    {
        FakeAgent agent;
        agent.put(FakeAgent::sample(u"one"_s, JobState::Acknowledged));
        CliRun cli(agent);
        QCOMPARE(cli.run({u"wait"_s, u"one"_s}), 0);
    }

    void waitsForAll()
    {
        FakeAgent agent;
        const JobDetails a = FakeAgent::sample(u"one"_s, JobState::Queued);
        const JobDetails b = FakeAgent::sample(u"two"_s, JobState::Queued);
        agent.put({a, b});
        CliRun cli(agent);
        cli.start({u"wait"_s, u"one"_s, u"two"_s, u"--json"_s});
        QTRY_COMPARE(agent.state(), LinkState::Connected);
        QCoreApplication::processEvents();
        agent.put(in(a, JobState::Error, httpError(401)));
        QVERIFY(cli.isRunning());
        agent.put(in(a, JobState::Queued)); // somebody gave the password
        agent.put(in(b, JobState::Acknowledged));
        QVERIFY(cli.isRunning());
        agent.put(in(a, JobState::Acknowledged));
        QCOMPARE(cli.status(), 0);
        QCOMPARE(cli.json().array().size(), 2);
    }

    void aFailureOutweighsAQuestion()
    {
        FakeAgent agent;
        const JobDetails a = FakeAgent::sample(u"one"_s, JobState::Queued);
        const JobDetails b = FakeAgent::sample(u"two"_s, JobState::Queued);
        agent.put({in(a, JobState::Error, httpError(401)), in(b, JobState::Error, httpError(404))});
        CliRun cli(agent);
        QCOMPARE(cli.run({u"wait"_s, u"one"_s, u"two"_s}), 1);
    }

    void outOfTime()
    {
        FakeAgent agent;
        agent.put(FakeAgent::sample(u"one"_s, JobState::Queued));
        CliRun cli(agent);
        QCOMPARE(cli.run({u"wait"_s, u"one"_s, u"--timeout"_s, u"0.02"_s}), 6);
        QVERIFY(cli.err().contains(u"time was up"_s));
        QVERIFY(cli.err().contains(u"one: Queued"_s)); // and why
    }

    void interrupted()
    {
        FakeAgent agent;
        agent.put(FakeAgent::sample(u"one"_s, JobState::Queued));
        CliRun cli(agent);
        cli.start({u"wait"_s, u"one"_s});
        QTRY_COMPARE(agent.state(), LinkState::Connected);
        cli.interrupt(15);
        QCOMPARE(cli.status(), 143);
        QVERIFY(cli.err().contains(u"goes on"_s));
    }

    void theAgentRestarts()
    {
        FakeAgent agent;
        const JobDetails job = FakeAgent::sample(u"one"_s, JobState::Transferring);
        agent.put(job);
        CliRun cli(agent);
        cli.start({u"wait"_s, u"one"_s});
        QTRY_COMPARE(agent.state(), LinkState::Connected);
        QCoreApplication::processEvents();
        agent.lose();
        QVERIFY(cli.isRunning());
        QVERIFY(cli.err().contains(u"went away"_s));
        agent.put(in(job, JobState::Acknowledged)); // nobody is told
        agent.connectToAgent();
        QCOMPARE(cli.status(), 0);
    }

    void theAgentDoesNotComeBack()
    {
        FakeAgent agent;
        agent.put(FakeAgent::sample(u"one"_s, JobState::Transferring));
        CliRun cli(agent);
        cli.start({u"wait"_s, u"one"_s});
        QTRY_COMPARE(agent.state(), LinkState::Connected);
        agent.giveUp();
        QCOMPARE(cli.status(), 3);
    }

    void aJobThatLeavesTheList()
    {
        FakeAgent agent;
        const JobDetails job = FakeAgent::sample(u"one"_s, JobState::Transferring);
        agent.put(job);
        CliRun cli(agent);
        cli.start({u"wait"_s, u"one"_s});
        QTRY_COMPARE(agent.state(), LinkState::Connected);
        QCoreApplication::processEvents();
        agent.remove(job.job.id);
        QCOMPARE(cli.status(), 1);
        QVERIFY(cli.err().contains(u"no longer"_s));
    }

    void aPausedJobIsPointedOut()
    {
        FakeAgent agent;
        agent.put(FakeAgent::sample(u"one"_s, JobState::Suspended));
        CliRun cli(agent);
        cli.start({u"wait"_s, u"one"_s});
        QTRY_VERIFY(cli.err().contains(u"one: Paused"_s));
        QVERIFY(cli.isRunning());
    }

    void watchShowsPlainLines()
    {
        FakeAgent agent;
        JobDetails job = FakeAgent::sample(u"one"_s, JobState::Transferring);
        agent.put(job);
        CliRun cli(agent);
        cli.start({u"watch"_s, u"one"_s});
        QTRY_VERIFY(cli.out().startsWith(u"one: 0 %"_s));
        job.job.bytesTransferred = 500'000;
        agent.put(job);
        QTRY_VERIFY(cli.out().contains(u"one: 50 %"_s));
        agent.put(in(job, JobState::Acknowledged));
        QCOMPARE(cli.status(), 0);
        QVERIFY(!cli.out().contains(u'\x1b'));
        QVERIFY(cli.out().endsWith(u"one: Done (500 kB)\n"_s));
    }

    void watchDrawsOnATerminal()
    {
        FakeAgent agent;
        const JobDetails job = FakeAgent::sample(u"one"_s, JobState::Transferring);
        agent.put(job);
        CliRun cli(agent);
        cli.console().live = true;
        cli.console().columns = [] { return 80; };
        cli.console().rows = [] { return 24; };
        cli.start({u"watch"_s});
        QTRY_VERIFY(cli.out().contains(u"[------"_s));
        agent.put(in(job, JobState::Acknowledged));
        QCOMPARE(cli.status(), 0);
        QVERIFY(cli.out().contains(u'\x1b'));
    }

    void watchingAllTakesNewJobsIn()
    {
        FakeAgent agent;
        const JobDetails old = FakeAgent::sample(u"old"_s, JobState::Acknowledged);
        const JobDetails a = FakeAgent::sample(u"one"_s, JobState::Transferring);
        const JobDetails b = FakeAgent::sample(u"two"_s, JobState::Queued);
        agent.put({old, a});
        CliRun cli(agent);
        cli.start({u"watch"_s});
        QTRY_VERIFY(cli.out().contains(u"one: "_s));
        agent.put(b);
        agent.put(in(a, JobState::Acknowledged));
        QVERIFY(cli.isRunning());
        agent.put(in(b, JobState::Acknowledged));
        QCOMPARE(cli.status(), 0);
        QVERIFY(!cli.out().contains(u"old"_s));
    }

    void watchingNothingEnds()
    {
        FakeAgent agent;
        CliRun cli(agent);
        QCOMPARE(cli.run({u"watch"_s}), 0);
    }
};

QTEST_GUILESS_MAIN(TestWaitCommand)
#include "tst_waitcommand.moc"
