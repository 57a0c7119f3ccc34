// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/bandwidth.h"

#include <QDateTime>
#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A moment as UTC, written as in RFC 3339.
Moment utc(const QString &text)
{
    return QDateTime::fromString(text + u'Z', Qt::ISODate).toMSecsSinceEpoch();
}

/// Central Europe in 2027: an hour ahead, two from 28 March to 31 October, each time from 01:00
/// UTC.
class CentralEurope final : public WallZone
{
public:
    [[nodiscard]] std::chrono::seconds offset(Moment at) const override
    {
        return at >= m_spring && at < m_autumn ? 2h : 1h;
    }
    [[nodiscard]] std::optional<Moment> nextShift(Moment after) const override
    {
        if (after < m_spring)
            return m_spring;
        return after < m_autumn ? std::optional(m_autumn) : std::nullopt;
    }

private:
    Moment m_spring = utc(u"2027-03-28T01:00:00"_s);
    Moment m_autumn = utc(u"2027-10-31T01:00:00"_s);
};

/// West of Greenwich, always.
class West final : public WallZone
{
    [[nodiscard]] std::chrono::seconds offset(Moment /*at*/) const override { return -8h; }
};

/// `rate` at these hours, else none.
Settings only(RateLimit rate, QStringView hours)
{
    Settings settings;
    settings.schedule = WeekHours::parse(hours).value();
    settings.scheduleRate = rate;
    return settings;
}

const CentralEurope kZone;

Bandwidth at(const QString &moment, const Settings &settings)
{
    return bandwidthAt(utc(moment), settings, kZone);
}

Bandwidth until(RateLimit limit, const QString &moment)
{
    return {limit, utc(moment)};
}

} // namespace

/// What the weekly schedule leaves to background jobs, told in days of 2027, in which 1 January is
/// a Friday. All moments are UTC; all hours are the wall clock's.
class TestBandwidth : public QObject
{
    Q_OBJECT

private slots:
    void withoutAScheduleOneLimitCountsAlways()
    {
        QCOMPARE(at(u"2027-01-04T09:00:00"_s, {}), Bandwidth{});
        Settings limited;
        limited.maxRate = 5000;
        QCOMPARE(at(u"2027-01-04T09:00:00"_s, limited), (Bandwidth{5000, {}}));
        limited.maxRate = 0;
        QCOMPARE(at(u"2027-01-04T09:00:00"_s, limited), (Bandwidth{0, {}}));
    }

    void twoEqualLimitsAreOne()
    {
        Settings equal = only(5000, u"mon-fri 08:00-17:00");
        equal.maxRate = 5000;
        QCOMPARE(at(u"2027-01-04T09:00:00"_s, equal), (Bandwidth{5000, {}}));
    }

