// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/ramp.h"

#include <QTest>

#include <functional>

using namespace lighterman;
using namespace std::chrono_literals;

namespace {

constexpr double kMiB = 1024.0 * 1024;

/// A line, and a file that comes over it: looked at eight times a second.
class Line
{
public:
    /// Bytes per second that so many connections bring.
    using Rate = std::function<double(int connections, Ramp::Time now)>;

    Line(Ramp &ramp, Rate rate, double total = 1000 * kMiB)
        : m_ramp(ramp)
        , m_rate(std::move(rate))
        , m_missing(total)
    {
    }

    /// How many connections there are after so long.
    int after(Ramp::Time time)
    {
        for (const Ramp::Time end = m_now + time; m_now < end; m_now += 125ms) {
            m_open = std::min(m_wanted, m_places);
            const double bytes = std::min(m_rate(m_open, m_now) / 8, m_missing);
            m_received += bytes;
            m_missing -= bytes;
            m_wanted
                = m_ramp.look({m_now, qint64(m_received), qint64(m_missing), m_open, m_roundTrip});
        }
        return m_wanted;
    }
    void setPlaces(int places) { m_places = places; }
    /// How often another number was wanted.
    [[nodiscard]] int changes() const { return m_changes; }
    void setRoundTrip(Ramp::Time time) { m_roundTrip = time; }

private:
    Ramp &m_ramp;
    Rate m_rate;
    int m_places = 8;
    Ramp::Time m_roundTrip = 50ms;
    Ramp::Time m_now = 5000ms; // any
    double m_received = 0;
    double m_missing;
    int m_open = 1;
    int m_wanted = 1;
    int m_changes = 0;
};

/// Each connection brings its own.
double scaling(int connections, Ramp::Time)
{
    return connections * kMiB;
}

/// Packets are lost: the first connection becomes slower, and each brings its own.
double lossy(int connections, Ramp::Time now)
{
    return now < 5500ms ? 1.2 * kMiB : connections * kMiB;
}

/// One connection fills the line.
double full(int, Ramp::Time)
{
    return 12 * kMiB;
}

} // namespace

/// How many connections one file is worth.
class TestRamp : public QObject
{
    Q_OBJECT

private slots:
    void oneConnectionAtFirst()
    {
        Ramp ramp(8);
        Line line(ramp, scaling);
        QCOMPARE(line.after(500ms), 1);
    }

    void moreWhileTheSumRises()
    {
        Ramp ramp(8);
        Line line(ramp, lossy);
        QCOMPARE(line.after(750ms), 4);
        QCOMPARE(line.after(1000ms), 8);
        QCOMPARE(line.after(10s), 8);
        QCOMPARE(*ramp.learnt(), (HostRecord{8, 8 * kMiB}));
    }

    void twoAreTriedFirstWhereTheLineMayBeFull()
    {
        // By the server, for each connection.
        Ramp ramp(8);
        Line line(ramp, scaling);
        QCOMPARE(line.after(750ms), 2);
        QCOMPARE(line.after(750ms), 4);
        QCOMPARE(line.after(750ms), 8);
        QCOMPARE(line.after(10s), 8);
        QCOMPARE(*ramp.learnt(), (HostRecord{8, 8 * kMiB}));
    }

    void neverMoreThanAllowed()
    {
        Ramp two(2);
        QCOMPARE(Line(two, scaling).after(20s), 2);
        Ramp six(6);
        QCOMPARE(Line(six, scaling).after(20s), 6);
        Ramp one(1);
        QCOMPARE(Line(one, scaling).after(20s), 1);
        QVERIFY(!one.learnt());
    }

    void aStepThatDoesNotHelpIsTakenBack()
    {
        Ramp ramp(8);
        Line line(ramp, full);
        QCOMPARE(line.after(750ms), 2); // tried
        QCOMPARE(line.after(1s), 1);
        QCOMPARE(line.after(20s), 1);
        QCOMPARE(*ramp.learnt(), (HostRecord{1, 12 * kMiB, true}));
    }

    void aTrialLastsAsLongAsASlowStart()
    {
        const auto distant = [](int n, Ramp::Time now) {
            return (n == 1 || now < 8s ? 1 : n) * kMiB; // two and a quarter seconds
        };
        Ramp ramp(8);
        Line line(ramp, distant);
        line.setRoundTrip(400ms);
        QCOMPARE(line.after(20s), 8);
    }

