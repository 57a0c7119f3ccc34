// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/board.h"
#include "cli/commands/listcommand.h"
#include "cli/commands/progressline.h"
#include "cli/commands/table.h"
#include "common/model/statewords.h"
#include "tests/support/fakeagent.h"

#include <QBuffer>
#include <QFile>
#include <QTest>

#include <array>
#include <csignal>
#include <unistd.h>

using namespace lighterman;
using namespace lighterman::cli;
using namespace Qt::StringLiterals;
using lighterman::testing::FakeAgent;

namespace {

constexpr Moment kNow = FakeAgent::kNow;

Job moving(const QString &name, qint64 done)
{
    Job job = FakeAgent::sample(name, JobState::Transferring).job;
    job.bytesTransferred = done;
    job.rate = 10'000;
    return job;
}

/// A console in memory with a clock that a test moves.
struct Screen
{
    explicit Screen(bool live)
        : console(in, out, err)
    {
        out.open(QIODevice::WriteOnly);
        console.live = live;
        console.columns = [] { return 60; };
        console.rows = [] { return 24; };
        console.now = [this] { return now; };
    }
    [[nodiscard]] QString take()
    {
        const QString text = QString::fromUtf8(out.data());
        out.buffer().clear();
        out.seek(0);
        return text;
    }

    QBuffer in;
    QBuffer out;
    QBuffer err;
    Moment now = kNow;
    Console console;
};

} // namespace

class TestOutput : public QObject
{
    Q_OBJECT

private slots:
    void widths_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("width");

