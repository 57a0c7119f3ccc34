// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/actions/jobactions.h"
#include "gui/actions/jobadder.h"
#include "tests/support/fakeagent.h"

#include <QSignalSpy>
#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;
using testing::FakeAgent;

class TestJobActions : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void offersOnlyWhatIsTaken_data();
    void offersOnlyWhatIsTaken();
    void nothingSelectedOffersNothing();
    void verbsAreSent_data();
    void verbsAreSent();
    void togglePausesFirst();
    void removalIsAskedBeforeItIsSent();
    void allMeansAllThatItConcerns();
    void refusalIsTold();
    void adderNamesRefusedLinks();

private:
    std::vector<Job> put(const std::vector<JobState> &states);
    [[nodiscard]] QList<JobVerb> sent() const;

    std::unique_ptr<FakeAgent> m_agent;
    std::unique_ptr<JobActions> m_actions;
};

void TestJobActions::init()
{
    m_actions.reset();
    m_agent = std::make_unique<FakeAgent>();
    m_agent->connectToAgent();
    QTRY_COMPARE(m_agent->state(), LinkState::Connected);
    m_actions = std::make_unique<JobActions>(*m_agent);
}

std::vector<Job> TestJobActions::put(const std::vector<JobState> &states)
{
    std::vector<Job> jobs;
    for (const JobState state : states) {
        const JobDetails details = FakeAgent::sample(QString(wireName(state)), state);
        m_agent->put(details);
        jobs.push_back(details.job);
    }
    return jobs;
}

QList<JobVerb> TestJobActions::sent() const
{
    QList<JobVerb> verbs;
    for (const protocol::ChangeJob &change : m_agent->asked<protocol::ChangeJob>())
        verbs += change.verb;
    return verbs;
}

void TestJobActions::offersOnlyWhatIsTaken_data()
{
    QTest::addColumn<int>("state");
    for (int state = 0; state < kJobStates; ++state)
        QTest::newRow(wireName(JobState(state)).data()) << state;
}

void TestJobActions::offersOnlyWhatIsTaken()
{
    QFETCH(const int, state);
    const std::vector<Job> jobs = put({JobState(state)});
    m_actions->select(jobs);
    const auto isTaken = [&](const QAction &action, JobVerb verb) {
        return !action.isEnabled() || isLegal(verb, JobState(state));
    };
    QVERIFY(isTaken(m_actions->pause, JobVerb::Suspend));
    QVERIFY(isTaken(m_actions->resume, JobVerb::Resume));
    QVERIFY(isTaken(m_actions->remove, JobVerb::Cancel));
    QVERIFY(isTaken(m_actions->complete, JobVerb::Complete));
    QCOMPARE(m_actions->open.isEnabled(), JobState(state) == JobState::Acknowledged);
    QVERIFY(!(m_actions->resume.isEnabled() && isMoving(JobState(state))));
    QCOMPARE(m_actions->remove.isEnabled(), !isFinal(JobState(state)));
}

void TestJobActions::nothingSelectedOffersNothing()
{
    m_actions->select({});
    for (const QAction *action :
         {&m_actions->pause, &m_actions->resume, &m_actions->pauseOrContinue, &m_actions->remove,
          &m_actions->complete, &m_actions->open, &m_actions->showFolder})
        QVERIFY2(!action->isEnabled(), qPrintable(action->text()));
}

void TestJobActions::verbsAreSent_data()
{
    QTest::addColumn<QAction JobActions::*>("action");
    QTest::addColumn<JobState>("state");
    QTest::addColumn<JobVerb>("verb");
    QTest::newRow("pause") << &JobActions::pause << JobState::Transferring << JobVerb::Suspend;
    QTest::newRow("continue") << &JobActions::resume << JobState::Suspended << JobVerb::Resume;
    QTest::newRow("try again") << &JobActions::resume << JobState::Error << JobVerb::Resume;
    QTest::newRow("toggle a moving one")
        << &JobActions::pauseOrContinue << JobState::Queued << JobVerb::Suspend;
    QTest::newRow("toggle a paused one")
        << &JobActions::pauseOrContinue << JobState::Suspended << JobVerb::Resume;
    QTest::newRow("complete") << &JobActions::complete << JobState::Transferred
                              << JobVerb::Complete;
}

void TestJobActions::verbsAreSent()
{
    QFETCH(QAction JobActions::*, action);
    QFETCH(const JobState, state);
    m_actions->select(put({state}));
    ((*m_actions).*action).trigger();
    QFETCH(const JobVerb, verb);
    QCOMPARE(sent(), QList{verb});
}

void TestJobActions::togglePausesFirst()
{
    m_actions->select(put({JobState::Suspended, JobState::Transferring, JobState::Acknowledged}));
    m_actions->pauseOrContinue.trigger();
    QCOMPARE(sent(), QList{JobVerb::Suspend}); // only to the one that moves
}

void TestJobActions::removalIsAskedBeforeItIsSent()
{
    QSignalSpy asked(m_actions.get(), &JobActions::removalAsked);
    const std::vector<Job> jobs = put({JobState::Queued, JobState::Acknowledged});
    m_actions->select(jobs);
    m_actions->remove.trigger();
    QVERIFY(sent().isEmpty());
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.at(0).at(0).value<std::vector<Job>>(), std::vector{jobs.front()});
    m_actions->cancel(jobs);
    QCOMPARE(sent(), QList{JobVerb::Cancel});
}

void TestJobActions::allMeansAllThatItConcerns()
{
    const std::vector<Job> jobs = put({JobState::Suspended, JobState::Transferring,
                                       JobState::Queued, JobState::Error, JobState::Cancelled});
    m_actions->setEverything([jobs] { return jobs; });
    m_actions->resumeAll.trigger();
    QCOMPARE(sent(), QList{JobVerb::Resume}); // what failed is not tried again by the way
    m_agent->requests.clear();
    m_actions->pauseAll.trigger();
    QCOMPARE(sent().size(), 3);
}

void TestJobActions::refusalIsTold()
{
    QSignalSpy refused(m_actions.get(), &JobActions::refused);
    m_actions->select(put({JobState::Transferring}));
    m_agent->refusals.push_back(fail(ErrorCode::InvalidState).value());
    m_actions->pause.trigger();
    QTRY_COMPARE(refused.size(), 1);
    QCOMPARE(refused.at(0).at(0).toString(), u"transferring"_s);
}

void TestJobActions::adderNamesRefusedLinks()
{
    JobAdder adder(*m_agent);
    QSignalSpy refused(&adder, &JobAdder::refused);
    std::vector<JobSpec> specs(3);
    for (std::size_t i = 0; i < specs.size(); ++i)
        specs[i].files.push_back({QUrl(u"https://host/%1"_s.arg(i)), {}});
    m_agent->refusals = {fail(ErrorCode::FolderMissing).value(), fail(ErrorCode::DiskFull).value()};
    adder.add(specs);
    QTRY_COMPARE(refused.size(), 1);
    QCOMPARE(refused.at(0).at(0).toStringList(),
             QStringList({u"https://host/0"_s, u"https://host/1"_s}));
    QCOMPARE(refused.at(0).at(1).value<Error>().code, ErrorCode::FolderMissing);
    QCOMPARE(m_agent->jobs().size(), 1U);
}

QTEST_MAIN(TestJobActions)
#include "tst_jobactions.moc"
