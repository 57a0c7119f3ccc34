// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/signinoffice.h"

#include <QTest>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kUnauthorized = httpError(401);

/// A job whose password is in a keyring that is locked, and that asks the person instead.
JobId addPastTheKeyring(Office &office)
{
    office.add();
    if (!office.answer(1, "secret"))
        qFatal("the password does not count");
    office.keyring.lock();
    office.restart();
    const JobId id = office.add();
    if (office.job(id).cause->code != ErrorCode::KeyringLocked)
        qFatal("the keyring is not locked");
    office.engine->desk().skipKeyring();
    Office::settle();
    return id;
}

} // namespace

/// Jobs are asked who they are, and people answer.
class TestSignInDesk : public QObject
{
    Q_OBJECT

private slots:
    void nobodyKnows()
    {
        Office office;
        const JobId id = office.add();
        QCOMPARE(office.job(id).state, JobState::Error);
        QCOMPARE(office.job(id).error->code, kUnauthorized);
        QCOMPARE(office.job(id).question, 1);
        const auto questions = office.questions();
        QCOMPARE(questions.size(), 1U);
        QCOMPARE(questions.front().space.host, u"a.example"_s);
        QCOMPARE(questions.front().space.realm, u"realm"_s);
        QCOMPARE(questions.front().jobs, std::vector<JobId>{id});
        QCOMPARE(office.guard().requests, 1);
        QCOMPARE(office.guard().logins, 0);
    }

    void anAnswerLetsAllGoOn()
    {
        Office office;
        office.servers.guards[u"b.example"_s] = {};
        std::vector<JobId> jobs;
        for (int i = 0; i < 10; ++i)
            jobs.push_back(office.add());
        const JobId elsewhere = office.add(u"https://open.example/f"_s);
        const JobId other = office.add(u"https://b.example/f"_s);
        QCOMPARE(office.questions().size(), 2U);
        QVERIFY(office.isDone(elsewhere));
        QVERIFY(office.answer(1, "secret"));
        for (const JobId &id : jobs)
            QVERIFY(office.isDone(id));
        QCOMPARE(office.guard().logins, 10);
        QCOMPARE(office.job(other).state, JobState::Error);
        QCOMPARE(office.questions().size(), 1U);
        QCOMPARE(office.keyring.kept.size(), 1U);
        QCOMPARE(office.keyring.kept.begin()->second, "secret");
        QVERIFY(office.isDone(office.add())); // it is known from now on
        office.restart();
        QVERIFY(office.isDone(office.add()));
    }

