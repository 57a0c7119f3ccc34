// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cli/clirun.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;
using lighterman::testing::CliRun;
using lighterman::testing::FakeAgent;

namespace {

const QString kUrl = u"https://files.example/a"_s;
const QString kNotify = u"--notify-command"_s;
const QString kOther = u"https://files.example/b"_s;

} // namespace

class TestAddCommand : public QObject
{
    Q_OBJECT

private slots:
    void printsTheId()
    {
        FakeAgent agent;
        CliRun cli(agent);
        QCOMPARE(cli.run({u"add"_s, kUrl, u"-d"_s, u"/tmp"_s, u"-n"_s, u"[x]"_s}), 0);
        QCOMPARE(cli.out(), agent.jobs().front().job.id.toString() + u'\n');
        QCOMPARE(agent.jobs().front().job.name, u"[x]"_s);
        QCOMPARE(agent.jobs().front().job.folder, u"/tmp"_s);
        QCOMPARE(cli.err(), QString());
        QVERIFY(cli.invocation().mayStart);
    }

    void everyOptionArrives()
    {
        FakeAgent agent;
        CliRun cli(agent);
        const QStringList words{u"add"_s, u"--header"_s, u"X-A: 1"_s, kUrl, u"--header"_s};
        const QStringList more{u"X-B: [2]"_s,
                               u"-p"_s,
                               u"foreground"_s,
                               u"--retry-delay"_s,
                               u"60"_s,
                               u"--no-progress-timeout=90"_s,
                               u"--suspended"_s,
                               u"--manual-complete"_s,
                               u"--keep-running"_s,
                               u"-t"_s,
                               u"download"_s,
                               u"-o"_s,
                               u"/tmp/out"_s,
                               u"--max-rate"_s,
                               u"2M"_s,
                               u"--transfer-policy=unrestricted"_s};
        QCOMPARE(cli.run(words + more), 0);
        QVERIFY2(cli.err().contains(u"the job goes on after logoff: the keyring is closed"_s),
                 qPrintable(cli.err()));
        const JobSpec spec = agent.asked<protocol::AddJob>().front().spec;
        QCOMPARE(spec.files.size(), 1U);
        QCOMPARE(spec.files.front().path, u"/tmp/out"_s);
        QCOMPARE(spec.settings.headers.size(), 2U);
        QCOMPARE(spec.settings.headers.back().value, "[2]");
        QCOMPARE(spec.settings.priority, Priority::Foreground);
        QCOMPARE(spec.settings.retryDelay->count(), 60);
        QCOMPARE(spec.settings.noProgressTimeout.count(), 90);
        QCOMPARE(spec.settings.maxRate, 2'097'152);
        QCOMPARE(spec.settings.transferPolicy, TransferPolicy::Unmetered);
        QVERIFY(spec.suspended && spec.settings.manualComplete && spec.settings.keepRunning);
    }

