// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/weekhours.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

enum Day : int { Mon, Tue, Wed, Thu, Fri, Sat, Sun };

constexpr int at(int day, int hour, int minute = 0)
{
    return day * WeekHours::kMinutesOfDay + hour * 60 + minute;
}

WeekHours hours(QStringView text)
{
    return WeekHours::parse(text).value();
}

} // namespace

class TestWeekHours : public QObject
{
    Q_OBJECT

private slots:
    void whatIsTaken_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        QTest::newRow("none") << u"  "_s << QString();
        QTest::newRow("one day") << u"mon 8:00-17:30"_s << u"mon 08:00-17:30"_s;
        QTest::newRow("days") << u" Mon-FRI  08:00-17:00 "_s << u"mon-fri 08:00-17:00"_s;
        QTest::newRow("over the end of the week")
            << u"sat-mon 0:00-24:00"_s << u"sat-mon 00:00-24:00"_s;
        QTest::newRow("over midnight") << u"fri 22:00-2:00"_s << u"fri 22:00-02:00"_s;
        QTest::newRow("all days") << u"mon-sun 01:00-02:00"_s << u"daily 01:00-02:00"_s;
        QTest::newRow("several") << u"daily 1:00-2:00,sun 3:00-4:00"_s
                                 << u"daily 01:00-02:00, sun 03:00-04:00"_s;
    }

    void whatIsTaken()
    {
        QFETCH(QString, text);
        const auto read = WeekHours::parse(text);
        QVERIFY2(read, qPrintable(read ? QString() : read.error().detail));
        QTEST(read->toString(), "shown");
        QVERIFY(WeekHours::parse(read->toString()) == read);
    }

    void whatIsRefused_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text :
             {"mon", "08:00-17:00", "mon 08:00", "someday 08:00-17:00", "mon-someday 08:00-17:00",
              "mon 8-17", "mon 08:00-08:00", "mon 24:00-01:00", "mon 08:00-24:01",
              "mon 08:60-09:00", "mon -1:00-02:00", "mon +1:00-02:00", "mon 08:00-17:00,",
              "mon 08:0-17:00", "mon 08:00 - 17:00", "mon-tue-wed 08:00-17:00"})
            QTest::newRow(text) << QString::fromLatin1(text);
        QTest::newRow("too many") << QStringList(65, u"mon 08:00-17:00"_s).join(u',');
    }

    void whatIsRefused()
    {
        QFETCH(QString, text);
        const auto read = WeekHours::parse(text);
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::InvalidArgument);
        QVERIFY(!read.error().detail.isEmpty());
    }

    void noHoursAreNever()
    {
        QVERIFY(WeekHours().isEmpty());
        QVERIFY(!WeekHours().contains(at(Mon, 12)));
        QVERIFY(!WeekHours().untilChange(at(Mon, 12)));
    }

    void theWholeWeekNeverChanges()
    {
        const WeekHours always = hours(u"daily 00:00-24:00");
        QVERIFY(always.contains(at(Sun, 23, 59)));
        QVERIFY(!always.untilChange(at(Wed, 3)));
        QVERIFY(!hours(u"daily 00:00-12:00, daily 12:00-24:00").untilChange(at(Wed, 3)));
    }

    void workingHours()
    {
        const WeekHours work = hours(u"mon-fri 08:00-17:00");
        QVERIFY(!work.contains(at(Mon, 7, 59)));
        QVERIFY(work.contains(at(Mon, 8)));
        QVERIFY(work.contains(at(Fri, 16, 59)));
        QVERIFY(!work.contains(at(Fri, 17)));
        QVERIFY(!work.contains(at(Sat, 12)));
        QCOMPARE(work.untilChange(at(Mon, 7, 59)), 1);
        QCOMPARE(work.untilChange(at(Mon, 8)), 9 * 60);
        QCOMPARE(work.untilChange(at(Fri, 17)), 3 * 24 * 60 - 9 * 60); // until Monday
    }

    void overMidnightAndTheEndOfTheWeek()
    {
        const WeekHours night = hours(u"sun 22:00-02:00");
        QVERIFY(night.contains(at(Sun, 22)));
        QVERIFY(night.contains(at(Mon, 1, 59)));
        QVERIFY(!night.contains(at(Mon, 2)));
        QCOMPARE(night.untilChange(at(Sun, 23)), 3 * 60);
        QCOMPARE(night.untilChange(at(Mon, 1)), 60);
        const WeekHours rest = hours(u"sat-mon 00:00-24:00");
        QVERIFY(rest.contains(at(Mon, 0)));
        QVERIFY(!rest.contains(at(Tue, 0)));
        QVERIFY(!rest.contains(at(Fri, 23, 59)));
        QCOMPARE(rest.untilChange(at(Sat, 0)), 3 * 24 * 60);
    }

    void hoursThatMeetAreOne()
    {
        const WeekHours day = hours(u"mon 08:00-12:00, mon 12:00-17:00, mon 10:00-13:00");
        QCOMPARE(day.untilChange(at(Mon, 8)), 9 * 60);
    }
};

QTEST_GUILESS_MAIN(TestWeekHours)
#include "tst_weekhours.moc"