    void onWorkingDays()
    {
        Settings office = only(5000, u"mon-fri 08:00-17:00");
        office.maxRate = 90'000;
        QCOMPARE(at(u"2027-01-04T06:59:59"_s, office), until(90'000, u"2027-01-04T07:00:00"_s));
        QCOMPARE(at(u"2027-01-04T07:00:00"_s, office), until(5000, u"2027-01-04T16:00:00"_s));
        QCOMPARE(at(u"2027-01-04T15:59:59"_s, office), until(5000, u"2027-01-04T16:00:00"_s));
        QCOMPARE(at(u"2027-01-04T16:00:00"_s, office), until(90'000, u"2027-01-05T07:00:00"_s));
        QCOMPARE(at(u"2027-01-08T16:00:00"_s, office), until(90'000, u"2027-01-11T07:00:00"_s));
    }

    void zeroMeansNotNow()
    {
        const Settings night = only(0, u"daily 22:00-06:00");
        QCOMPARE(at(u"2027-01-04T21:30:00"_s, night), until(0, u"2027-01-05T05:00:00"_s));
        QCOMPARE(at(u"2027-01-04T12:00:00"_s, night), until({}, u"2027-01-04T21:00:00"_s));
    }

    void aSecondIsNotLostOnTheWay()
    {
        const Settings night = only(0, u"daily 22:00-06:00");
        const Moment now = utc(u"2027-01-04T12:00:00"_s) + 12'345;
        QCOMPARE(bandwidthAt(now, night, kZone).until, utc(u"2027-01-04T21:00:00"_s));
    }

    void hoursThatTheSpringSkipsAreSkipped()
    {
        const Settings early = only(0, u"sun 02:15-02:45"); // there is no such time on 28 March
        QCOMPARE(at(u"2027-03-28T00:30:00"_s, early), until({}, u"2027-04-04T00:15:00"_s));
        QCOMPARE(at(u"2027-03-21T00:30:00"_s, early), until({}, u"2027-03-21T01:15:00"_s));
    }

    void hoursThatBeginInTheGapBeginBehindIt()
    {
        const Settings early = only(0, u"sun 02:15-05:00");
        QCOMPARE(at(u"2027-03-28T00:59:59"_s, early), until({}, u"2027-03-28T01:00:00"_s));
        QCOMPARE(at(u"2027-03-28T01:00:00"_s, early), until(0, u"2027-03-28T03:00:00"_s));
    }

    void hoursThatEndInTheGapEndBeforeIt()
    {
        const Settings early = only(0, u"sun 01:00-02:30");
        QCOMPARE(at(u"2027-03-28T00:30:00"_s, early), until(0, u"2027-03-28T01:00:00"_s));
        QCOMPARE(at(u"2027-03-28T01:00:00"_s, early), until({}, u"2027-04-03T23:00:00"_s));
    }

    void aNightInSpringIsAnHourShorter()
    {
        const Settings night = only(0, u"daily 22:00-06:00");
        QCOMPARE(at(u"2027-03-27T21:00:00"_s, night), until(0, u"2027-03-28T04:00:00"_s));
    }

    void anHourThatTheAutumnRepeatsCountsTwice()
    {
        const Settings late = only(0, u"sun 02:00-02:30");
        QCOMPARE(at(u"2027-10-30T23:30:00"_s, late), until({}, u"2027-10-31T00:00:00"_s));
        QCOMPARE(at(u"2027-10-31T00:00:00"_s, late), until(0, u"2027-10-31T00:30:00"_s));
        QCOMPARE(at(u"2027-10-31T00:30:00"_s, late), until({}, u"2027-10-31T01:00:00"_s));
        QCOMPARE(at(u"2027-10-31T01:00:00"_s, late), until(0, u"2027-10-31T01:30:00"_s));
        QCOMPARE(at(u"2027-10-31T01:30:00"_s, late), until({}, u"2027-11-07T01:00:00"_s));
    }

    void hoursThatLastOverTheShiftInAutumnAreNotInterrupted()
    {
        const Settings night = only(0, u"daily 22:00-06:00");
        QCOMPARE(at(u"2027-10-30T20:00:00"_s, night), until(0, u"2027-10-31T05:00:00"_s));
    }

    void hoursThatEndInTheRepeatedHourComeBackWithIt()
    {
        const Settings late = only(0, u"sun 00:00-02:30");
        QCOMPARE(at(u"2027-10-30T23:00:00"_s, late), until(0, u"2027-10-31T00:30:00"_s));
        QCOMPARE(at(u"2027-10-31T00:45:00"_s, late), until({}, u"2027-10-31T01:00:00"_s));
    }

    void westOfGreenwichTheWeekIsAlsoTheWallClocks()
    {
        const West west;
        const Settings sunday = only(0, u"sun 20:00-24:00"); // Monday from 04:00 in UTC
        QCOMPARE(bandwidthAt(utc(u"2027-01-04T03:59:00"_s), sunday, west),
                 until({}, u"2027-01-04T04:00:00"_s));
        QCOMPARE(bandwidthAt(utc(u"2027-01-04T04:00:00"_s), sunday, west),
                 until(0, u"2027-01-04T08:00:00"_s));
        QCOMPARE(bandwidthAt(utc(u"1970-01-01T00:00:00"_s), sunday, west).limit, RateLimit());
    }

    void aWholeWeekNeverEnds()
    {
        QCOMPARE(at(u"2027-03-27T12:00:00"_s, only(0, u"daily 00:00-24:00")), (Bandwidth{0, {}}));
    }

    void eachMinuteOfTheYearAgreesWithTheWallClock()
    {
        const Settings odd = only(0, u"mon-fri 08:00-17:00, sat-sun 01:30-02:45, sun 23:00-01:00");
        const Moment end = utc(u"2027-12-31T00:00:00"_s);
        const auto isInside = [&](Moment moment) {
            const qint64 wall = moment + std::chrono::milliseconds(kZone.offset(moment)).count();
            const QDateTime time = QDateTime::fromMSecsSinceEpoch(wall, Qt::UTC);
            const int day = time.date().dayOfWeek() - 1;
            return odd.schedule.contains(day * 1440 + time.time().msecsSinceStartOfDay() / 60'000);
        };
        Bandwidth known = bandwidthAt(utc(u"2027-01-01T00:00:00"_s), odd, kZone);
        for (Moment moment = utc(u"2027-01-01T00:00:00"_s); moment < end; moment += 60'000) {
            if (known.until && moment >= *known.until)
                known = bandwidthAt(moment, odd, kZone);
            if ((known.limit == RateLimit(0)) != isInside(moment))
                QFAIL(qPrintable(toRfc3339(moment)));
        }
    }
};

QTEST_GUILESS_MAIN(TestBandwidth)
#include "tst_bandwidth.moc"
