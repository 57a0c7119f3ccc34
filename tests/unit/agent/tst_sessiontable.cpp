// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/agent/gatekeeper.h"
#include "tests/support/jobsubject.h"
#include "tests/support/mockbus.h"

#include <QTest>

#include <array>
#include <unistd.h>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;

// What becomes of jobs when their owner comes and goes: reference of BITS, section 4.1. The engine
// with its fakes stands behind the real gatekeeper, which asks a logind that dbusmock plays.
namespace {

constexpr uint kOther = 65533;

/// What an event makes of a job in each state, column by column as JobState: the state it is in
/// afterwards, and behind a blank the cause, where it has one. Written out by hand.
struct Row
{
    const char *event;
    bool isLoggedOnBefore;
    void (*happen)(MockLogind &);
    std::array<const char *, kJobStates> cells;
};

uint me()
{
    return ::getuid();
}

/// Nothing happens to anybody.
constexpr std::array kStays{"queued waiting-for-turn",
                            "connecting",
                            "transferring",
                            "suspended suspended",
                            "error http-404",
                            "transient-error http-503",
                            "transferred waiting-for-complete",
                            "acknowledged",
                            "cancelled"};
/// Whoever moves is queued; one in a transient error stays, and is queued at the next logon.
constexpr std::array kWaits{"queued owner-logged-off",
                            "queued owner-logged-off",
                            "queued owner-logged-off",
                            "suspended suspended",
                            "error http-404",
                            "transient-error owner-logged-off",
                            "transferred waiting-for-complete",
                            "acknowledged",
                            "cancelled"};
/// The one that moved moves again; the others wait for the slot behind the job that has it.
constexpr std::array kGoesOn{"queued waiting-for-turn",
                             "connecting",
                             "connecting",
                             "suspended suspended",
                             "error http-404",
                             "queued waiting-for-turn",
                             "transferred waiting-for-complete",
                             "acknowledged",
                             "cancelled"};

constexpr auto kRows = std::to_array<Row>({
    {"login", false, [](MockLogind &logind) { logind.add(u"2"_s, me()); }, kGoesOn},
    {"login by ssh", false,
     [](MockLogind &logind) {
         logind.add(u"2"_s, me(), {{u"Remote"_s, true}, {u"Type"_s, u"tty"_s}});
     },
     kGoesOn},
    {"fast user switch", true,
     [](MockLogind &logind) {
         logind.change(u"1"_s, {{u"Active"_s, false}, {u"State"_s, u"online"_s}});
         logind.add(u"2"_s, kOther);
     },
     kStays},
    {"ssh only", true,
     [](MockLogind &logind) {
         logind.add(u"2"_s, me(), {{u"Remote"_s, true}, {u"Type"_s, u"tty"_s}});
         logind.remove(u"1"_s);
     },
     kStays},
    {"one of two sessions ends", true,
     [](MockLogind &logind) {
         logind.add(u"2"_s, me());
         logind.remove(u"1"_s);
     },
     kStays},
    {"logoff", true, [](MockLogind &logind) { logind.remove(u"1"_s); }, kWaits},
    {"logoff while another user stays", true,
     [](MockLogind &logind) {
         logind.add(u"2"_s, kOther);
         logind.remove(u"1"_s);
     },
     kWaits},
    {"logoff, and programs go on", true,
     [](MockLogind &logind) {
         logind.change(u"1"_s, {{u"State"_s, u"closing"_s}});
     },
     kWaits},
    {"logoff, and the user lingers", true,
     [](MockLogind &logind) {
         logind.add(u"2"_s, me(), {{u"Class"_s, u"manager"_s}});
         logind.remove(u"1"_s);
     },
     kWaits},
});

/// In the words of the table.
QString cell(const Job &job)
{
    const QString state = wireName(job.state);
    return job.cause ? state + u' ' + wireName(job.cause->code) : state;
}

} // namespace

class TestSessionTable : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<MockBus> m_bus;
    std::unique_ptr<MockLogind> m_logind;

    /// Two more logins, of somebody else's: whoever has heard of these has heard of all before.
    void letAllBeHeard()
    {
        SystemBus bus(m_bus->address());
        LoginSessions sessions(bus, kOther + 1);
        bus.open();
        QTRY_VERIFY(sessions.isLoggedOn() == false);
        m_logind->add(u"9"_s, kOther + 1);
        QTRY_VERIFY(sessions.isLoggedOn() == true);
        m_logind->remove(u"9"_s);
        QTRY_VERIFY(sessions.isLoggedOn() == false);
    }

private slots:
    void initTestCase()
    {
        m_bus = std::make_unique<MockBus>();
        m_logind = std::make_unique<MockLogind>(*m_bus);
    }
    void cleanup()
    {
        m_logind->removeAll();
        QTRY_COMPARE(m_logind->inhibitors(), QStringList());
    }
    void cleanupTestCase()
    {
        m_logind.reset();
        m_bus.reset();
    }

    void eventsAndStates_data()
    {
        QTest::addColumn<int>("row");
        for (std::size_t row = 0; row < kRows.size(); ++row)
            QTest::newRow(kRows.at(row).event) << int(row);
    }
    void eventsAndStates()
    {
        QFETCH(const int, row);
        const Row &mine = kRows.at(std::size_t(row));
        m_logind->add(u"1"_s, me());
        std::vector<std::unique_ptr<JobSubject>> subjects;
        std::vector<std::unique_ptr<Gatekeeper>> keepers;
        for (int state = 0; state < kJobStates; ++state) {
            auto &subject = subjects.emplace_back(
                std::make_unique<JobSubject>(JobState(state), NotifyCommand{u"/bin/tell"_s, {}}));
            QCOMPARE(subject->job().state, JobState(state));
            keepers
                .emplace_back(std::make_unique<Gatekeeper>(
                    subject->bench.engine, Gatekeeper::Places{m_bus->address(), u"/nonexistent"_s}))
                ->start();
        }
        // Each has looked for sessions before it asked for its inhibitor.
        QTRY_COMPARE(m_logind->inhibitors().size(), kJobStates);
        letAllBeHeard();
        if (!mine.isLoggedOnBefore) {
            m_logind->remove(u"1"_s);
            letAllBeHeard();
        }
        const auto &before = mine.isLoggedOnBefore ? kStays : kWaits;
        for (std::size_t state = 0; state < subjects.size(); ++state)
            QTRY_COMPARE(cell(subjects[state]->job()), QString::fromLatin1(before.at(state)));
        mine.happen(*m_logind);
        letAllBeHeard();
        for (std::size_t state = 0; state < subjects.size(); ++state) {
            const JobSubject &subject = *subjects[state];
            QTRY_COMPARE(cell(subject.job()), QString::fromLatin1(mine.cells.at(state)));
            QCOMPARE(subject.job().errorCount,
                     state == std::size_t(JobState::TransientError) ? 1 : 0);
            QCOMPARE(subject.bench.notifier.asked.size(), subject.notices);
        }
    }
};

QTEST_GUILESS_MAIN(TestSessionTable)
#include "tst_sessiontable.moc"