        QTest::newRow("ascii") << u"debian"_s << 6;
        QTest::newRow("wide") << u"日本語"_s << 6;
        QTest::newRow("combining") << u"e\u0301"_s << 1;
        QTest::newRow("outside the first plane") << u"😀"_s << 2;
        QTest::newRow("nothing") << QString() << 0;
    }
    void widths()
    {
        QFETCH(const QString, text);
        QFETCH(const int, width);
        QCOMPARE(displayWidth(text), width);
    }

    void fitting()
    {
        QCOMPARE(fitted(u"debian.iso"_s, 10), u"debian.iso"_s);
        QCOMPARE(fitted(u"debian.iso"_s, 7), u"debian…"_s);
        QCOMPARE(fitted(u"日本語"_s, 5), u"日本…"_s);
        QCOMPARE(fitted(u"日本語"_s, 4), u"日…"_s);
        QCOMPARE(fitted(u"abc"_s, 0), QString());
        QCOMPARE(padded(u"日本"_s, 6), u"日本  "_s);
    }

    void columnsAreAligned()
    {
        const QStringList lines = tableLines(
            {{u"ID"_s, u"NAME"_s, u"X"_s}, {u"1"_s, u"日本"_s, u"y"_s}, {u"22"_s, u"a"_s, {}}}, 0,
            1);
        QCOMPARE(lines, QStringList({u"ID  NAME  X"_s, u"1   日本  y"_s, u"22  a"_s}));
    }

    void narrowTerminalsShortenTheNameFirst()
    {
        const QString name(50, u'n');
        const QStringList lines = tableLines({{u"1"_s, name, u"state"_s}}, 40, 1);
        QCOMPARE(displayWidth(lines.first()), 40);
        QVERIFY(lines.first().endsWith(u"n…  state"_s));
        const QStringList tiny = tableLines({{u"1"_s, name, u"state"_s}}, 16, 1);
        QCOMPARE(displayWidth(tiny.first()), 16);
        QVERIFY(tiny.first().endsWith(u'…'));
    }

    void labelsWithoutValueAreLeftOut()
    {
        QCOMPARE(labelledLines({{u"A"_s, u"1"_s}, {u"Long"_s, {}}}), QStringList({u"A:    1"_s}));
    }

    void aNameCannotWriteOnTheTerminal()
    {
        const Job job = moving(u"a\x1b[2J\nb\u202Egpj.exe"_s, 0);
        for (const QString &text : {plainLine(job, kNow), progressLine(job, kNow, 80),
                                    jobTable({job}, kNow).back().at(1)}) {
            QVERIFY(!text.contains(u'\x1b'));
            QVERIFY(!text.contains(u'\n'));
            QVERIFY(!text.contains(QChar(0x202E)));
        }
    }

    void progressFitsTheTerminal_data()
    {
        QTest::addColumn<int>("width");
        for (const int width : {10, 20, 40, 60, 80, 200})
            QTest::addRow("%d", width) << width;
    }
    void progressFitsTheTerminal()
    {
        QFETCH(const int, width);
        const QString line = progressLine(moving(QString(80, u'長'), 420'000), kNow, width);
        QVERIFY(displayWidth(line) <= width);
    }

    void progressShowsABar()
    {
        const QString line = progressLine(moving(u"debian.iso"_s, 500'000), kNow, 100);
        QVERIFY(line.startsWith(u"debian.iso"_s));
        QVERIFY2(line.contains(u"[###############---------------] 50 %"_s), qPrintable(line));
        QVERIFY(line.endsWith(u"about 50 s left"_s));
    }

    void unknownSizeHasNoBar()
    {
        Job job = moving(u"stream"_s, 500'000);
        job.bytesTotal.reset();
        QCOMPARE(progressLine(job, kNow, 100).section(u' ', 1).trimmed(), u"500 kB · 10.0 kB/s"_s);
    }

    void plainLinesComeInTenths()
    {
        Screen screen(false);
        Board board(screen.console);
        board.show(moving(u"a"_s, 10'000));
        QCOMPARE(screen.take(), u"a: 1 % · 10.0 kB/s · about 2 min left\n"_s);
        board.show(moving(u"b"_s, 0)); // another job
        QVERIFY(screen.take().startsWith(u"b:"_s));
    }

    void plainLinesAreNotRepeated()
    {
        Screen screen(false);
        Board board(screen.console);
        Job job = moving(u"a"_s, 10'000);
        board.show(job);
        QVERIFY(!screen.take().isEmpty());
        job.bytesTransferred = 90'000; // still the first tenth
        board.show(job);
        QCOMPARE(screen.take(), QString());
        job.bytesTransferred = 100'000;
        board.show(job);
        QVERIFY(screen.take().startsWith(u"a: 10 %"_s));
        screen.now += 10'000;
        board.show(job);
        QVERIFY(!screen.take().isEmpty());
        job.state = JobState::Suspended;
        board.show(job);
        QVERIFY(screen.take().startsWith(u"a: Paused"_s));
        screen.now += 10'000; // nothing moves: nothing to say
        board.show(job);
        QCOMPARE(screen.take(), QString());
        board.redraw();
        QCOMPARE(screen.take(), QString());
    }

    void barsAreDrawnInPlace()
    {
        Screen screen(true);
        Board board(screen.console);
        Job first = moving(u"first"_s, 100'000);
        board.show(first);
        board.show(moving(u"second"_s, 0));
        QCOMPARE(screen.take(), QString());
        board.redraw();
        QCOMPARE(screen.take().count(u'\n'), 2);
        board.redraw();
        QVERIFY(screen.take().startsWith(u"\x1b[2A\r\x1b[J"_s));
        first.state = JobState::Acknowledged;
        board.close(first);
        const QString closed = screen.take();
        QVERIFY(closed.startsWith(u"\x1b[2A"_s) && closed.contains(u"first: Done"_s));
        board.redraw();
        const QString rest = screen.take();
        QVERIFY(rest.startsWith(u"second"_s) && rest.count(u'\n') == 1);
        board.clear();
        QCOMPARE(screen.take(), u"\x1b[1A\r\x1b[J"_s);
    }

    void moreJobsThanTheTerminalHasLines()
    {
        Screen screen(true);
        screen.console.rows = [] { return 7; };
        Board board(screen.console);
        for (int i = 0; i < 20; ++i)
            board.show(moving(QString::number(i), 0));
        board.redraw();
        const QString text = screen.take();
        QCOMPARE(text.count(u'\n'), 6);
        QVERIFY(text.endsWith(u"… and 15 more\n"_s));
    }

    void nobodyReads()
    {
        Screen screen(false);
        screen.out.close(); // every write fails
        screen.console.print(u"x"_s);
        QVERIFY(screen.console.isClosed());
    }

    void aFullDiskIsNotSilent()
    {
        QFile full(u"/dev/full"_s);
        QVERIFY(full.open(QIODevice::WriteOnly));
        QBuffer in;
        QBuffer err;
        QVERIFY(err.open(QIODevice::WriteOnly));
        Console console(in, full, err);
        console.print(u"x"_s);
        QVERIFY(console.isClosed() && console.hasFailed());
        QVERIFY(err.data().startsWith("lighterman: the output could not be written"));
    }

    void aReaderThatLeavesIsNoFailure()
    {
        std::signal(SIGPIPE, SIG_IGN);
        std::array<int, 2> ends{};
        QCOMPARE(::pipe(ends.data()), 0);
        ::close(ends.front());
        QFile out;
        QVERIFY(out.open(ends.back(), QIODevice::WriteOnly, QFileDevice::AutoCloseHandle));
        QBuffer in;
        QBuffer err;
        QVERIFY(err.open(QIODevice::WriteOnly));
        Console console(in, out, err);
        console.print(u"x"_s);
        QVERIFY(console.isClosed() && !console.hasFailed());
        QVERIFY(err.data().isEmpty());
    }

    void sentences()
    {
        QCOMPARE(
            sentenceOf(
                fail(ErrorCode::FolderMissing, u"gone\n"_s, ErrorContext::LocalFile, u"/a\x1b"_s)
                    .value()),
            u"The destination folder does not exist. (/a\uFFFD: gone\uFFFD) Create the folder, "
            "then resume; or add the link anew with another one."_s);
    }
};

QTEST_GUILESS_MAIN(TestOutput)
#include "tst_output.moc"