    void aWrongAnswerCostsOneLogin()
    {
        Office office;
        const JobId one = office.add();
        const JobId two = office.add();
        const auto wrong = office.answer(1, "wrong");
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().code, kUnauthorized);
        QCOMPARE(office.guard().logins, 1);
        QCOMPARE(office.job(one).state, JobState::Error);
        QCOMPARE(office.job(two).state, JobState::Error);
        QCOMPARE(office.questions().front().refusals, 1);
        QCOMPARE(office.questions().front().number, 1);
        for (const QString &key : {u"server basic https://a.example:443 \"realm\" \"\""_s})
            QVERIFY(!office.keyring.kept.contains(key)); // only what counts is saved
        QVERIFY(office.answer(1, "secret"));
        QCOMPARE(office.guard().logins, 3);
        QVERIFY(office.isDone(one) && office.isDone(two));
    }

    void threeWrongAnswersMakeAPause()
    {
        Office office;
        const JobId id = office.add();
        for (const char *wrong : {"a", "b", "c"})
            QCOMPARE(office.answer(1, wrong).error().code, kUnauthorized);
        QCOMPARE(office.answer(1, "secret").error().code, ErrorCode::SignInPaused);
        office.restart();
        QCOMPARE(office.answer(1, "secret").error().code, ErrorCode::SignInPaused);
        office.time.pass(5min);
        QVERIFY(office.answer(1, "secret"));
        QVERIFY(office.isDone(id));
        QCOMPARE(office.guard().logins, 4);
    }

    void theSmallestTriesIt()
    {
        Office office;
        const JobId first = office.add();
        const JobId second = office.add();
        const_cast<Job &>(office.job(first)).bytesTotal = 5000;
        const_cast<Job &>(office.job(second)).bytesTotal = 10;
        office.servers.isSlow = true;
        office.engine->desk().answer(1, {u"anna"_s, secretOf("secret")},
                                     [](const Result<void> &) {});
        Office::settle();
        QCOMPARE(office.servers.tried.size(),
                 2U); // the second one has tried, and the first follows
        QVERIFY(isMoving(office.job(second).state));
    }

    /// Whoever had it before has it no more, and nobody sends it again.
    void aPasswordIsChangedInMidAir()
    {
        Office office;
        const JobId first = office.add();
        QVERIFY(office.answer(1, "secret"));
        QVERIFY(office.isDone(first));
        office.guard().password = "other";
        office.guard().logins = 0;
        std::vector<JobId> jobs;
        for (int i = 0; i < 5; ++i)
            jobs.push_back(office.add());
        QCOMPARE(office.guard().logins, 1);
        QCOMPARE(office.questions().size(), 1U);
        QCOMPARE(office.questions().front().number, 2); // numbers are never used again
        office.restart();
        for (const JobId &id : jobs)
            office.change(id, JobVerb::Resume);
        QCOMPARE(office.guard().logins, 1);
        QVERIFY(office.answer(2, "other"));
        for (const JobId &id : jobs)
            QVERIFY(office.isDone(id));
        QCOMPARE(office.guard().logins, 6);
    }

    void aJobHasItsOwn()
    {
        Office office;
        const JobId id = office.addWith({AuthTarget::Server, {}, u"anna"_s, secretOf("secret")});
        QVERIFY(office.isDone(id));
        QVERIFY(office.questions().empty());
        QVERIFY(office.keyring.kept.empty());                      // gone with the job
        QCOMPARE(office.job(office.add()).state, JobState::Error); // nobody else's
    }

    void itsOwnAreWrong()
    {
        Office office;
        const JobId id = office.addWith({AuthTarget::Server, {}, u"anna"_s, secretOf("wrong")});
        QCOMPARE(office.job(id).state, JobState::Error);
        QCOMPARE(office.guard().logins, 1);
        office.change(id, JobVerb::Resume); // by itself nothing is sent again
        QCOMPARE(office.guard().logins, 1);
        // Not by another job either, nor after a restart.
        office.addWith({AuthTarget::Server, {}, u"anna"_s, secretOf("wrong")});
        QCOMPARE(office.guard().logins, 1);
        office.restart();
        office.addWith({AuthTarget::Server, {}, u"anna"_s, secretOf("wrong")});
        office.change(id, JobVerb::Resume);
        QCOMPARE(office.guard().logins, 1);
        QCOMPARE(office.questions().size(), 1U);
        // But others of the same name are.
        office.engine->desk().setCredentials(
            id, {AuthTarget::Server, AuthScheme::Basic, u"anna"_s, secretOf("secret")},
            [](const Result<void> &) {});
        office.change(id, JobVerb::Resume);
        QVERIFY(office.isDone(id));
        QCOMPARE(office.guard().logins, 2);
    }

    void itsOwnAreForItsOwnServers()
    {
        Office office;
        office.servers.guards[u"b.example"_s] = {};
        JobSpec spec;
        spec.suspended = true;
        const JobId id = office.addWith({AuthTarget::Server, {}, u"anna"_s, secretOf("secret")},
                                        u"https://b.example/f"_s);
        QVERIFY(office.isDone(id));
        SignInDesk &desk = office.engine->desk();
        const JobId redirected
            = office.addWith({AuthTarget::Server, {}, u"anna"_s, secretOf("secret")},
                             u"https://slow.example/f"_s, spec);
        QVERIFY(office.isDone(redirected));
        // A redirect has led elsewhere: the desk hears of a server that is none of the job's.
        desk.challenged(redirected, 0,
                        {AuthTarget::Server, QUrl(kLink), {{AuthScheme::Basic, u"realm"_s}}, {}});
        QCOMPARE(office.guard().logins, 0);
    }

    void notInTheClear()
    {
        Office office;
        const auto link = u"http://a.example/f"_s;
        const JobId id
            = office.addWith({AuthTarget::Server, {}, u"anna"_s, secretOf("secret")}, link);
        QCOMPARE(office.job(id).error->code, ErrorCode::InsecureBasic);
        QCOMPARE(office.guard().logins, 0);
        QVERIFY(office.questions().empty());
        JobSpec spec;
        spec.settings.allowInsecureBasic = true;
        QVERIFY(office.isDone(office.addWith(
            {AuthTarget::Server, {}, u"anna"_s, secretOf("secret")}, link, std::move(spec))));
        office.guard().offers = {{AuthScheme::Digest, u"realm"_s}, {AuthScheme::Basic, u"realm"_s}};
        QVERIFY(office.isDone(
            office.addWith({AuthTarget::Server, {}, u"anna"_s, secretOf("secret")}, link)));
        QCOMPARE(office.servers.tried.back().scheme, AuthScheme::Digest);
    }

    void anAnswerInTheClear()
    {
        Office office;
        const JobId id = office.add(u"http://a.example/f"_s);
        QCOMPARE(office.job(id).error->code, kUnauthorized);
        QCOMPARE(office.answer(1, "secret").error().code, ErrorCode::InsecureBasic);
        QCOMPARE(office.questions().front().refusals, 0);
        const auto set = [](const Result<void> &) {};
        office.engine->set(id, {{u"allow-insecure-basic"_s, u"true"_s}}, set);
        const JobId shy = office.add(u"http://a.example/f"_s);
        QVERIFY(office.answer(1, "secret"));
        QVERIFY(office.isDone(id));
        QCOMPARE(office.job(shy).error->code, ErrorCode::InsecureBasic);
        QCOMPARE(office.guard().logins, 1);
    }

    void beforeAnybodyAsks()
    {
        Office office;
        JobSpec spec;
        spec.settings.preemptive = true;
        QVERIFY(office.isDone(office.addWith(
            {AuthTarget::Server, AuthScheme::Basic, u"anna"_s, secretOf("secret")}, kLink, spec)));
        QCOMPARE(office.guard().requests, 1);
        // Nothing to tell: it asks as nobody.
        const JobId id = office.addWith(
            {AuthTarget::Server, AuthScheme::Digest, u"anna"_s, secretOf("secret")}, kLink, spec);
        QCOMPARE(office.job(id).state, JobState::Error);
        QCOMPARE(office.guard().requests, 2);
    }

    void theKeyringIsLocked()
    {
        Office office;
        QVERIFY(office.isDone(office.add(u"https://open.example/f"_s)));
        const JobId first = office.add();
        QVERIFY(office.answer(1, "secret"));
        QVERIFY(office.isDone(first));
        office.keyring.lock();
        office.restart();
        const JobId id = office.add();
        QCOMPARE(office.job(id).state, JobState::TransientError);
        QCOMPARE(office.job(id).cause->code, ErrorCode::KeyringLocked);
        QVERIFY(office.questions().empty());
        QVERIFY(!office.job(id).cause->next); // no try would help
        const int requests = office.guard().requests;
        office.time.pass(1h);
        Office::settle();
        QCOMPARE(office.guard().requests, requests);
        QVERIFY(office.isDone(office.add(u"https://open.example/f"_s)));
        office.keyring.open();
        Office::settle();
        QVERIFY(office.isDone(id));
    }

    void thePasswordIsTypedWhileTheKeyringIsLocked()
    {
        Office office;
        const JobId id = addPastTheKeyring(office);
        QCOMPARE(office.questions().size(), 1U);
        QVERIFY(!office.answer(office.questions().front().number, "wrong"));
        QVERIFY(office.answer(office.questions().front().number, "secret"));
        QVERIFY(office.isDone(id));
        QVERIFY(office.isDone(office.add())); // from memory
    }

    void theKeyringIsOpenedBeforeThePasswordIsTyped()
    {
        Office office;
        const JobId id = addPastTheKeyring(office);
        QCOMPARE(office.questions().size(), 1U);
        office.keyring.open();
        Office::settle();
        QVERIFY(office.questions().empty());
        QVERIFY(office.isDone(id));
        office.keyring.lock(); // from now on it is waited for again
        office.restart();
        QCOMPARE(office.job(office.add()).cause->code, ErrorCode::KeyringLocked);
    }

    void theKeyringIsLockedWhenCredentialsCome()
    {
        Office office;
        office.keyring.lock();
        office.servers.isSlow = true;
        const JobId id = office.addWith({AuthTarget::Server, {}, u"anna"_s, secretOf("secret")});
        QVERIFY(isMoving(office.job(id).state)); // from memory
        QVERIFY(office.keyring.kept.empty());
        office.keyring.open();
        Office::settle();
        QCOMPARE(office.keyring.kept.size(), 1U);
        office.servers.goOn();
        Office::settle();
        QVERIFY(office.isDone(id));
        QVERIFY(office.keyring.kept.empty());
    }

    void theKeyringIsMute()
    {
        Office office;
        office.add();
        QVERIFY(office.answer(1, "secret"));
        office.restart();
        office.keyring.isMute = true;
        const JobId id = office.add();
        QVERIFY(isMoving(office.job(id).state)); // it waits, and nobody else does
        QVERIFY(office.isDone(office.add(u"https://open.example/f"_s)));
        office.change(id, JobVerb::Cancel);
        QCOMPARE(office.job(id).state, JobState::Cancelled);
    }

    void onlyForThisSession()
    {
        Office office;
        office.add();
        QVERIFY(office.answer(1, {u"anna"_s, secretOf("secret"), true, false}));
        QVERIFY(office.isDone(office.add()));
        QVERIFY(office.keyring.kept.empty());
        office.restart();
        QCOMPARE(office.job(office.add()).state, JobState::Error);
    }

    void onlyForTheTransfer()
    {
        Office office;
        const JobId one = office.add();
        const JobId two = office.add();
        QVERIFY(office.answer(1, {u"anna"_s, secretOf("secret"), false, true}));
        QVERIFY(office.isDone(one) && office.isDone(two));
        QCOMPARE(office.job(office.add()).state, JobState::Error);
        QVERIFY(office.keyring.kept.empty()); // gone with the jobs
    }

    void theOneThatTriesItGoesAway()
    {
        Office office;
        const JobId id = office.add();
        std::optional<Result<void>> end;
        office.servers.guards[u"a.example"_s].offers.clear();
        office.engine->desk().answer(1, {u"anna"_s, secretOf("secret")},
                                     [&](const Result<void> &result) { end = result; });
        office.change(id, JobVerb::Cancel);
        QVERIFY(end && !*end);
        QVERIFY(office.questions().empty());
        QCOMPARE(office.guard().logins, 0);
    }

    void nobodyAsksAnyMore()
    {
        Office office;
        const JobId one = office.add();
        const JobId two = office.add();
        office.servers.guards.clear();
        QVERIFY(office.answer(1, "whatever"));
        QVERIFY(office.isDone(one) && office.isDone(two));
        QVERIFY(office.keyring.kept.empty()); // nobody knows whether it counts
        QVERIFY(office.questions().empty());
    }

    void questionsOutliveTheAgent()
    {
        Office office;
        const JobId id = office.add();
        QVERIFY(office.engine->desk().putOff(1));
        office.restart();
        QCOMPARE(office.questions().size(), 1U);
        QVERIFY(office.questions().front().isPutOff);
        QCOMPARE(office.questions().front().jobs, std::vector<JobId>{id});
        office.change(id, JobVerb::Cancel);
        QVERIFY(office.questions().empty());
        office.restart();
        QVERIFY(office.questions().empty());
        office.add();
        QCOMPARE(office.questions().front().number, 2);
    }

    void theProxyAsks()
    {
        Office office;
        office.guard().target = AuthTarget::Proxy;
        const JobId id = office.add(u"http://a.example/f"_s);
        QCOMPARE(office.job(id).error->code, httpError(407));
        QCOMPARE(office.questions().front().space.target, AuthTarget::Proxy);
        QVERIFY(office.answer(1, "secret")); // readable on the way, as all proxies have it
        QVERIFY(office.isDone(id));
        QVERIFY(office.isDone(
            office.addWith({AuthTarget::Proxy, AuthScheme::Basic, u"anna"_s, secretOf("secret")})));
    }

    void noProxyCredentialsForServers()
    {
        Office office;
        const JobId id
            = office.addWith({AuthTarget::Proxy, AuthScheme::Basic, u"anna"_s, secretOf("secret")});
        QCOMPARE(office.job(id).state, JobState::Error);
        QCOMPARE(office.guard().logins, 0);
    }

    void ownTickets_data()
    {
        QTest::addColumn<int>("policy");
        QTest::addColumn<bool>("isAsked");
        QTest::addColumn<int>("target");
        QTest::addColumn<bool>("isSent");
        const auto row = [](const char *name, ImplicitSignIn policy, bool isAsked,
                            AuthTarget target, bool isSent) {
            QTest::newRow(name) << int(policy) << isAsked << int(target) << isSent;
        };
        row("nobody asked", ImplicitSignIn::OnRequest, false, AuthTarget::Server, false);
        row("asked", ImplicitSignIn::OnRequest, true, AuthTarget::Server, true);
        row("for the proxy", ImplicitSignIn::OnRequest, true, AuthTarget::Proxy, true);
        row("always", ImplicitSignIn::Always, false, AuthTarget::Server, true);
        row("in the domain", ImplicitSignIn::Domain, false, AuthTarget::Server, true);
    }

    void ownTickets()
    {
        QFETCH(int, policy);
        QFETCH(bool, isAsked);
        QFETCH(int, target);
        QFETCH(bool, isSent);
        Office office;
        office.settings.implicitSignIn = ImplicitSignIn(policy);
        office.settings.implicitDomains = {u"example"_s};
        office.restart();
        office.guard() = {{{AuthScheme::Negotiate, {}}}, {}, {}};
        const JobId id = isAsked
            ? office.addWith({AuthTarget(target), AuthScheme::Negotiate, {}, {}})
            : office.add();
        QCOMPARE(office.isDone(id), isSent);
        QCOMPARE(office.guard().logins, isSent ? 1 : 0);
    }

    void whatIsNotGiven()
    {
        Office office;
        const JobId id = office.add();
        const auto set = [&](GivenCredentials given) {
            std::optional<Result<void>> end;
            office.engine->desk().setCredentials(id, std::move(given),
                                                 [&](const Result<void> &result) { end = result; });
            Office::settle();
            return *end;
        };
        QCOMPARE(set({AuthTarget::Proxy, AuthScheme::Passport, u"a"_s, secretOf("t")}).error().code,
                 ErrorCode::InvalidAuthScheme);
        QCOMPARE(set({AuthTarget::Server, AuthScheme::Basic, {}, {}}).error().code,
                 ErrorCode::InvalidArgument);
        QCOMPARE(office.answer(7, "secret").error().code, ErrorCode::NotFound);
        QCOMPARE(office.answer(1, "secret", u"an:na"_s).error().code, ErrorCode::InvalidArgument);
        std::optional<Result<void>> end;
        office.engine->desk().removeCredentials(id, AuthTarget::Server, AuthScheme::Basic,
                                                [&](const Result<void> &result) { end = result; });
        Office::settle();
        QCOMPARE(end->error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestSignInDesk)
#include "tst_signindesk.moc"
