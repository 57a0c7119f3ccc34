// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/changecommand.h"
#include "tests/unit/cli/clirun.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;
using lighterman::testing::CliRun;
using lighterman::testing::FakeAgent;

class TestChangeCommand : public QObject
{
    Q_OBJECT

private slots:
    void changes_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<JobState>("from");
        QTest::addColumn<JobState>("to");
        QTest::addColumn<int>("status");

        using enum JobState;
        QTest::newRow("suspend") << u"suspend"_s << Transferring << Suspended << 0;
        QTest::newRow("suspend twice") << u"suspend"_s << Suspended << Suspended << 0;
        QTest::newRow("suspend what is here") << u"suspend"_s << Transferred << Transferred << 5;
        QTest::newRow("resume") << u"resume"_s << Error << Queued << 0;
        QTest::newRow("resume a finished one") << u"resume"_s << Acknowledged << Acknowledged << 5;
        QTest::newRow("cancel") << u"cancel"_s << Queued << Cancelled << 0;
        QTest::newRow("cancel twice") << u"cancel"_s << Cancelled << Cancelled << 5;
        QTest::newRow("complete") << u"complete"_s << Transferred << Acknowledged << 0;
    }
    void changes()
    {
        QFETCH(const QString, command);
        QFETCH(const JobState, from);
        QFETCH(const JobState, to);
        QFETCH(const int, status);
        FakeAgent agent;
        agent.put(FakeAgent::sample(u"one"_s, from));
        CliRun cli(agent);
        QCOMPARE(cli.run({command, u"one"_s}), status);
        QCOMPARE(agent.jobs().front().job.state, to);
    }

    void severalJobs()
    {
        FakeAgent agent;
        agent.put({FakeAgent::sample(u"one"_s, JobState::Queued),
                   FakeAgent::sample(u"[b]"_s, JobState::Acknowledged),
                   FakeAgent::sample(u"three"_s, JobState::Queued)});
        CliRun cli(agent);
        QCOMPARE(cli.run({u"suspend"_s, u"one"_s, u"[b]"_s, u"three"_s, u"--json"_s}), 5);
        QCOMPARE(agent.jobs().back().job.state, JobState::Suspended); // the refusal stops nothing
        const QJsonArray documents = cli.json().array();
        QCOMPARE(documents.size(), 3);
        QCOMPARE(documents.first().toObject().value(u"state"_s), u"suspended"_s);
        QVERIFY(documents.at(1).toObject().contains(u"error"_s));
        QVERIFY(cli.err().contains(u"[b]"_s));
    }

    void oneUnknownJobChangesNothing()
    {
        FakeAgent agent;
        agent.put(FakeAgent::sample(u"one"_s, JobState::Queued));
        CliRun cli(agent);
        QCOMPARE(cli.run({u"cancel"_s, u"one"_s, u"x"_s}), 4);
        QVERIFY(agent.asked<protocol::ChangeJob>().empty());
    }

    void allMeansWhatCanChange_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QStringList>("changed");

        QTest::newRow("suspend") << u"suspend"_s << QStringList({u"queued"_s, u"error"_s});
        QTest::newRow("resume") << u"resume"_s << QStringList({u"suspended"_s, u"error"_s});
        QTest::newRow("cancel") << u"cancel"_s
                                << QStringList(
                                       {u"queued"_s, u"suspended"_s, u"error"_s, u"transferred"_s});
        QTest::newRow("complete") << u"complete"_s << QStringList({u"transferred"_s});
    }
    void allMeansWhatCanChange()
    {
        QFETCH(const QString, command);
        QFETCH(const QStringList, changed);
        using enum JobState;
        FakeAgent agent;
        for (const JobState state :
             {Queued, Suspended, Error, Transferred, Acknowledged, Cancelled})
            agent.put(FakeAgent::sample(QString(wireName(state)), state));
        CliRun cli(agent);
        QCOMPARE(cli.run({command, u"--all"_s}), 0);
        QStringList asked;
        for (const auto &request : agent.asked<protocol::ChangeJob>())
            asked += agent.find(request.job)->job.name;
        QCOMPARE(asked, changed);
    }

    void allOfNothing()
    {
        FakeAgent agent;
        CliRun cli(agent);
        QCOMPARE(cli.run({u"suspend"_s, u"--all"_s, u"--json"_s}), 0);
        QVERIFY(cli.json().isArray());
        QVERIFY(cli.err().contains(u"no job"_s));
    }

    void remarksAreSaid()
    {
        FakeAgent agent;
        agent.put(FakeAgent::sample(u"one"_s, JobState::Transferring));
        agent.remark = {ErrorCode::PartialComplete, {}};
        CliRun cli(agent);
        QCOMPARE(cli.run({u"complete"_s, u"one"_s}), 0);
        QVERIFY(cli.err().contains(u"Only the files that had arrived"_s));
    }

    void theAgentGoesAway()
    {
        FakeAgent agent;
        agent.put({FakeAgent::sample(u"one"_s, JobState::Queued),
                   FakeAgent::sample(u"two"_s, JobState::Queued)});
        CliRun cli(agent);
        cli.start({u"suspend"_s, u"--all"_s});
        QTRY_COMPARE(agent.asked<protocol::ListJobs>().size(), 1U);
        agent.silent = true;
        agent.giveUp();
        QCOMPARE(cli.status(), 3);
    }
};

QTEST_GUILESS_MAIN(TestChangeCommand)
#include "tst_changecommand.moc"
