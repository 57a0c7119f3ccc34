// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/schedule.h"

#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <array>
#include <random>

using namespace lighterman;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kSlice = 300s;

JobId idOf(int place)
{
    return JobId::fromBytes(QByteArray(16, char(place + 1)));
}

int placeOf(const JobId &id)
{
    return id.toBytes().front() - 1;
}

/// "H3a*40": priority Foreground, High, Normal or Low; place in the queue; host, one of its own
/// when there is none; what it has: * a slot, for so many seconds more (60 where they are not
/// said), . a slot, and its slice is over, ! a slot, and it would lose its bytes.
Candidate job(const QString &drawn)
{
    static const QRegularExpression form(u"^([FHNL])(\\d)([a-z]?)([*.!]?)(\\d*)$"_s);
    const auto parts = form.match(drawn);
    if (!parts.hasMatch())
        qFatal("%s is no job", qPrintable(drawn));
    const int place = parts.captured(2).toInt();
    const QString host = parts.captured(3);
    const QString has = parts.captured(4);
    const QString left = parts.captured(5);
    return {.job = idOf(place),
            .priority = Priority(QStringView(u"FHNL").indexOf(parts.captured(1))),
            .host = host.isEmpty() ? place : 'a' + host.front().unicode(),
            .place = place,
            .moving = !has.isEmpty(),
            .sliceLeft = has.isEmpty()           ? kSlice
                : has == u"."_s || has == u"!"_s ? 0s
                : left.isEmpty()                 ? 60s
                                                 : std::chrono::seconds(left.toInt()),
            .wouldLose = has == u"!"_s};
}

std::vector<Candidate> jobs(const QString &drawn)
{
    std::vector<Candidate> candidates;
    for (const QString &text : drawn.split(u' ', Qt::SkipEmptyParts))
        candidates.push_back(job(text));
    return candidates;
}

QString places(const std::vector<JobId> &ids)
{
    QStringList text;
    for (const JobId &id : ids)
        text += QString::number(placeOf(id));
    text.sort();
    return text.join(u' ');
}

/// "start 1 2, stop 3 (outranked), again 60"; empty when everything stays as it is.
QString inWords(const Plan &plan)
{
    constexpr std::array kWhy{"outranked", "slice over", "other host", "fewer slots"};
    QStringList stops;
    for (const Displaced &stop : plan.stop)
        stops += u"%1 (%2)"_s.arg(placeOf(stop.job))
                     .arg(QString::fromLatin1(kWhy.at(std::size_t(stop.why))));
    stops.sort();
    QStringList words;
    if (!plan.start.empty())
        words += u"start "_s + places(plan.start);
    if (!stops.isEmpty())
        words += u"stop "_s + stops.join(u' ');
    if (!plan.renew.empty())
        words += u"renew "_s + places(plan.renew);
    if (plan.lookAgain)
        words += u"again %1"_s.arg(plan.lookAgain->count() / 1000);
    return words.join(u", ");
}

/// The jobs as they are once the plan is carried out.
std::vector<Candidate> after(const Plan &plan, std::vector<Candidate> candidates)
{
    for (Candidate &job : candidates) {
        if (std::ranges::find(plan.renew, job.job) != plan.renew.end())
            job.sliceLeft = kSlice;
        job.moving = job.moving || std::ranges::find(plan.start, job.job) != plan.start.end();
        if (std::ranges::find(plan.stop, job.job, &Displaced::job) == plan.stop.end())
            continue;
        job.moving = job.wouldLose = false;
        if (job.sliceLeft <= 0s)
            job.place += 100;
        job.sliceLeft = job.sliceLeft > 0s ? job.sliceLeft : kSlice;
    }
    return candidates;
}

std::vector<Candidate> anyJobs(std::mt19937 &random)
{
    const auto below = [&](unsigned most) { return int(random() % most); };
    std::vector<Candidate> candidates;
    for (int place = below(12); place >= 0; --place) {
        const bool moving = below(3) == 0;
        candidates.push_back({.job = idOf(place),
                              .priority = Priority(below(4)),
                              .host = below(4),
                              .place = place,
                              .moving = moving,
                              .sliceLeft = moving && below(2) == 0 ? 0s : 60s,
                              .wouldLose = moving && below(4) == 0});
    }
    return candidates;
}

} // namespace