    void whatWasTakenBackAndIsMissedComesAgain()
    {
        // One connection has luck for four seconds, and so the trial is of no use.
        const auto lucky = [](int n, Ramp::Time now) { return (now < 9s ? 9 : n) * kMiB; };
        Ramp ramp(8);
        Line line(ramp, lucky);
        QCOMPARE(line.after(3s), 1);
        QVERIFY(ramp.learnt()->isFinal);
        QCOMPARE(line.after(20s), 8);
        QCOMPARE(*ramp.learnt(), (HostRecord{8, 8 * kMiB}));
    }

    void aLineThatBecomesSlowForAllIsNotTriedForEver()
    {
        const auto slower = [](int, Ramp::Time now) { return (now < 9s ? 9 : 1) * kMiB; };
        Ramp ramp(8);
        Line line(ramp, slower);
        QCOMPARE(line.after(3s), 1);
        QVERIFY(line.after(20s) > 1); // missed
        const int changes = line.changes();
        QVERIFY(changes <= 4);
        line.after(100s);
        QCOMPARE(line.changes(), changes);
    }

    void aLineThatIsFilledAgainSlowlyMissesNobody()
    {
        // What four leave, the one that stays takes in five seconds.
        int before = 1;
        double share = 1;
        const auto full = [&](int n, Ramp::Time now) {
            if (n < before)
                share = double(n) / before;
            before = n;
            share = std::min(share + 0.15 / 8, 1.0);
            return (now < 5500ms ? 14 - double((now - 5s).count()) / 250 : 12) * kMiB * share;
        };
        Ramp ramp(8);
        Line line(ramp, full);
        QCOMPARE(line.after(750ms), 4);
        QCOMPARE(line.after(5s), 1);
        QCOMPARE(line.after(30s), 1);
        QCOMPARE(ramp.learnt()->connections, 1);
    }

    void whoRefusesIsNotMissed()
    {
        const auto lucky = [](int n, Ramp::Time now) { return (now < 9s ? 9 : n) * kMiB; };
        Ramp ramp(8);
        Line line(ramp, lucky);
        QCOMPARE(line.after(3s), 1); // a step was taken back
        ramp.limit(1);
        QCOMPARE(line.after(20s), 1);
    }

    void placesThatOthersTookAreNoReasonForMore()
    {
        Ramp ramp(8);
        Line line(ramp, [](int n, auto) { return std::min(n, 4) * kMiB; });
        QCOMPARE(line.after(8s), 4); // eight were tried
        line.setPlaces(2);
        QCOMPARE(line.after(10s), 4);
        line.setPlaces(8);
        QCOMPARE(line.after(20s), 4);
    }

    void aKnownNumberIsMeasuredBeforeMoreAreTried()
    {
        // All of them in their slow start, for two seconds.
        const auto starting = [](int, Ramp::Time now) {
            return std::min(12.0, 1 + double((now - 5s).count()) / 180) * kMiB;
        };
        Ramp ramp(8, HostRecord{4, 12 * kMiB});
        Line line(ramp, starting);
        QCOMPARE(line.after(1s), 4);
        Ramp mute(8, HostRecord{4, 4 * kMiB});
        Line nothing(mute, [](int, auto) { return 0.0; });
        QCOMPARE(nothing.after(20s), 4);
        QVERIFY(!mute.learnt());
    }

    void theStepBeforeIsKept()
    {
        // Four fill the line.
        Ramp ramp(8);
        Line line(ramp, [](int n, auto) { return std::min(n, 4) * kMiB; });
        QCOMPARE(line.after(20s), 4);
        QCOMPARE(*ramp.learnt(), (HostRecord{4, 4 * kMiB, true}));
        Ramp six(6);
        QCOMPARE(Line(six, [](int n, auto) { return std::min(n, 4) * kMiB; }).after(20s), 4);
    }

    void aSmallRiseIsEnoughAndATinyOneIsNot()
    {
        const auto rising
            = [](double by) { return [by](int n, auto) { return n == 1 ? kMiB : by * kMiB; }; };
        Ramp small(2);
        QCOMPARE(Line(small, rising(1.15)).after(20s), 2);
        Ramp tiny(2);
        QCOMPARE(Line(tiny, rising(1.08)).after(20s), 1);
    }

    void theSlowStartOfTheFirstIsNotTheMeritOfTheSecond()
    {
        const auto slowStart = [](int, Ramp::Time now) {
            return std::min(12.0, double((now - 5s).count()) / 200) * kMiB; // full after 2.4 s
        };
        Ramp ramp(8);
        Line line(ramp, slowStart);
        QCOMPARE(line.after(1750ms), 1); // it still rises
        QCOMPARE(line.after(20s), 1);
        QCOMPARE(ramp.learnt()->connections, 1);
    }

    void aFastLineNeedsNoHelp()
    {
        Ramp ramp(8);
        Line line(
            ramp, [](int n, auto) { return n * 200 * kMiB; }, 1e12);
        QCOMPARE(line.after(20s), 1);
    }

