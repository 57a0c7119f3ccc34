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

namespace {

/// So many jobs of one link each, the first of which is https://host/0.
std::vector<JobSpec> links(int count)
{
    std::vector<JobSpec> specs{std::size_t(count)};
    for (int i = 0; i < count; ++i)
        specs[std::size_t(i)].files.push_back({QUrl(u"https://host/%1"_s.arg(i)), {}});
    return specs;
}

} // namespace

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
    void adderPassesOnRemarks();
    void addingAsUsualSaysNothing();
    void useAnywayConcernsCostAlone_data();
    void useAnywayConcernsCostAlone();
    void useAnywayIsSentToThoseItConcerns();
    void signInPageOfTheSelectedJobComesFirst();
    void checkingIsSent();

private:
    std::vector<Job> put(const std::vector<JobState> &states);
    Job putHeld(ErrorCode why, const QString &link = {});
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

Job TestJobActions::putHeld(ErrorCode why, const QString &link)
{
    JobDetails details = FakeAgent::sample(wireName(why), JobState::TransientError);
    details.job.cause = Cause{why, FakeAgent::kNow, {}};
    if (!link.isEmpty())
        details.job.cause->link = link;
    m_agent->put(details);
    return details.job;
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
          &m_actions->complete, &m_actions->open, &m_actions->showFolder, &m_actions->useAnyway,
          &m_actions->openSignIn, &m_actions->checkNow})
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
    QSignalSpy answered(&adder, &JobAdder::answered);
    const std::vector<JobSpec> specs = links(3);
    m_agent->refusals = {fail(ErrorCode::FolderMissing).value(), fail(ErrorCode::DiskFull).value()};
    adder.add(specs);
    QTRY_COMPARE(answered.size(), 1);
    const auto outcome = answered.at(0).at(0).value<AddOutcome>();
    QCOMPARE(outcome.refused, QStringList({u"https://host/0"_s, u"https://host/1"_s}));
    QCOMPARE(outcome.why.code, ErrorCode::FolderMissing);
    QCOMPARE(outcome.doubted, QStringList());
    QCOMPARE(m_agent->jobs().size(), 1U);
}

void TestJobActions::adderPassesOnRemarks()
{
    JobAdder adder(*m_agent);
    QSignalSpy answered(&adder, &JobAdder::answered);
    m_agent->addRemark = fail(ErrorCode::DiskFull, u"3 GB are needed"_s).value();
    m_agent->refusals = {fail(ErrorCode::FolderMissing).value()};
    adder.add(links(3));
    QTRY_COMPARE(answered.size(), 1);
    const auto outcome = answered.at(0).at(0).value<AddOutcome>();
    QCOMPARE(outcome.refused, QStringList(u"https://host/0"_s));
    QCOMPARE(outcome.doubted, QStringList({u"https://host/1"_s, u"https://host/2"_s}));
    QCOMPARE(outcome.remark, *m_agent->addRemark);
    m_agent->addRemark.reset();
    adder.add(links(1)); // what was told is not told again
    QTRY_COMPARE(m_agent->jobs().size(), 3U);
    QCOMPARE(answered.size(), 1);
}

void TestJobActions::addingAsUsualSaysNothing()
{
    JobAdder adder(*m_agent);
    QSignalSpy answered(&adder, &JobAdder::answered);
    adder.add(links(2));
    QTRY_COMPARE(m_agent->jobs().size(), 2U);
    QCOMPARE(answered.size(), 0);
}

void TestJobActions::useAnywayConcernsCostAlone_data()
{
    QTest::addColumn<ErrorCode>("why");
    QTest::addColumn<bool>("isOffered");
    QTest::newRow("cost") << ErrorCode::BlockedByCostPolicy << true;
    QTest::newRow("no network") << ErrorCode::NetworkDisconnected << false;
    QTest::newRow("hours") << ErrorCode::BlockedByPolicy << false;
    QTest::newRow("battery") << ErrorCode::BlockedByBatteryPolicy << false;
    QTest::newRow("portal") << ErrorCode::CaptivePortal << false;
    QTest::newRow("server") << httpError(503) << false;
}

void TestJobActions::useAnywayConcernsCostAlone()
{
    QFETCH(const ErrorCode, why);
    m_actions->select({putHeld(why)});
    QTEST(m_actions->useAnyway.isEnabled(), "isOffered");
}

void TestJobActions::useAnywayIsSentToThoseItConcerns()
{
    QSignalSpy refused(m_actions.get(), &JobActions::refused);
    const Job dear = putHeld(ErrorCode::BlockedByCostPolicy);
    const Job gone = putHeld(ErrorCode::BlockedByCostPolicy);
    m_actions->select({putHeld(ErrorCode::NetworkDisconnected), dear, gone});
    m_agent->remove(gone.id);
    m_actions->useAnyway.trigger();
    QTRY_COMPARE(refused.size(), 1); // by the one that is not there any more
    const std::vector<protocol::SetJob> sent = m_agent->asked<protocol::SetJob>();
    QCOMPARE(sent.size(), 2U);
    QCOMPARE(sent.front().job, dear.id);
    QCOMPARE(sent.front().values.size(), 1U);
    QCOMPARE(sent.front().values.front().key, u"use-anyway"_s);
    QCOMPARE(sent.front().values.front().value, u"once"_s);
}

void TestJobActions::signInPageOfTheSelectedJobComesFirst()
{
    QSignalSpy asked(m_actions.get(), &JobActions::signInAsked);
    const Job job = putHeld(ErrorCode::CaptivePortal, u"http://host/"_s);
    m_actions->select({putHeld(ErrorCode::CaptivePortal, u"file:///etc/passwd"_s)});
    QVERIFY(!m_actions->openSignIn.isEnabled());
    m_actions->setSignInPage(QUrl(u"http://portal/"_s));
    QVERIFY(m_actions->openSignIn.isEnabled());
    m_actions->openSignIn.trigger();
    m_actions->select({job});
    m_actions->openSignIn.trigger();
    m_actions->setSignInPage({});
    QVERIFY(m_actions->openSignIn.isEnabled());
    m_actions->select({});
    QVERIFY(!m_actions->openSignIn.isEnabled());
    QCOMPARE(asked.size(), 2);
    QCOMPARE(asked.at(0).at(0).toUrl(), QUrl(u"http://portal/"_s));
    QCOMPARE(asked.at(1).at(0).toUrl(), QUrl(u"http://host/"_s));
}

void TestJobActions::checkingIsSent()
{
    QSignalSpy refused(m_actions.get(), &JobActions::checkRefused);
    m_actions->setAnyWaiting(true);
    m_actions->checkNow.trigger();
    QCOMPARE(m_agent->asked<protocol::CheckNetwork>().size(), 1U);
    m_agent->refusals.push_back(fail(ErrorCode::AccessDenied).value());
    m_actions->checkNow.trigger();
    QTRY_COMPARE(refused.size(), 1);
}

QTEST_MAIN(TestJobActions)
#include "tst_jobactions.moc"
