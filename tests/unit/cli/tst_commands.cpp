// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cli/clirun.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;
using lighterman::testing::CliRun;
using lighterman::testing::FakeAgent;

/// Command line, list, info, log, set, config and agent.
class TestCommands : public QObject
{
    Q_OBJECT

private slots:
    void usage_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::newRow("nothing") << QStringList();
        QTest::newRow("no such command") << QStringList(u"fetch"_s);
        QTest::newRow("no such option") << QStringList({u"list"_s, u"--colour"_s});
        QTest::newRow("info without a job") << QStringList(u"info"_s);
        QTest::newRow("info of two") << QStringList({u"info"_s, u"one"_s, u"two"_s});
        QTest::newRow("wait without a job") << QStringList(u"wait"_s);
        QTest::newRow("negative time-out")
            << QStringList({u"wait"_s, u"one"_s, u"--timeout"_s, u"-1"_s});
        QTest::newRow("no time-out") << QStringList({u"wait"_s, u"one"_s, u"--timeout"_s, u"x"_s});
        QTest::newRow("config without a verb") << QStringList(u"config"_s);
        QTest::newRow("agent without a verb") << QStringList(u"agent"_s);
        QTest::newRow("set without values") << QStringList({u"set"_s, u"one"_s});
        QTest::newRow("suspend nothing") << QStringList(u"suspend"_s);
        QTest::newRow("suspend all and one") << QStringList({u"suspend"_s, u"--all"_s, u"one"_s});
        QTest::newRow("set nonsense") << QStringList({u"set"_s, u"one"_s, u"priority"_s});
        QTest::newRow("set a bad value") << QStringList({u"set"_s, u"one"_s, u"priority=x"_s});
        QTest::newRow("set a program without path")
            << QStringList({u"set"_s, u"one"_s, u"notify-command=true"_s});
        QTest::newRow("set a bad place") << QStringList({u"set"_s, u"one"_s, u"queue=seventh"_s});
        QTest::newRow("set no such key") << QStringList({u"set"_s, u"one"_s, u"colour=x"_s});
        QTest::newRow("set an empty name") << QStringList({u"set"_s, u"one"_s, u"name="_s});
        QTest::newRow("config get no such key") << QStringList({u"config"_s, u"get"_s, u"x"_s});
        QTest::newRow("config set out of range")
            << QStringList({u"config"_s, u"set"_s, u"background-slots=99"_s});
        QTest::newRow("config set no such key")
            << QStringList({u"config"_s, u"set"_s, u"colour=red"_s});
        QTest::newRow("config set no limit")
            << QStringList({u"config"_s, u"set"_s, u"max-download-size=much"_s});
        QTest::newRow("watch --json") << QStringList({u"watch"_s, u"--json"_s});
    }
    void usage()
    {
        QFETCH(const QStringList, words);
        FakeAgent agent;
        CliRun cli(agent);
        QCOMPARE(cli.run(words), 2);
        QVERIFY(cli.err().startsWith(u"lighterman: "_s));
        QVERIFY(agent.requests.empty());
    }

    void usageAsJson()
    {
        FakeAgent agent;
        CliRun cli(agent);
        QCOMPARE(cli.run({u"--json"_s, u"info"_s}), 2);
        QCOMPARE(cli.json().object().value(u"error"_s).toObject().value(u"code"_s),
                 u"invalid-argument"_s);
    }

    void help_data()
    {
        QTest::addColumn<QStringList>("command");
        for (const auto &name : {"add", "list", "info", "log", "watch", "wait", "suspend", "resume",
                                 "cancel", "complete", "set", "config", "check-now", "agent"})
            QTest::newRow(name) << QStringList(QString::fromLatin1(name));
        QTest::newRow("config set") << QStringList({u"config"_s, u"set"_s});
        QTest::newRow("agent run") << QStringList({u"agent"_s, u"run"_s});
        QTest::newRow("program") << QStringList();
    }
    void help()
    {
        QFETCH(const QStringList, command);
        FakeAgent agent;
        CliRun cli(agent);
        QCOMPARE(cli.run(command + QStringList{u"--help"_s}), 0);
        QVERIFY2(cli.out().contains(u"Example:\n  lighterman "_s), qPrintable(cli.out()));
        QVERIFY(cli.out().contains(command.join(u' ')));
    }

    void version()
    {
        FakeAgent agent;
        CliRun cli(agent);
        QCOMPARE(cli.run({u"--version"_s}), 0);
        QVERIFY(cli.out().startsWith(u"lighterman "_s));
    }

    void socketIsMadeAbsolute()
    {
        FakeAgent agent;
        CliRun cli(agent);
        QCOMPARE(cli.run({u"list"_s, u"--socket"_s, u"s/agent.sock"_s}), 0);
        QCOMPARE(cli.invocation().socket, u"/tmp/s/agent.sock"_s);
    }

    void list()
    {
        FakeAgent agent;
        agent.put({FakeAgent::sample(u"moves"_s, JobState::Transferring),
                   FakeAgent::sample(u"gone"_s, JobState::Cancelled)});
        CliRun cli(agent);
        QCOMPARE(cli.run({u"list"_s}), 0);
        QCOMPARE(cli.out().count(u'\n'), 2); // heading and one job
        QVERIFY(cli.out().contains(u"moves"_s) && cli.out().contains(u"Transferring"_s));
        CliRun all(agent);
        QCOMPARE(all.run({u"list"_s, u"--all"_s}), 0);
        QVERIFY(all.out().contains(u"gone"_s));
    }

    void listAsJson()
    {
        FakeAgent agent;
        CliRun none(agent);
        QCOMPARE(none.run({u"list"_s, u"--json"_s}), 0);
        QVERIFY(none.json().isArray() && none.json().array().isEmpty());
        agent.put({FakeAgent::sample(u"one"_s, JobState::Queued),
                   FakeAgent::sample(u"two"_s, JobState::Acknowledged)});
        CliRun cli(agent);
        QCOMPARE(cli.run({u"list"_s, u"--json"_s}), 0);
        const QJsonArray jobs = cli.json().array();
        QCOMPARE(jobs.size(), 2);
        const QJsonObject second = jobs.at(1).toObject();
        QCOMPARE(second.value(u"name"_s), u"two"_s);
        QCOMPARE(second.value(u"files"_s).toArray().size(), 1);
    }

    void aListOfNothingSaysSo()
    {
        FakeAgent agent;
        CliRun cli(agent);
        QCOMPARE(cli.run({u"list"_s}), 0);
        QCOMPARE(cli.out(), QString());
        QVERIFY(cli.err().contains(u"No jobs yet"_s));
    }

    void info()
    {
        FakeAgent agent;
        JobDetails job = FakeAgent::sample(u"[group] a"_s, JobState::Error);
        job.job.error = fail(httpError(404), u"GET said 404"_s).value();
        job.job.settings.headers = {{"Cookie", "geheim"}};
        agent.put(job);
        CliRun cli(agent);
        QCOMPARE(cli.run({u"info"_s, u"[group] a"_s}), 0);
        QVERIFY(cli.out().contains(job.job.id.toString()));
        QVERIFY(cli.out().contains(u"The file is not on the server. (GET said 404)"_s));
        QVERIFY(cli.out().contains(u"retry-delay:          automatic"_s));
        QVERIFY(!cli.out().contains(u"geheim"_s));
        CliRun json(agent);
        QCOMPARE(json.run({u"info"_s, job.job.id.toString().first(5), u"--json"_s}), 0);
        QVERIFY(json.json().object().contains(u"settings"_s));
    }

    void noSuchJob_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::newRow("info") << QStringList({u"info"_s, u"x"_s});
        QTest::newRow("log") << QStringList({u"log"_s, u"x"_s});
        QTest::newRow("set") << QStringList({u"set"_s, u"x"_s, u"priority=low"_s});
        QTest::newRow("suspend") << QStringList({u"suspend"_s, u"x"_s});
        QTest::newRow("wait") << QStringList({u"wait"_s, u"x"_s});
        QTest::newRow("watch") << QStringList({u"watch"_s, u"x"_s});
        QTest::newRow("two of a name") << QStringList({u"info"_s, u"twin"_s});
    }
    void noSuchJob()
    {
        QFETCH(const QStringList, words);
        FakeAgent agent;
        agent.put({FakeAgent::sample(u"twin"_s, JobState::Queued),
                   FakeAgent::sample(u"twin"_s, JobState::Queued)});
        CliRun cli(agent);
        QCOMPARE(cli.run(words), 4);
        QCOMPARE(cli.out(), QString());
    }

    void log()
    {
        FakeAgent agent;
        const JobDetails job = FakeAgent::sample(u"one"_s, JobState::Queued);
        agent.put(job);
        agent.logs[job.job.id]
            = {{FakeAgent::kNow, u"added"_s}, {FakeAgent::kNow + 1000, u"b\x1b"_s}};
        CliRun cli(agent);
        QCOMPARE(cli.run({u"log"_s, u"one"_s}), 0);
        QCOMPARE(cli.out(), u"2026-11-21 09:00:00  added\n2026-11-21 09:00:01  b\uFFFD\n"_s);
        CliRun json(agent);
        QCOMPARE(json.run({u"log"_s, u"one"_s, u"--json"_s}), 0);
        QCOMPARE(json.json().array().first().toObject().value(u"at"_s), u"2026-11-21T09:00:00Z"_s);
    }

    void set()
    {
        FakeAgent agent;
        agent.put(FakeAgent::sample(u"one"_s, JobState::Queued));
        CliRun cli(agent);
        QCOMPARE(cli.run({u"set"_s, u"one"_s, u"priority=low"_s, u"name=b=c"_s}), 0);
        QCOMPARE(agent.jobs().front().job.name, u"b=c"_s);
        QCOMPARE(agent.jobs().front().job.settings.priority, Priority::Low);
        CliRun json(agent);
        QCOMPARE(json.run({u"set"_s, u"b=c"_s, u"retry-delay=9"_s, u"--json"_s}), 0);
        QCOMPARE(json.json().object().value(u"settings"_s).toObject().value(u"retry-delay"_s), 9);
    }

    void setLinks()
    {
        FakeAgent agent;
        JobDetails job = FakeAgent::sample(u"one"_s, JobState::Queued);
        job.files.front().url = QUrl(u"https://old.example/f"_s);
        agent.put(job);
        const auto link = [&] { return agent.jobs().front().files.front().url.toString(); };
        CliRun cli(agent);
        QCOMPARE(cli.run({u"set"_s, u"one"_s, u"url=https://new.example/f?a=b"_s}), 0);
        QCOMPARE(link(), u"https://new.example/f?a=b"_s);
        CliRun none(agent);
        QCOMPARE(none.run({u"set"_s, u"one"_s, u"url-prefix=https://old=https://b"_s}), 0);
        QVERIFY2(none.err().contains(u"No link of the job begins"_s), qPrintable(none.err()));
        CliRun json(agent);
        const QString prefix = u"url-prefix=https://new.=https://newest."_s;
        QCOMPARE(json.run({u"set"_s, u"one"_s, prefix, u"--json"_s}), 0);
        QCOMPARE(link(), u"https://newest.example/f?a=b"_s);
        QVERIFY(json.json().object().contains(u"files"_s));
        QVERIFY(json.json().object().value(u"remark"_s).isNull());
        CliRun same(agent);
        QCOMPARE(same.run({u"set"_s, u"one"_s, u"url-prefix=https://old=https://b"_s, u"--json"_s}),
                 0);
        QCOMPARE(same.json().object()[u"remark"_s][u"code"_s].toString(), u"no-link-matches"_s);
        CliRun mixed(agent);
        QCOMPARE(mixed.run({u"set"_s, u"one"_s, u"url=https://c.example/"_s, u"name=x"_s}), 2);
    }

    void whatAJobLacksAfterLogoffIsSaidBeforehand()
    {
        FakeAgent agent;
        agent.put(FakeAgent::sample(u"one"_s, JobState::Queued));
        CliRun set(agent);
        QCOMPARE(set.run({u"set"_s, u"one"_s, u"keep-running=true"_s}), 0);
        QVERIFY2(set.err().contains(u"the keyring is closed"_s), qPrintable(set.err()));
        CliRun other(agent);
        QCOMPARE(other.run({u"set"_s, u"one"_s, u"keep-running=false"_s}), 0);
        QCOMPARE(other.err(), QString());
    }

    void theQueueIsInAnOrderThatSetChanges()
    {
        FakeAgent agent;
        for (const auto &name : {u"one"_s, u"two"_s, u"three"_s}) {
            JobDetails job = FakeAgent::sample(name, JobState::Queued);
            job.job.order = qint64(agent.jobs().size());
            agent.put(job);
        }
        agent.put(FakeAgent::sample(u"four"_s, JobState::Suspended)); // has no place for now
        CliRun paused(agent);
        QCOMPARE(paused.run({u"info"_s, u"four"_s}), 0);
        QVERIFY2(!paused.out().contains(u"place"_s), qPrintable(paused.out()));
        CliRun move(agent);
        QCOMPARE(move.run({u"set"_s, u"three"_s, u"queue=first"_s}), 0);
        CliRun list(agent);
        QCOMPARE(list.run({u"list"_s}), 0);
        const auto place = [&](const QString &name) { return list.out().indexOf(name); };
        QVERIFY(place(u"three"_s) < place(u"one"_s));
        QVERIFY(place(u"one"_s) < place(u"two"_s));
        CliRun info(agent);
        QCOMPARE(info.run({u"info"_s, u"two"_s}), 0);
        QVERIFY2(info.out().contains(u"place 3 of 3 of its priority"_s), qPrintable(info.out()));
    }

    void config()
    {
        FakeAgent agent;
        CliRun list(agent);
        QCOMPARE(list.run({u"config"_s, u"list"_s}), 0);
        QVERIFY(list.out().contains(u"background-slots"_s));
        CliRun set(agent);
        QCOMPARE(set.run({u"config"_s, u"set"_s, u"background-slots"_s, u"5"_s}), 0);
        QCOMPARE(agent.settings.backgroundSlots, 5);
        CliRun both(agent);
        QCOMPARE(both.run({u"config"_s, u"set"_s, u"background-slots=4"_s, u"history-days=7"_s}),
                 0);
        QCOMPARE(agent.settings.historyDays, 7);
        CliRun get(agent);
        QCOMPARE(get.run({u"config"_s, u"get"_s, u"background-slots"_s}), 0);
        QCOMPARE(get.out(), u"4\n"_s);
        CliRun json(agent);
        QCOMPARE(json.run({u"config"_s, u"get"_s, u"history-days"_s, u"--json"_s}), 0);
        QCOMPARE(json.json().object(), QJsonObject({{u"history-days"_s, 7}}));
    }

    void agentStatus()
    {
        FakeAgent agent;
        agent.put(FakeAgent::sample(u"one"_s, JobState::Transferring));
        CliRun cli(agent);
        QCOMPARE(cli.run({u"agent"_s, u"status"_s}), 0);
        QVERIFY(!cli.invocation().mayStart);
        QVERIFY(cli.out().contains(u"4711"_s));
        CliRun json(agent);
        QCOMPARE(json.run({u"agent"_s, u"status"_s, u"--json"_s}), 0);
        QCOMPARE(json.json().object().value(u"moving"_s), 1);
    }

    void checkNow()
    {
        FakeAgent agent;
        CliRun cli(agent);
        QCOMPARE(cli.run({u"check-now"_s}), 0);
        QVERIFY(cli.out().contains(u"is tried now"_s));
        QVERIFY(!cli.out().contains(u"Still held"_s));
        for (const QString &name : {u"one"_s, u"two"_s}) {
            JobDetails held = FakeAgent::sample(name, JobState::TransientError);
            held.job.cause = Cause{ErrorCode::BlockedByBatteryPolicy, 0, {}};
            agent.put(held);
        }
        CliRun again(agent);
        QCOMPARE(again.run({u"check-now"_s}), 0);
        QVERIFY2(again.out().contains(u"Still held by something else: battery low (2)"_s),
                 qPrintable(again.out()));
        CliRun json(agent);
        QCOMPARE(json.run({u"check-now"_s, u"--json"_s}), 0);
        QCOMPARE(json.json().object(),
                 QJsonObject({{u"checked"_s, true},
                              {u"held"_s, QJsonObject{{u"blocked-by-battery-policy"_s, 2}}}}));
        QCOMPARE(agent.asked<protocol::CheckNetwork>().size(), 3U);
    }

    void agentStop()
    {
        FakeAgent agent;
        CliRun cli(agent);
        QCOMPARE(cli.run({u"agent"_s, u"stop"_s}), 0);
        QVERIFY(!cli.invocation().mayStart);
        QCOMPARE(agent.asked<protocol::Stop>().size(), 1U);
        QVERIFY(cli.out().contains(u"has ended"_s));
    }

    void withoutAnAgent_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::newRow("status") << QStringList({u"agent"_s, u"status"_s});
        QTest::newRow("stop") << QStringList({u"agent"_s, u"stop"_s});
        QTest::newRow("list") << QStringList({u"list"_s});
        QTest::newRow("config") << QStringList({u"config"_s, u"list"_s});
        QTest::newRow("suspend") << QStringList({u"suspend"_s, u"--all"_s});
        QTest::newRow("wait") << QStringList({u"wait"_s, u"one"_s});
        QTest::newRow("watch") << QStringList({u"watch"_s});
    }
    void withoutAnAgent()
    {
        QFETCH(const QStringList, words);
        FakeAgent agent;
        agent.reachable = false;
        CliRun cli(agent);
        QCOMPARE(cli.run(words), 3);
        QVERIFY(cli.err().contains(u"does not answer"_s));
        QCOMPARE(cli.out(), QString());
    }

    void refusedForWantOfRights()
    {
        FakeAgent agent;
        agent.refusals.push_back(fail(ErrorCode::AccessDenied).value());
        CliRun cli(agent);
        QCOMPARE(cli.run({u"config"_s, u"set"_s, u"history-days=3"_s}), 5);
    }
};

QTEST_GUILESS_MAIN(TestCommands)
#include "tst_commands.moc"
