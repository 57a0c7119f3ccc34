// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/schedule.h"

#include <QTest>

using namespace lighterman;

namespace {

/// "H3*": priority Foreground, High, Normal or Low; place in the queue; * holds a slot. The id is
/// made from the place, so a plan can be written down as places.
std::vector<Candidate> jobs(const QStringList &drawn)
{
    std::vector<Candidate> candidates;
    for (const QString &text : drawn) {
        const auto priority = Priority(QStringView(u"FHNL").indexOf(text[0]));
        const int order = QStringView(text).mid(1, 1).toInt();
        candidates.push_back({JobId::fromBytes(QByteArray(16, char(order + 1))), priority, order,
                              text.endsWith(u'*')});
    }
    return candidates;
}

QString places(const std::vector<JobId> &ids)
{
    QStringList text;
    for (const JobId &id : ids)
        text += QString::number(id.toBytes().front() - 1);
    text.sort();
    return text.join(u' ');
}

} // namespace

class TestSchedule : public QObject
{
    Q_OBJECT

private slots:
    void plans_data()
    {
        QTest::addColumn<QStringList>("candidates");
        QTest::addColumn<int>("room");
        QTest::addColumn<QString>("start");
        QTest::addColumn<QString>("stop");
        const auto row = [](const char *name, const char *candidates, int room, const char *start,
                            const char *stop) {
            QTest::newRow(name) << QString::fromLatin1(candidates).split(u' ', Qt::SkipEmptyParts)
                                << room << QString::fromLatin1(start) << QString::fromLatin1(stop);
        };
        row("nothing to do", "", 3, "", "");
        row("the first in the queue starts", "N2 N1 N3", 1, "1", "");
        row("as many as there are slots", "N1 N2 N3 N4", 3, "1 2 3", "");
        row("who moves goes on", "N1 N2*", 1, "", "");
        row("foreground needs no slot", "F1 F2 N3", 1, "1 2 3", "");
        row("higher goes before lower", "L1 N2 H3", 2, "2 3", "");
        row("higher takes the slot of lower", "L1* H2", 1, "2", "1");
        row("only as many as needed make way", "L1* L2* N3", 2, "3", "2");
        row("fewer slots than before", "N1* N2* N3*", 1, "", "2 3");
        row("foreground is never stopped", "F1* N2*", 0, "", "2");
    }

    void plans()
    {
        QFETCH(QStringList, candidates);
        QFETCH(int, room);
        const Plan plan = schedule(jobs(candidates), room);
        QTEST(places(plan.start), "start");
        QTEST(places(plan.stop), "stop");
    }
};

QTEST_GUILESS_MAIN(TestSchedule)
#include "tst_schedule.moc"
