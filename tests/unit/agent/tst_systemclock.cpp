// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/agent/qttime.h"

#include <QDateTime>
#include <QTest>

using namespace lighterman;
using namespace std::chrono_literals;

namespace {

Moment utc(int year, int month, int day, int hour)
{
    return QDateTime(QDate(year, month, day), QTime(hour, 0), Qt::UTC).toMSecsSinceEpoch();
}

} // namespace

/// What a clock on the wall shows, by the system's zone.
class TestSystemClock : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { qunsetenv("TZ"); }

    void offsetsOfWinterAndSummer()
    {
        qputenv("TZ", "Europe/Berlin");
        const SystemClock clock;
        QCOMPARE(clock.offset(utc(2026, 1, 15, 12)), 1h);
        QCOMPARE(clock.offset(utc(2026, 7, 15, 12)), 2h);
        QCOMPARE(clock.offset(utc(2026, 3, 29, 1) - 1), 1h);
        QCOMPARE(clock.offset(utc(2026, 3, 29, 1)), 2h);
    }

    void whenItIsPutForwardAndBack()
    {
        qputenv("TZ", "Europe/Berlin");
        const SystemClock clock;
        QCOMPARE(clock.nextShift(utc(2026, 1, 15, 12)), std::optional(utc(2026, 3, 29, 1)));
        QCOMPARE(clock.nextShift(utc(2026, 3, 29, 1)), std::optional(utc(2026, 10, 25, 1)));
    }

    void aZoneWithoutShifts()
    {
        qputenv("TZ", "UTC");
        const SystemClock clock;
        QCOMPARE(clock.offset(utc(2026, 7, 15, 12)), 0s);
        QVERIFY(!clock.nextShift(utc(2026, 1, 15, 12)));
    }
};

QTEST_GUILESS_MAIN(TestSystemClock)
#include "tst_systemclock.moc"