    void wordsOfANotifyCommand_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QStringList>("command");
        const QString sh = u"/bin/sh"_s;
        QTest::newRow("program alone") << QStringList({kUrl, kNotify, sh}) << QStringList(sh);
        QTest::newRow("arguments, and then another option")
            << QStringList({kUrl, kNotify, sh, u"a b"_s, u""_s, u"[c]"_s, u"--suspended"_s})
            << QStringList({sh, u"a b"_s, u""_s, u"[c]"_s});
        QTest::newRow("words that begin with -")
            << QStringList({kUrl, kNotify, sh, kNotify + u"=-c"_s, kNotify, u"$x; `y`"_s})
            << QStringList({sh, u"-c"_s, u"$x; `y`"_s});
        QTest::newRow("one option for each word")
            << QStringList({kNotify + u'=' + sh, kNotify + u"=--a=b"_s, u"--"_s, kUrl})
            << QStringList({sh, u"--a=b"_s});
        QTest::newRow("before the link")
            << QStringList({kNotify, sh, u"a"_s, u"--"_s, kUrl}) << QStringList({sh, u"a"_s});
    }
    void wordsOfANotifyCommand()
    {
        QFETCH(const QStringList, words);
        QFETCH(const QStringList, command);
        FakeAgent agent;
        CliRun cli(agent);
        QCOMPARE(cli.run(QStringList{u"add"_s} + words), 0);
        const JobSpec spec = agent.asked<protocol::AddJob>().front().spec;
        QCOMPARE(spec.files.size(), 1U);
        QCOMPARE(spec.settings.notifyCommand->words(), command);
        QCOMPARE(spec.suspended, words.contains(u"--suspended"_s));
    }

    void oneIdALineWhenSeparate()
    {
        FakeAgent agent;
        CliRun cli(agent);
        QCOMPARE(cli.run({u"add"_s, u"--separate"_s, kUrl, kOther}), 0);
        QStringList ids;
        for (const JobDetails &held : agent.jobs())
            ids += held.job.id.toString();
        QCOMPARE(cli.out(), ids.join(u'\n') + u'\n');
    }

    void jsonIsTheNewJob()
    {
        FakeAgent agent;
        CliRun cli(agent);
        QCOMPARE(cli.run({u"add"_s, kUrl, u"--json"_s}), 0);
        const QJsonObject job = cli.json().object();
        QCOMPARE(job.value(u"id"_s), agent.jobs().front().job.id.toString());
        QVERIFY(job.contains(u"settings"_s));
        CliRun both(agent);
        QCOMPARE(both.run({u"--json"_s, u"add"_s, u"--separate"_s, kUrl}), 0);
        QCOMPARE(both.json().array().size(), 1);
    }

    void badInputAsksNobody_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("says");

        QTest::newRow("nothing") << QStringList() << 2 << u"--input"_s;
        QTest::newRow("ftp") << QStringList(u"ftp://h/a"_s) << 2 << u"http or https"_s;
        QTest::newRow("upload") << QStringList({kUrl, u"-t"_s, u"upload"_s}) << 2 << u"uploads"_s;
        QTest::newRow("no folder")
            << QStringList({kUrl, u"-d"_s, u"/no/such"_s}) << 1 << u"does not exist"_s;
        QTest::newRow("no folder but a file")
            << QStringList({kUrl, u"-d"_s, u"/etc/passwd"_s}) << 1 << u"not a folder"_s;
        QTest::newRow("no program") << QStringList({kUrl, kNotify, u"/no/such"_s}) << 1
                                    << u"notify command cannot be run"_s;
        QTest::newRow("a folder for a program")
            << QStringList({kUrl, kNotify, u"/usr"_s}) << 1 << u"it is no program"_s;
        QTest::newRow("a text for a program")
            << QStringList({kUrl, kNotify, u"/etc/passwd"_s}) << 1 << u"may not be executed"_s;
        QTest::newRow("a program without path")
            << QStringList({kUrl, kNotify, u"true"_s}) << 2 << u"full path"_s;
        QTest::newRow("of a later version")
            << QStringList({kUrl, u"--no-proxy"_s, u"none"_s}) << 2 << u"--no-proxy"_s;
        QTest::newRow("a range without a byte")
            << QStringList({kUrl, u"--range"_s, u"0:0"_s}) << 2 << u"range"_s;
    }
    void badInputAsksNobody()
    {
        QFETCH(const QStringList, words);
        QFETCH(const int, status);
        QFETCH(const QString, says);
        FakeAgent agent;
        CliRun cli(agent);
        QCOMPARE(cli.run(QStringList{u"add"_s} + words), status);
        QVERIFY2(cli.err().contains(says), qPrintable(cli.err()));
        QVERIFY(!cli.err().contains(u"geheim"_s));
        QCOMPARE(cli.out(), QString());
        QVERIFY(agent.requests.empty());
    }

    void badLineOfAList()
    {
        FakeAgent agent;
        CliRun cli(agent);
        cli.type("https://files.example/a\nhttp//typo\n");
        QCOMPARE(cli.run({u"add"_s, u"--input"_s, u"-"_s}), 2);
        QVERIFY(cli.err().contains(u"line 2"_s));
    }

    void refusalOfTheAgent()
    {
        FakeAgent agent;
        agent.refusals.push_back(fail(ErrorCode::FolderMissing).value());
        CliRun cli(agent);
        QCOMPARE(cli.run({u"add"_s, kUrl, u"--json"_s}), 1);
        const QJsonObject error = cli.json().object().value(u"error"_s).toObject();
        QCOMPARE(error.value(u"code"_s), u"folder-missing"_s);
        QVERIFY(cli.err().startsWith(u"lighterman: The destination folder"_s));
    }

    void oneRefusalDoesNotHideTheOthers()
    {
        FakeAgent agent;
        agent.refusals.push_back(fail(ErrorCode::StoreFailed).value());
        CliRun cli(agent);
        QCOMPARE(cli.run({u"add"_s, u"--separate"_s, kUrl, kOther, u"--json"_s}), 1);
        QCOMPARE(cli.json().array().size(), 2);
        QCOMPARE(agent.jobs().size(), 1U);
    }

    void noAgent()
    {
        FakeAgent agent;
        agent.reachable = false;
        CliRun cli(agent);
        QCOMPARE(cli.run({u"add"_s, kUrl}), 3);
        QVERIFY(cli.err().contains(u"does not answer"_s));
    }

    void waits()
    {
        FakeAgent agent;
        CliRun cli(agent);
        cli.start({u"add"_s, kUrl, u"--wait"_s});
        QTRY_COMPARE(agent.jobs().size(), 1U);
        QTRY_VERIFY(cli.out().contains(u"a: Queued"_s));
        JobDetails done = agent.jobs().front();
        done.job.state = JobState::Acknowledged;
        agent.put(done);
        QCOMPARE(cli.status(), 0);
        QVERIFY(cli.out().contains(u"a: Done"_s));
    }

    void waitsInSilenceForJson()
    {
        FakeAgent agent;
        CliRun cli(agent);
        cli.start({u"add"_s, kUrl, u"--wait"_s, u"--json"_s});
        QTRY_COMPARE(agent.jobs().size(), 1U);
        JobDetails failed = agent.jobs().front();
        failed.job.state = JobState::Error;
        failed.job.error = fail(httpError(401)).value();
        agent.put(failed);
        QCOMPARE(cli.status(), 7);
        QCOMPARE(cli.json().object().value(u"state"_s), u"error"_s);
    }

    void interruptedWhileItWaits()
    {
        FakeAgent agent;
        CliRun cli(agent);
        cli.start({u"add"_s, kUrl, u"--wait"_s});
        QTRY_VERIFY(cli.out().contains(u"Queued"_s));
        cli.interrupt(2);
        QCOMPARE(cli.status(), 130);
        QVERIFY(cli.err().contains(u"goes on"_s));
        QCOMPARE(agent.jobs().front().job.state, JobState::Queued);
    }
};

QTEST_GUILESS_MAIN(TestAddCommand)
#include "tst_addcommand.moc"
