// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/notify/processnotifier.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

using namespace lighterman;
using namespace Qt::StringLiterals;

class TestProcessNotifier : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::vector<Result<void>> m_ends;

    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }
    QString write(const QString &name, const QByteArray &content)
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("no script");
        file.write(content);
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return file.fileName();
    }
    [[nodiscard]] QByteArray content(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    std::unique_ptr<Pending> run(ProcessNotifier &notifier, const QString &program,
                                 const std::vector<QString> &arguments = {})
    {
        return notifier.run({{program, arguments},
                             {{u"LIGHTERMAN_JOB_NAME"_s, u"naïve $(id)"_s}, {u"OUT"_s, path({})}}},
                            [this](const Result<void> &end) { m_ends.push_back(end); });
    }
    /// A pid that a script has written.
    [[nodiscard]] pid_t pidIn(const QString &name) const { return content(name).trimmed().toInt(); }
    static bool isGone(pid_t pid)
    {
        if (::kill(pid, 0) != 0)
            return true;
        QFile status(u"/proc/%1/stat"_s.arg(pid)); // an orphan that nobody has taken away yet
        return !status.open(QIODevice::ReadOnly) || status.readAll().contains(") Z ");
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_ends.clear();
    }

    void argumentsAndEnvironmentArriveAsTheyAre()
    {
        ProcessNotifier notifier(u"/run/x/agent.sock"_s);
        const QString script = write(
            u"a script"_s,
            "#!/bin/sh\nfor word in \"$@\"; do printf '<%s>' \"$word\"; done > \"$OUT/words\"\n"
            "printf '%s|%s|' \"$LIGHTERMAN_JOB_NAME\" \"$LIGHTERMAN_SOCKET\" > \"$OUT/said\"\n"
            "printf '%s' \"$PATH\" > \"$OUT/path\"\n");
        const auto program = run(notifier, script, {u"a b"_s, u""_s, u"$(id);*"_s, u"ü"_s});
        QVERIFY(m_ends.empty());
        QTRY_COMPARE(m_ends.size(), 1U);
        QVERIFY(m_ends.front());
        QCOMPARE(content(u"words"_s), "<a b><><$(id);*><ü>");
        QCOMPARE(content(u"said"_s), "naïve $(id)|/run/x/agent.sock|");
        QCOMPARE(content(u"path"_s), qgetenv("PATH"));
    }

    void aProgramGetsNothingOfTheAgents()
    {
        const int ours = ::open("/dev/zero", O_RDONLY); // without O_CLOEXEC
        std::signal(SIGPIPE, SIG_IGN);
        sigset_t blocked;
        ::sigemptyset(&blocked);
        ::sigaddset(&blocked, SIGTERM);
        ::pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
        qputenv("NOTIFY_SOCKET", "/run/systemd/notify");
        ProcessNotifier notifier({});
        const QString script
            = write(u"s"_s,
                    "#!/bin/sh\nls -l /proc/$$/fd > \"$OUT/fds\"\npwd > \"$OUT/pwd\"\n"
                    "grep -E 'SigBlk|SigIgn' /proc/self/status > \"$OUT/signals\"\n"
                    "cut -d' ' -f5,6 /proc/$$/stat > \"$OUT/ids\"; echo $$ > \"$OUT/pid\"\n"
                    "test -z \"$NOTIFY_SOCKET\"\n");
        const auto program = run(notifier, script);
        QTRY_COMPARE(m_ends.size(), 1U);
        ::pthread_sigmask(SIG_UNBLOCK, &blocked, nullptr);
        qunsetenv("NOTIFY_SOCKET");
        ::close(ours);
        QVERIFY(m_ends.front());
        QVERIFY(!content(u"fds"_s).contains("/dev/zero"));
        QCOMPARE(content(u"fds"_s).count("/dev/null"), 3);
        QCOMPARE(content(u"pwd"_s), "/\n");
        QCOMPARE(content(u"signals"_s).count("\t0000000000000000"), 2);
        const QByteArray pid = content(u"pid"_s).trimmed();
        QCOMPARE(content(u"ids"_s), pid + ' ' + pid + '\n'); // leads its group and session
    }

    void aProgramThatCannotBeRun_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("is not there") << u"missing"_s;
        QTest::newRow("is a folder") << u"folder"_s;
        QTest::newRow("may not be run") << u"plain"_s;
        QTest::newRow("is none") << u"text"_s; // a shell would try
    }
    void aProgramThatCannotBeRun()
    {
        QFETCH(const QString, name);
        QVERIFY(QDir(m_folder->path()).mkdir(u"folder"_s));
        QVERIFY(QFile::setPermissions(write(u"plain"_s, "#!/bin/sh\n"), QFile::ReadOwner));
        write(u"text"_s, "touch /tmp/x\n");
        ProcessNotifier notifier({});
        const auto program = run(notifier, path(name));
        QVERIFY(m_ends.empty());
        QTRY_COMPARE(m_ends.size(), 1U);
        QCOMPARE(m_ends.front().error().code, ErrorCode::NotifyNotRunnable);
        QCOMPARE(m_ends.front().error().context, ErrorContext::QueueManagerNotification);
        QCOMPARE(m_ends.front().error().file, path(name));
        QVERIFY(!m_ends.front().error().detail.isEmpty());
    }

    void howItEnded_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<QString>("detail");
        QTest::newRow("status") << QByteArray("#!/bin/sh\nexit 3\n") << u"exit status 3"_s;
        QTest::newRow("signal") << QByteArray("#!/bin/sh\nkill -TERM $$\n")
                                << u"killed by signal 15"_s;
    }
    void howItEnded()
    {
        QFETCH(const QByteArray, script);
        QFETCH(const QString, detail);
        ProcessNotifier notifier({});
        const auto program = run(notifier, write(u"s"_s, script));
        QTRY_COMPARE(m_ends.size(), 1U);
        QCOMPARE(m_ends.front().error().code, ErrorCode::NotifyFailed);
        QCOMPARE(m_ends.front().error().detail, detail);
    }

    void callingOffKillsTheChildrenToo()
    {
        ProcessNotifier notifier({});
        auto program = run(notifier,
                           write(u"s"_s,
                                 "#!/bin/sh\nsleep 1000 &\necho $! > \"$OUT/child\"\n"
                                 "echo $$ > \"$OUT/self\"\nwait\n"));
        QTRY_VERIFY(content(u"self"_s).endsWith('\n'));
        program.reset();
        QTRY_VERIFY(isGone(pidIn(u"self"_s)));
        QTRY_VERIFY(isGone(pidIn(u"child"_s)));
        QTRY_VERIFY(notifier.children().isEmpty());
        QVERIFY(m_ends.empty());
    }

    void callingOffAtOnceIsHeeded()
    {
        ProcessNotifier notifier({});
        run(notifier, write(u"s"_s, "#!/bin/sh\nsleep 1000\n")).reset();
        QTRY_VERIFY(notifier.children().isEmpty());
        run(notifier, path(u"missing"_s)).reset();
        QTRY_VERIFY(notifier.children().isEmpty());
        QVERIFY(m_ends.empty());
    }

    void theEndOfTheNotifierIsQuick()
    {
        auto notifier = std::make_unique<ProcessNotifier>(QString());
        auto program
            = run(*notifier, write(u"s"_s, "#!/bin/sh\necho $$ > \"$OUT/self\"\nsleep 9\n"));
        QTRY_VERIFY(content(u"self"_s).endsWith('\n'));
        program.reset();
        notifier.reset();
        QVERIFY(isGone(pidIn(u"self"_s)));
    }
};

QTEST_GUILESS_MAIN(TestProcessNotifier)
#include "tst_processnotifier.moc"
