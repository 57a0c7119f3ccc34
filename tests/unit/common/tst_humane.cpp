// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/base/humane.h"

#include <QTest>

#include <limits>

using namespace lighterman;
using namespace Qt::StringLiterals;

class TestHumane : public QObject
{
    Q_OBJECT

private slots:
    void sizes_data()
    {
        QTest::addColumn<qint64>("bytes");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << qint64(0) << u"0 B"_s;
        QTest::newRow("negative") << qint64(-5) << u"0 B"_s;
        QTest::newRow("bytes") << qint64(999) << u"999 B"_s;
        QTest::newRow("kilo") << qint64(1000) << u"1.0 kB"_s;
        QTest::newRow("no 1000 kB") << qint64(999'950) << u"1.0 MB"_s;
        QTest::newRow("mega") << qint64(8'149'999) << u"8.1 MB"_s;
        QTest::newRow("hundreds") << qint64(412'300'000'000) << u"412 GB"_s;
        QTest::newRow("just below a hundred") << qint64(99'960'000) << u"100 MB"_s;
        QTest::newRow("most") << std::numeric_limits<qint64>::max() << u"9.2 EB"_s;
    }
    void sizes()
    {
        QFETCH(const qint64, bytes);
        QFETCH(const QString, text);
        QCOMPARE(humane::size(bytes), text);
    }

    void ratesAndAmounts()
    {
        QCOMPARE(humane::rate(8'100'000), u"8.1 MB/s"_s);
        QCOMPARE(humane::amount(1'000, 2'000'000), u"1.0 kB of 2.0 MB"_s);
        QCOMPARE(humane::amount(1'000, std::nullopt), u"1.0 kB"_s);
    }

    void percents()
    {
        QCOMPARE(humane::percent(5, std::nullopt), std::nullopt);
        QCOMPARE(humane::percent(0, 0), 100);
        QCOMPARE(humane::percent(999'999, 1'000'000), 99); // 100 only when all is here
        QCOMPARE(humane::percent(-1, 10), 0);
        QCOMPARE(humane::percent(20, 10), 100);
    }

    void times_data()
    {
        QTest::addColumn<qint64>("seconds");
        QTest::addColumn<QString>("left");
        QTest::addColumn<QString>("countdown");
        QTest::newRow("now") << qint64(0) << u"a few seconds"_s << u"0:00"_s;
        QTest::newRow("half a minute") << qint64(31) << u"about 30 s"_s << u"0:31"_s;
        QTest::newRow("nearly a minute") << qint64(57) << u"about 1 min"_s << u"0:57"_s;
        QTest::newRow("minutes") << qint64(4 * 60 + 20) << u"about 4 min"_s << u"4:20"_s;
        QTest::newRow("hours") << qint64(3 * 3600) << u"about 3 h"_s << u"3:00:00"_s;
        QTest::newRow("days") << qint64(5 * 86400) << u"about 5 days"_s << u"120:00:00"_s;
        QTest::newRow("for ever") << qint64(400 * 86400LL) << u"unknown"_s << u"9600:00:00"_s;
    }
    void times()
    {
        QFETCH(const qint64, seconds);
        QFETCH(const QString, left);
        QFETCH(const QString, countdown);
        QCOMPARE(humane::timeLeft(seconds), left);
        QCOMPARE(humane::countdown(seconds), countdown);
    }

    void nobodyKnows() { QCOMPARE(humane::timeLeft(std::nullopt), u"unknown"_s); }

    void moments()
    {
        const auto at = [](const QString &text) {
            return QDateTime::fromString(text, Qt::ISODate).toMSecsSinceEpoch();
        };
        const Moment now = at(u"2026-11-21T15:00:00Z"_s);
        QCOMPARE(humane::when(at(u"2026-11-21T14:02:59Z"_s), now), u"14:02"_s);
        QCOMPARE(humane::when(at(u"2026-11-20T18:40:00Z"_s), now), u"yesterday 18:40"_s);
        QCOMPARE(humane::when(at(u"2026-11-19T18:40:00Z"_s), now), u"2026-11-19 18:40"_s);
        QCOMPARE(humane::when(at(u"2026-11-22T01:00:00Z"_s), now), u"2026-11-22 01:00"_s);
        QCOMPARE(humane::dateAndTime(now), u"2026-11-21 15:00:00"_s);
    }

    void clocksAreThoseOfTheLocale()
    {
        const Moment now = 1'795'251'600'000; // 2026-11-21T09:00:00Z
        const Moment later = now + 8 * 3'600'000;
        QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
        const QString german = humane::when(later, now);
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        const QString american = humane::when(later, now);
        QLocale::setDefault(QLocale::c());
        QCOMPARE(german, u"17:00"_s);
        QVERIFY2(american.startsWith(u"5:00"_s) && american.endsWith(u"PM"_s),
                 qPrintable(american));
    }
};

QTEST_GUILESS_MAIN(TestHumane)
#include "tst_humane.moc"
