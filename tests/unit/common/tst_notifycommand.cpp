// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/jobspec.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

class TestNotifyCommand : public QObject
{
    Q_OBJECT

private slots:
    void read_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("program"); // empty: refused
        QTest::addColumn<QStringList>("arguments");
        const QStringList none;
        QTest::newRow("bare path") << u"/usr/bin/true"_s << u"/usr/bin/true"_s << none;
        QTest::newRow("blanks are no separators") << u"/a b c"_s << u"/a b c"_s << none;
        QTest::newRow("array of one") << u"[\"/bin/x\"]"_s << u"/bin/x"_s << none;
        QTest::newRow("arguments as they are")
            << u"[\"/bin/x\", \"$HOME `id`; *\", \"\", \"--a=\\\"b\\\"\", \"two\\nlines\"]"_s
            << u"/bin/x"_s
            << QStringList{u"$HOME `id`; *"_s, u""_s, u"--a=\"b\""_s, u"two\nlines"_s};
        QTest::newRow("no path") << u"notify-send"_s << QString() << none;
        QTest::newRow("relative") << u"./hook"_s << QString() << none;
        QTest::newRow("folder") << u"/usr/bin/"_s << QString() << none;
        QTest::newRow("no path in an array") << u"[\"true\"]"_s << QString() << none;
        QTest::newRow("empty array") << u"[]"_s << QString() << none;
        QTest::newRow("number") << u"[\"/bin/x\", 1]"_s << QString() << none;
        QTest::newRow("not closed") << u"[\"/bin/x\""_s << QString() << none;
        QTest::newRow("NUL") << u"[\"/bin/x\", \"a\\u0000b\"]"_s << QString() << none;
        QTest::newRow("program too long") << (u'/' + QString(kMaxPath, u'p')) << QString() << none;
        QTest::newRow("arguments too long")
            << u"[\"/bin/x\", \"%1\"]"_s.arg(QString(kMaxNotifyArguments, u'a')) << QString()
            << none;
    }
    void read()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, program);
        QFETCH(const QStringList, arguments);
        const auto command = NotifyCommand::parse(text);
        QCOMPARE(command.has_value(), !program.isEmpty());
        if (!command) {
            QVERIFY(!command.error().detail.isEmpty());
            return;
        }
        QCOMPARE(command->program, program);
        QCOMPARE(QStringList(command->arguments.begin(), command->arguments.end()), arguments);
        QCOMPARE(NotifyCommand::parse(command->toString()), command);
        QVERIFY(!command->toString().contains(u'\n'));
    }

    void asASetting()
    {
        JobSettings settings;
        QVERIFY(setJobSetting(settings, u"notify-command", u"[\"/bin/x\", \"a b\"]"));
        QCOMPARE(settings.notifyCommand, (NotifyCommand{u"/bin/x"_s, {u"a b"_s}}));
        QCOMPARE(jobSetting(settings, u"notify-command"), u"[\"/bin/x\",\"a b\"]"_s);
        const auto refused = setJobSetting(settings, u"notify-command", u"x");
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
        QVERIFY(refused.error().detail.startsWith(u"notify-command: "));
        QVERIFY(setJobSetting(settings, u"notify-command", u""));
        QVERIFY(!settings.notifyCommand);
    }
};

QTEST_GUILESS_MAIN(TestNotifyCommand)
#include "tst_notifycommand.moc"
