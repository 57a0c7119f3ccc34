// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/linkemulator/options.h"

#include <QTest>

using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

tl::expected<LinkSettings, QString> read(const QString &line)
{
    return readOptions(line.split(u' ', Qt::SkipEmptyParts));
}

} // namespace

class TestLinkOptions : public QObject
{
    Q_OBJECT

private slots:
    void everyOptionIsRead()
    {
        const auto link = read(u"--rate 12.5 --delay 7.5 --loss 0.1 --queue 4000 --seed 9"_s);
        QVERIFY2(link, qPrintable(link ? QString() : link.error()));
        QCOMPARE(link->toClient.megabits, 12.5);
        QCOMPARE(link->toClient.delay, Line::Time(7500us));
        QCOMPARE(link->toClient.loss, 0.001);
        QCOMPARE(link->toClient.queueBytes, 4000);
        QCOMPARE(link->toClient.seed, 9u);
    }

    void onlyTheWayToTheClientLoses()
    {
        const auto link = read(u"--loss 5 --rate 20 --delay 10"_s);
        QVERIFY(link);
        QCOMPARE(link->toServer.loss, 0.0);
        QCOMPARE(link->toServer.megabits, 20.0);
        QCOMPARE(link->toServer.delay, Line::Time(10ms));
        QCOMPARE(link->toServer.queueBytes, link->toClient.queueBytes);
    }

    void theQueueIsARoundTripByItself()
    {
        const auto link = read(u"--rate 100 --delay 25"_s);
        QVERIFY(link);
        QCOMPARE(link->toClient.queueBytes, 625'000);
        QCOMPARE(link->toClient.loss, 0.0);
        QCOMPARE(link->toClient.seed, 1u);
        const auto shortOne = read(u"--rate 100 --delay 0"_s);
        QVERIFY(shortOne);
        QCOMPARE(shortOne->toClient.queueBytes, 65'536);
        const auto none = read(u"--rate 100 --delay 25 --queue 0"_s);
        QVERIFY(none);
        QCOMPARE(none->toClient.queueBytes, 0);
    }

    void mistakesAreNamed_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("sentence");

        QTest::newRow("nothing at all") << u""_s << u"is missing."_s;
        QTest::newRow("no rate") << u"--delay 5"_s << u"--rate is missing."_s;
        QTest::newRow("no delay") << u"--rate 5"_s << u"--delay is missing."_s;
        QTest::newRow("unknown") << u"--rat 5"_s << u"no option \"--rat\""_s;
        QTest::newRow("no value") << u"--delay 5 --rate"_s << u"--rate needs a value."_s;
        QTest::newRow("a word") << u"--rate fast"_s << u"from 0.01 to 10000, not \"fast\""_s;
        QTest::newRow("not finite") << u"--rate nan"_s << u"not \"nan\""_s;
        QTest::newRow("no rate at all") << u"--rate 0"_s << u"--rate must be"_s;
        QTest::newRow("negative") << u"--delay -1"_s << u"from 0 to 10000"_s;
        QTest::newRow("more than all") << u"--loss 101"_s << u"from 0 to 100, not"_s;
        QTest::newRow("negative queue") << u"--queue -1"_s << u"from 0 to 1000000000"_s;
    }

    void mistakesAreNamed()
    {
        QFETCH(const QString, line);
        QFETCH(const QString, sentence);
        const auto link = read(line);
        QVERIFY(!link);
        QVERIFY2(link.error().contains(sentence), qPrintable(link.error()));
    }
};

QTEST_APPLESS_MAIN(TestLinkOptions)
#include "tst_linkoptions.moc"