    void littleIsNotWorthIt()
    {
        Ramp slow(8);
        QCOMPARE(Line(slow, scaling, 8 * kMiB).after(20s), 1);
        Ramp nearItsEnd(8);
        QCOMPARE(Line(
                     nearItsEnd, [](int n, auto) { return n * 20 * kMiB; }, 70 * kMiB)
                     .after(20s),
                 1);
    }

    void theFirstStepNeedsTimeToPayOff()
    {
        const auto steady = [](int n, auto) { return n * 4 * kMiB; };
        Ramp soonOver(8);
        QCOMPARE(Line(soonOver, steady, 34 * kMiB).after(20s), 1);
        Ramp longer(8);
        QCOMPARE(Line(longer, steady, 36 * kMiB).after(750ms), 2);
    }

    void anEndThatWasNearMayBeFarAgain()
    {
        const auto lossy = [](int n, Ramp::Time now) { return now < 7s ? 9 * kMiB : n * kMiB; };
        Ramp ramp(8);
        Line line(ramp, lossy, 64 * kMiB);
        QCOMPARE(line.after(2s), 1); // it would be here in five seconds
        QCOMPARE(line.after(3s), 8);
    }

    void aConnectionThatWasIdleIsGivenTime()
    {
        const auto slowly = [](int, Ramp::Time now) {
            return (now < 7s ? 5 : 11) * kMiB; // after two seconds
        };
        Ramp ramp(8, HostRecord{1, 12 * kMiB, true});
        QCOMPARE(Line(ramp, slowly).after(20s), 1);
    }

    void aLuckyStartDoesNotDecide()
    {
        // Until the first packet is lost.
        const auto lossy = [](int n, Ramp::Time now) { return now < 6500ms ? 9 * kMiB : n * kMiB; };
        Ramp ramp(8);
        QCOMPARE(Line(ramp, lossy).after(20s), 8);
    }

    void whatIsKnownOfTheHostIsBelieved()
    {
        Ramp ramp(8, HostRecord{8, 8 * kMiB, true});
        QCOMPARE(Line(ramp, scaling).after(250ms), 8);
        Ramp fewer(2, HostRecord{8, 8 * kMiB});
        QCOMPARE(Line(fewer, scaling).after(250ms), 2);
        Ramp one(8, HostRecord{1, kMiB, true});
        QCOMPARE(Line(one, scaling).after(20s), 1);
        Ramp small(8, HostRecord{8, 8 * kMiB});
        QCOMPARE(Line(small, scaling, 7 * kMiB).after(250ms), 1);
    }

    void whereFewerWereAllowedMoreAreTried()
    {
        Ramp background(2);
        QCOMPARE(Line(background, scaling).after(20s), 2);
        Ramp foreground(8, background.learnt());
        Line line(foreground, scaling);
        QCOMPARE(line.after(250ms), 2);
        QCOMPARE(line.after(20s), 8);
        Ramp four(8, HostRecord{4, 4 * kMiB, true});
        QCOMPARE(Line(four, scaling).after(20s), 4);
    }

    void whereTheFileWasTooShortMoreAreTried()
    {
        Ramp first(8);
        QCOMPARE(Line(first, scaling, 14 * kMiB).after(20s), 4); // then its end was near
        QCOMPARE(*first.learnt(), (HostRecord{4, 4 * kMiB, false}));
        Ramp second(8, first.learnt());
        QCOMPARE(Line(second, scaling).after(20s), 8);
    }

    void oneIsNotEnoughWhereItIsMuchSlowerThanItWas()
    {
        Ramp ramp(8, HostRecord{1, 10 * kMiB, true});
        QCOMPARE(Line(ramp, scaling).after(20s), 8);
    }

    void aServerThatRefusesIsLeftInPeace()
    {
        Ramp ramp(8);
        Line line(ramp, scaling);
        QCOMPARE(line.after(750ms), 2);
        ramp.limit(1);
        QCOMPARE(line.after(20s), 1);
        QVERIFY(!ramp.learnt());
    }

    void placesThatOthersNeedAreNotWaitedFor()
    {
        Ramp ramp(8);
        Line line(ramp, scaling);
        line.setPlaces(2);
        QCOMPARE(line.after(20s), 2);
        QVERIFY(!ramp.learnt()); // nothing was found out about the host
    }

    void aLineThatStandsStillDecidesNothing()
    {
        Ramp ramp(8);
        Line line(ramp, [](int, auto) { return 0.0; });
        QCOMPARE(line.after(20s), 1);
    }
};

QTEST_GUILESS_MAIN(TestRamp)
#include "tst_ramp.moc"
