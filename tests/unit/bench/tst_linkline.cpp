// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/linkemulator/line.h"

#include <QTest>

#include <vector>

using namespace lighterman::testing;
using namespace std::chrono_literals;

namespace {

constexpr Line::Time kStart = 12345s; // any moment will do

/// 1 Mbit/s, on which a packet of 1000 bytes takes 8 ms, and 3000 bytes may wait.
LineSettings slow()
{
    LineSettings settings;
    settings.megabits = 1;
    settings.queueBytes = 3000;
    return settings;
}

/// Which of `count` small packets get through, each on a free line.
std::vector<bool> fates(Line &line, int count)
{
    std::vector<bool> arrived;
    for (int i = 0; i < count; ++i)
        arrived.push_back(line.send(100, kStart + i * 1s).has_value());
    return arrived;
}

} // namespace

class TestLinkLine : public QObject
{
    Q_OBJECT

private slots:
    void aPacketTakesItsTimeAndTheDelay()
    {
        LineSettings settings = slow();
        settings.delay = 25ms;
        Line line(settings);
        QCOMPARE(line.send(1000, kStart), kStart + 8ms + 25ms);
        QCOMPARE(line.send(500, kStart + 1s), kStart + 1s + 4ms + 25ms);
    }

    void packetsLeaveOneAfterTheOther()
    {
        Line line(slow());
        QCOMPARE(line.send(1000, kStart), kStart + 8ms);
        QCOMPARE(line.send(1000, kStart), kStart + 16ms);
        QCOMPARE(line.send(1000, kStart + 10ms), kStart + 24ms);
        QCOMPARE(line.send(1000, kStart + 24ms), kStart + 32ms);
    }

    void delayedPacketsShareTheLine()
    {
        LineSettings settings = slow();
        settings.delay = 1s;
        Line line(settings);
        QCOMPARE(line.send(1000, kStart), kStart + 1008ms);
        QCOMPARE(line.send(1000, kStart + 8ms), kStart + 1016ms);
    }

    void aFullQueueDropsWhatComesLast()
    {
        Line line(slow());
        for (int i = 1; i <= 3; ++i)
            QCOMPARE(line.send(1000, kStart), kStart + i * 8ms);
        QVERIFY(!line.send(1, kStart));
        QCOMPARE(line.counts(), (LineCounts{3, 0, 1}));
    }

    void whatWasDroppedTakesNoTime()
    {
        Line line(slow());
        for (int i = 0; i < 100; ++i)
            (void)line.send(1000, kStart);
        QCOMPARE(line.send(1000, kStart + 8ms), kStart + 32ms);
        QCOMPARE(line.counts(), (LineCounts{4, 0, 97}));
    }

    void roomComesBackAsBytesLeave()
    {
        Line line(slow());
        for (int i = 0; i < 3; ++i)
            (void)line.send(1000, kStart);
        QVERIFY(!line.send(1000, kStart + 7ms));
        QVERIFY(line.send(1000, kStart + 8ms));
    }

    void aFreeLineTakesAnyPacket()
    {
        LineSettings settings = slow();
        settings.queueBytes = 0;
        Line line(settings);
        QVERIFY(line.send(9000, kStart));
        QVERIFY(!line.send(1, kStart + 71ms));
        QVERIFY(line.send(1, kStart + 72ms));
    }

    void aLostPacketHasUsedTheLine()
    {
        LineSettings settings = slow();
        settings.loss = 1;
        Line line(settings);
        for (int i = 0; i < 3; ++i)
            QVERIFY(!line.send(1000, kStart));
        QVERIFY(!line.send(1000, kStart));
        QCOMPARE(line.counts(), (LineCounts{0, 3, 1}));
    }

    void lossIsAsOftenAsAskedFor()
    {
        LineSettings settings = slow();
        settings.loss = 0.01;
        Line line(settings);
        fates(line, 100'000);
        // The square root of 100,000 x 0.01 x 0.99 is 31.5: this is more than six of them.
        QVERIFY2(qAbs(line.counts().lost - 1000) < 200,
                 qPrintable(QString::number(line.counts().lost)));
        QCOMPARE(line.counts().carried + line.counts().lost, 100'000);
    }

    void theSeedDecidesWhatIsLost()
    {
        LineSettings settings = slow();
        settings.loss = 0.1;
        Line line(settings);
        Line same(settings);
        settings.seed = 2;
        Line other(settings);
        const std::vector<bool> expected = fates(line, 1000);
        QCOMPARE(fates(same, 1000), expected);
        QVERIFY(fates(other, 1000) != expected);
    }

    void noLossLosesNothing()
    {
        Line line(slow());
        fates(line, 100'000);
        QCOMPARE(line.counts(), (LineCounts{100'000, 0, 0}));
    }

    /// At 100 Mbit/s a byte takes 80 ns; rounding each packet must not change the rate.
    void aLongTransferHasTheRateOfTheLine()
    {
        LineSettings settings;
        settings.queueBytes = 1 << 30;
        Line line(settings);
        std::optional<Line::Time> last;
        for (int i = 0; i < 100'000; ++i)
            last = line.send(1500, kStart);
        QCOMPARE(last, kStart + 12s);
    }
};

QTEST_APPLESS_MAIN(TestLinkLine)
#include "tst_linkline.moc"
