// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/job.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

using enum JobState;

constexpr std::array kAllStates{Queued,         Connecting,  Transferring, Suspended, Error,
                                TransientError, Transferred, Acknowledged, Cancelled};

/// What each event does in each state, column by column as kAllStates; "" is: no meaning. Written
/// out by hand from the reference of BITS, section 1.2, apart from the table of the program.
struct Expected
{
    JobEvent event;
    std::array<const char *, kJobStates> to;
};

// q queued, c connecting, t transferring, s suspended, e error, T transient-error, d transferred,
// a acknowledged, x cancelled
constexpr std::array<Expected, kJobEvents> kExpected{{
    {JobEvent::Resume, {"", "", "", "q", "q", "q", "", "", ""}},
    {JobEvent::ResumeMoreFiles, {"", "", "", "", "", "", "q", "", ""}},
    {JobEvent::Suspend, {"s", "s", "s", "", "s", "s", "", "", ""}},
    {JobEvent::Cancel, {"x", "x", "x", "x", "x", "x", "x", "", ""}},
    {JobEvent::Complete, {"a", "a", "a", "a", "a", "a", "a", "", ""}},
    {JobEvent::Start, {"c", "", "", "", "", "", "", "", ""}},
    {JobEvent::Connected, {"", "t", "", "", "", "", "", "", ""}},
    {JobEvent::Finished, {"", "", "d", "", "", "", "", "", ""}},
    {JobEvent::Preempted, {"", "q", "q", "", "", "", "", "", ""}},
    {JobEvent::AgentRestarted, {"", "q", "q", "", "", "", "", "", ""}},
    {JobEvent::OwnerLoggedOff, {"", "q", "q", "", "", "", "", "", ""}},
    {JobEvent::TransientFailure, {"", "T", "T", "", "", "", "", "", ""}},
    {JobEvent::NetworkLost, {"T", "T", "T", "", "", "", "", "", ""}},
    {JobEvent::GateShut, {"T", "T", "T", "", "", "", "", "", ""}},
    {JobEvent::FatalFailure, {"", "e", "e", "", "", "", "", "", ""}},
    {JobEvent::DownloadTimeout, {"", "e", "e", "", "", "", "", "", ""}},
    {JobEvent::TokenLost, {"e", "e", "e", "", "", "e", "", "", ""}},
    {JobEvent::RetryDue, {"", "", "", "", "", "q", "", "", ""}},
    {JobEvent::NetworkBack, {"", "", "", "", "", "q", "", "", ""}},
    {JobEvent::GateOpened, {"", "", "", "", "", "q", "", "", ""}},
    {JobEvent::NoProgress, {"", "", "", "", "", "e", "", "", ""}},
    {JobEvent::ValidationFailed, {"", "", "", "", "", "", "e", "", ""}},
    {JobEvent::RangesDone, {"", "", "s", "", "", "", "", "", ""}},
    {JobEvent::InactivityTimeout, {"x", "x", "x", "x", "x", "x", "x", "", ""}},
}};

std::optional<JobState> stateOf(const char *letter)
{
    const auto at = QLatin1StringView("qctseTdax").indexOf(QLatin1StringView(letter));
    return *letter == '\0' ? std::nullopt : std::optional(kAllStates.at(std::size_t(at)));
}

} // namespace

class TestJobState : public QObject
{
    Q_OBJECT

private slots:
    void everyPairOfStateAndEvent()
    {
        for (int event = 0; event < kJobEvents; ++event) {
            const Expected &row = kExpected.at(std::size_t(event));
            QCOMPARE(int(row.event), event);
            for (std::size_t i = 0; i < kAllStates.size(); ++i) {
                const auto expected = stateOf(row.to.at(i));
                QVERIFY2(
                    next(kAllStates.at(i), row.event) == expected,
                    qPrintable(u"event %1 in %2"_s.arg(event).arg(wireName(kAllStates.at(i)))));
            }
        }
    }

    void noPairIsListedTwice()
    {
        for (const Transition &a : kTransitions) {
            const auto same = std::ranges::count_if(kTransitions, [&](const Transition &b) {
                return a.from == b.from && a.on == b.on;
            });
            QCOMPARE(same, 1);
        }
    }

    void namesComeBack()
    {
        for (const JobState state : kAllStates)
            QCOMPARE(jobStateFromWire(QString(wireName(state))), state);
        QVERIFY(!jobStateFromWire(u"Queued"));
        QVERIFY(!jobStateFromWire(u""));
    }

    void verbsByState_data()
    {
        QTest::addColumn<JobVerb>("verb");
        QTest::addColumn<QString>("legal"); // letters of the states in which it is taken
        QTest::newRow("suspend: nothing finished") << JobVerb::Suspend << u"qctseT"_s;
        QTest::newRow("resume: a no-op while moving") << JobVerb::Resume << u"qctseT"_s;
        QTest::newRow("cancel: until final") << JobVerb::Cancel << u"qctseTd"_s;
        QTest::newRow("complete: until final") << JobVerb::Complete << u"qctseTd"_s;
    }

    void verbsByState()
    {
        QFETCH(JobVerb, verb);
        QFETCH(QString, legal);
        for (std::size_t i = 0; i < kAllStates.size(); ++i)
            QCOMPARE(isLegal(verb, kAllStates.at(i)),
                     legal.contains(u"qctseTdax"_s.at(qsizetype(i))));
    }
};

QTEST_GUILESS_MAIN(TestJobState)
#include "tst_jobstate.moc"