class TestSchedule : public QObject
{
    Q_OBJECT

private:
    static void row(const char *name, const char *candidates, int room, const char *plan)
    {
        QTest::newRow(name) << QString::fromLatin1(candidates) << room << QString::fromLatin1(plan);
    }

private slots:
    void plans_data()
    {
        QTest::addColumn<QString>("candidates");
        QTest::addColumn<int>("room");
        QTest::addColumn<QString>("plan");
        row("nothing to do", "", 3, "");
        row("the first in the queue starts", "N2 N1 N3", 1, "start 1, again 300");
        row("as many as there are slots", "N1 N2 N3 N4", 3, "start 1 2 3, again 300");
        row("foreground needs no slot", "F1 F2 N3", 1, "start 1 2 3");
        row("foreground is never stopped", "F1* N2*", 0, "stop 2 (fewer slots)");

        row("higher goes before lower", "L1 N2 H3", 2, "start 2 3");
        row("higher takes the slot of lower", "L1* H2", 1, "start 2, stop 1 (outranked)");
        row("only as many as needed make way", "L1* L2* N3", 2,
            "start 3, stop 2 (outranked), again 60");
        row("higher waits for no slice", "L1*299 H2", 1, "start 2, stop 1 (outranked)");
        row("lower waits for no slice either", "H1. L2", 1, "");
        row("who would lose bytes makes way, too", "N1! H2", 1, "start 2, stop 1 (outranked)");
        row("fewer slots than before", "N1* N2* N3*", 1,
            "stop 2 (fewer slots) 3 (fewer slots), again 60");

        row("who moves goes on", "N1 N2*", 1, "again 60");
        row("until the slice is over", "N1 N2.", 1, "start 1, stop 2 (slice over), again 300");
        row("also where it stands before", "N1. N2", 1, "start 2, stop 1 (slice over), again 300");
        row("but not for a lower one", "N1. L2", 1, "");
        row("nobody stops while nobody waits", "N1. N2. N3.", 3, "");
        row("nor while there is room", "N1. N2", 2, "start 2");
        row("one comes, one goes", "N1. N2. N3", 2,
            "start 3, stop 2 (slice over), renew 1, again 300");
        row("the first slice that ends counts", "N1*20 N2*9 N3*30 N4", 3, "again 9");
        row("who must stop is not back at once", "N1. N2. N3.", 2,
            "stop 3 (fewer slots), renew 1 2, again 300");
        row("nobody looks again for nobody", "N1*20 N2*9", 3, "");
        row("who would lose bytes stays", "N1! N2", 1, "");
        row("and another one goes", "N1! N2*5 N3. N4", 3, "start 4, stop 3 (slice over), again 5");
    }

    void plans()
    {
        QFETCH(QString, candidates);
        QFETCH(int, room);
        QTEST(inWords(schedule(jobs(candidates), room, kSlice)), "plan");
    }

    void hosts_data()
    {
        QTest::addColumn<QString>("candidates");
        QTest::addColumn<int>("room");
        QTest::addColumn<QString>("plan");
        row("hosts come before places", "N1a N2a N3a N4b", 2, "start 1 4, again 300");
        row("one host has all that nobody else wants", "N1a N2a N3a", 3, "start 1 2 3");
        row("it gives one back at once", "N1a* N2a* N3a* N4b", 3,
            "start 4, stop 3 (other host), again 60");
        row("and another to a third host", "N1a* N2a* N3b* N4c", 3,
            "start 4, stop 2 (other host), again 60");
        row("but not the last", "N1a* N2b* N3c* N4d", 3, "again 60");
        row("nor one that would lose bytes", "N1a! N2a! N3b", 2, "");
        row("then one that would not", "N1a* N2a! N3b", 2,
            "start 3, stop 1 (other host), again 300");
        row("who is over goes first", "N1a. N2a* N3b", 2, "start 3, stop 1 (slice over), again 60");
        row("a host with less does not make way for more", "N1a. N2b* N3b", 2, "again 60");
        row("a host makes way for itself", "N1a. N2b* N3a", 2,
            "start 3, stop 1 (slice over), again 60");
        row("higher ones count for their host", "H1a* N2a* N3b", 2,
            "start 3, stop 2 (other host), again 300");
        row("but make way for no lower one", "H1a* H2a* N3b", 2, "");
        row("priority comes before hosts", "H1a* H2a N3b*", 2, "start 2, stop 3 (outranked)");
        row("foreground does not count", "F1a* F2a* N3a N4b", 1, "start 3, again 300");
    }
    void hosts() { plans(); }

    /// What a plan leaves does not move again before time passes, and the order of the candidates
    /// means nothing.
    void aPlanIsAtRest()
    {
        std::mt19937 random{1121}; // NOLINT(cert-msc51-cpp,cert-msc32-c): the same in each run
        for (int round = 0; round < 20'000; ++round) {
            const int room = int(random() % 5);
            auto candidates = anyJobs(random);
            const Plan plan = schedule(candidates, room, kSlice);
            const QString before = inWords(plan);
            std::ranges::shuffle(candidates, random);
            QCOMPARE(inWords(schedule(candidates, room, kSlice)), before);
            const Plan next = schedule(after(plan, candidates), room, kSlice);
            QVERIFY2(next.start.empty() && next.stop.empty(), qPrintable(before));
        }
    }
};

QTEST_GUILESS_MAIN(TestSchedule)
#include "tst_schedule.moc"
