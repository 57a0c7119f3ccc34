// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/signinoffice.h"

#include <QTest>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kMany = 8;

/// Paused, with credentials of their own where there are any.
std::vector<JobId> addMany(Office &office, const char *own = nullptr)
{
    std::vector<JobId> jobs;
    for (int i = 0; i < kMany; ++i) {
        JobSpec spec;
        spec.suspended = true;
        jobs.push_back(office.add(kLink, std::move(spec)));
        if (own)
            office.engine->desk().setCredentials(jobs.back(),
                                                 {AuthTarget::Server, {}, u"anna"_s, secretOf(own)},
                                                 [](const Result<void> &) {});
    }
    return jobs;
}

void settleAll()
{
    for (int i = 0; i < 10; ++i)
        Office::settle();
}

/// All in one moment.
void resume(Office &office, const std::vector<JobId> &jobs)
{
    for (const JobId &id : jobs)
        office.engine->change(id, JobVerb::Resume, [](const Result<ChangeOutcome> &) {});
    settleAll();
}

void signInOnce(Office &office)
{
    office.add();
    if (!office.answer(1, "secret"))
        qFatal("the password does not count");
    office.guard().logins = 0;
}

int doneOf(const Office &office, const std::vector<JobId> &jobs)
{
    return int(std::ranges::count_if(jobs, [&](const JobId &id) { return office.isDone(id); }));
}

} // namespace

/// However many jobs have a secret, one shows it first.
class TestFirstLogins : public QObject
{
    Q_OBJECT

private slots:
    void aPasswordThatIsOutOfDateCostsOneLogin()
    {
        Office office;
        signInOnce(office);
        office.guard().password = "other";
        const auto jobs = addMany(office);
        resume(office, jobs);
        QCOMPARE(office.guard().logins, 1);
        QCOMPARE(office.questions().size(), 1U);
        QCOMPARE(office.questions().front().jobs.size(), std::size_t(kMany));
        QVERIFY(office.answer(2, "other"));
        settleAll();
        QCOMPARE(doneOf(office, jobs), kMany);
        QCOMPARE(office.guard().logins, 1 + kMany);
    }

    void aSlipThatManyJobsHaveCostsOneLogin()
    {
        Office office;
        const auto jobs = addMany(office, "secert");
        resume(office, jobs);
        QCOMPARE(office.guard().logins, 1);
        QCOMPARE(office.questions().size(), 1U);
        QVERIFY(office.answer(1, "secret"));
        settleAll();
        QCOMPARE(doneOf(office, jobs), kMany);
    }

    void whatIsRightLetsAllInTogether()
    {
        Office office;
        signInOnce(office);
        const auto jobs = addMany(office);
        resume(office, jobs);
        QCOMPARE(doneOf(office, jobs), kMany);
        QCOMPARE(office.guard().logins, kMany);
    }

    void othersHaveOtherSecrets()
    {
        Office office;
        const auto wrong = addMany(office, "wrong");
        const auto right = addMany(office, "secret");
        std::vector<JobId> all = wrong;
        all.insert(all.end(), right.begin(), right.end());
        resume(office, all);
        QCOMPARE(doneOf(office, right), kMany);
        QCOMPARE(office.servers.wrongLogins[u"a.example"_s], 1);
    }

    void otherServersDoNotWait()
    {
        Office office;
        office.servers.guards[u"b.example"_s] = {};
        signInOnce(office);
        office.guard().unheard = 1;
        const JobId mute = office.add();
        const JobId other = office.addWith({AuthTarget::Server, {}, u"anna"_s, secretOf("secret")},
                                           u"https://b.example/f"_s);
        QVERIFY(office.isDone(other));
        QVERIFY(!office.isDone(mute));
    }

    void whoIsNeverAnsweredMakesWay()
    {
        Office office;
        signInOnce(office);
        office.guard().unheard = 1;
        const auto jobs = addMany(office);
        resume(office, jobs);
        QCOMPARE(doneOf(office, jobs), 0);
        QCOMPARE(office.guard().logins, 1);
        office.time.pass(30s);
        settleAll();
        QCOMPARE(doneOf(office, jobs), kMany - 1);
    }

    void whoIsStoppedMakesWay()
    {
        Office office;
        signInOnce(office);
        office.guard().unheard = 1;
        const auto jobs = addMany(office);
        resume(office, {jobs.at(0)});
        QCOMPARE(office.guard().logins, 1);
        resume(office, {jobs.begin() + 1, jobs.end()});
        QCOMPARE(office.guard().logins, 1);
        office.change(jobs.at(0), JobVerb::Suspend);
        settleAll();
        QCOMPARE(doneOf(office, jobs), kMany - 1);
    }

    /// Whoever waits may be stopped, too, and asks anew when it goes on.
    void whoWaitsMayGo()
    {
        Office office;
        signInOnce(office);
        office.guard().unheard = 1;
        const auto jobs = addMany(office);
        resume(office, {jobs.at(0)});
        resume(office, {jobs.begin() + 1, jobs.end()});
        office.change(jobs.at(4), JobVerb::Cancel);
        office.change(jobs.at(5), JobVerb::Suspend);
        office.time.pass(30s);
        resume(office, {jobs.at(5)});
        QCOMPARE(doneOf(office, jobs), kMany - 2);
        QVERIFY(office.isDone(jobs.at(5)));
    }
};

QTEST_GUILESS_MAIN(TestFirstLogins)
#include "tst_firstlogins.moc"
