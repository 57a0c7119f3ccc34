// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/signinoffice.h"

#include <QTest>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const auto kOther = u"https://b.example/f"_s;

/// Two servers with passwords of their own, and a job with a file at each.
JobId jobAtBoth(Office &office)
{
    office.servers.guards[u"b.example"_s].password = "other";
    JobSpec spec;
    spec.files.push_back({QUrl(kOther), {}, {}});
    return office.add(kLink, std::move(spec));
}

/// The number of the question of that host.
int questionOf(const Office &office, const QString &host)
{
    for (const Question &question : office.questions()) {
        if (question.space.host == host)
            return question.number;
    }
    return 0;
}

constexpr auto kUnauthorized = httpError(401);

} // namespace

/// What happens when several things do at once.
class TestSignInDeskCases : public QObject
{
    Q_OBJECT

private slots:
    void aJobAsksAtTwoPlaces_data()
    {
        QTest::addColumn<bool>("isForHost");
        QTest::newRow("for the hosts") << true;
        QTest::newRow("for the transfer") << false;
    }
    void aJobAsksAtTwoPlaces()
    {
        QFETCH(const bool, isForHost);
        Office office;
        const JobId id = jobAtBoth(office);
        std::map<QString, const char *> passwords{{u"a.example"_s, "secret"},
                                                  {u"b.example"_s, "other"}};
        for (int i = 0; i < 2; ++i) {
            QCOMPARE(office.questions().size(), 1U); // one at a time
            const Question question = office.questions().front();
            QCOMPARE(office.job(id).question, question.number);
            QVERIFY(office.answer(
                question.number,
                {u"anna"_s, secretOf(passwords[question.space.host]), isForHost, true}));
        }
        QVERIFY(office.isDone(id));
        QVERIFY(office.questions().empty());
        for (const auto &[host, guard] : office.servers.guards)
            QVERIFY(guard.logins <= 2);
        for (const QString &host : {u"a.example"_s, u"b.example"_s}) // nobody had the other's
            QCOMPARE(office.servers.wrongLogins[host], 0);
    }

    void signingInAtOnePlaceAnswersNoOther()
    {
        Office office;
        const JobId first = office.add();
        QVERIFY(office.answer(1, "secret"));
        QVERIFY(office.isDone(first));
        const JobId id = jobAtBoth(office);
        QVERIFY(questionOf(office, u"b.example"_s) != 0);
        QVERIFY(office.answer(questionOf(office, u"b.example"_s), "other"));
        QVERIFY(office.isDone(id));
    }

    void aTokenIsForAll()
    {
        Office office;
        office.guard() = {{{AuthScheme::Bearer, u"realm"_s}}, {}, "secret"};
        const JobId one = office.add();
        const JobId two = office.add();
        QVERIFY(office.answer(1, "secret", {}));
        QVERIFY(office.isDone(one) && office.isDone(two));
        QVERIFY(office.isDone(
            office.addWith({AuthTarget::Server, AuthScheme::Bearer, {}, secretOf("secret")})));
        office.restart();
        QVERIFY(office.isDone(office.add()));
        const JobId wrong
            = office.addWith({AuthTarget::Server, AuthScheme::Bearer, {}, secretOf("bad")});
        QVERIFY(office.isDone(wrong)); // with the one that is known to count
        QVERIFY(office.isDone(office.add()));
    }

    /// As the key of a certificate that was stored in the clear since.
    void whatNobodyLooksAtIsNotKept()
    {
        Office office;
        office.guard()
            = {{{AuthScheme::Passphrase, u"/me.p12"_s}}, {}, "secret", AuthTarget::ClientKey};
        const JobId one = office.add();
        const JobId two = office.add();
        QCOMPARE(office.questions().size(), 1U);
        QCOMPARE(office.job(one).error->file, u"/me.p12"_s);
        office.guard().isOpen = true;
        QVERIFY(office.answer(1, "anything", {}));
        QVERIFY(office.isDone(one) && office.isDone(two));
        QVERIFY(office.questions().empty());
        QVERIFY(office.keyring.kept.empty());
        QVERIFY(office.store.signIns.accounts.empty());
    }

    void whatWasKeptForItGoes()
    {
        Office office;
        office.guard()
            = {{{AuthScheme::Passphrase, u"/me.p12"_s}}, {}, "secret", AuthTarget::ClientKey};
        office.add();
        QVERIFY(office.answer(1, "secret", {}));
        QCOMPARE(office.keyring.kept.size(), 1U);
        office.keyring.whenRead = [&office] { office.guard().isOpen = true; };
        QVERIFY(office.isDone(office.add()));
        QVERIFY(office.keyring.kept.empty());
        QVERIFY(office.store.signIns.accounts.empty());
    }

    void newCredentialsAreNotRefusedForTheOldOnes()
    {
        Office office;
        office.servers.isSlow = true;
        const JobId id = office.addWith({AuthTarget::Server, {}, u"anna"_s, secretOf("secret")});
        QVERIFY(isMoving(office.job(id).state));
        office.guard().password = "new";
        office.engine->desk().setCredentials(
            id, {AuthTarget::Server, {}, u"anna"_s, secretOf("new")}, [](const Result<void> &) {});
        office.servers.goOn();
        Office::settle();
        QVERIFY(office.isDone(id));
        QVERIFY(office.questions().empty());
    }

    void aSessionOutlivesTheLockOfTheKeyring()
    {
        Office office;
        office.add();
        office.keyring.lock();
        QVERIFY(office.answer(1, {u"anna"_s, secretOf("secret"), true, false}));
        office.keyring.open();
        Office::settle();
        QVERIFY(office.isDone(office.add()));
    }

    /// Who has no realm would else learn nothing of the other ways.
    void ticketsAreTheLastGuess()
    {
        Office office;
        office.guard().offers = {{AuthScheme::Negotiate, {}}, {AuthScheme::Basic, u"realm"_s}};
        const GivenCredentials given{AuthTarget::Server, {}, u"anna"_s, secretOf("secret")};
        QVERIFY(office.isDone(
            office.addWith({given.target, given.scheme, given.user, given.secret.copy()})));
        QCOMPARE(office.servers.tried.back().scheme, AuthScheme::Basic);
        office.guard().offers = {{AuthScheme::Negotiate, {}}};
        QVERIFY(office.isDone(
            office.addWith({given.target, given.scheme, given.user, given.secret.copy()})));
        QCOMPARE(office.servers.tried.back().scheme, AuthScheme::Negotiate);
    }

    /// The agent was killed when the question was gone from the store, and the jobs were not told.
    void jobsWhoseQuestionIsGoneAskAnew()
    {
        Office office;
        const JobId one = office.add();
        const JobId two = office.add();
        office.store.signIns.dropQuestion(1);
        office.restart();
        QCOMPARE(office.job(one).question, 2);
        QCOMPARE(office.job(two).question, 2);
        QVERIFY(office.answer(2, "secret"));
        QVERIFY(office.isDone(one) && office.isDone(two));
    }

    void anotherOneTriesItWhenTheFirstIsStopped()
    {
        Office office;
        const JobId one = office.add();
        const JobId two = office.add();
        std::optional<Result<void>> end;
        office.engine->desk().answer(1, {u"anna"_s, secretOf("secret")},
                                     [&](const Result<void> &result) { end = result; });
        office.change(one, JobVerb::Cancel);
        QVERIFY(end && *end);
        QVERIFY(office.isDone(two));
    }

    void withoutASchemeNothingIsGuessedBeforehand()
    {
        Office office;
        office.guard().offers = {{AuthScheme::Negotiate, {}}};
        JobSpec spec;
        spec.settings.preemptive = true;
        const JobId id = office.addWith({AuthTarget::Server, {}, u"anna"_s, secretOf("secret")},
                                        u"http://a.example/f"_s, std::move(spec));
        QVERIFY(office.isDone(id)); // once it was asked
        QCOMPARE(office.guard().requests, 2);
    }

    /// Giving a job others is answering in another way.
    void whatJobsAreGivenCountsAsTried()
    {
        Office office;
        const JobId id = office.add();
        const auto give = [&](const char *password) {
            office.engine->desk().setCredentials(
                id, {AuthTarget::Server, {}, u"anna"_s, secretOf(password)},
                [](const Result<void> &) {});
            office.change(id, JobVerb::Resume);
        };
        for (const char *wrong : {"a", "b", "c", "d", "e"})
            give(wrong);
        QCOMPARE(office.guard().logins, 3);
        QCOMPARE(office.questions().front().refusals, 3);
        QCOMPARE(office.answer(1, "secret").error().code, ErrorCode::SignInPaused);
        give("secret");
        QCOMPARE(office.guard().logins, 3);
        QCOMPARE(office.job(id).error->code, kUnauthorized);
        office.time.pass(5min);
        office.change(id, JobVerb::Resume);
        QVERIFY(office.isDone(id));
        QVERIFY(office.questions().empty());
    }

    /// Three in a row, with nothing that was accepted in between.
    void whoIsLetInHasThreeTriesAgain()
    {
        Office office;
        for (const char *password : {"a", "b"}) {
            const JobId id
                = office.addWith({AuthTarget::Server, {}, u"anna"_s, secretOf(password)});
            QCOMPARE(office.job(id).state, JobState::Error);
        }
        QCOMPARE(office.questions().front().refusals, 2);
        QVERIFY(
            office.isDone(office.addWith({AuthTarget::Server, {}, u"anna"_s, secretOf("secret")})));
        QCOMPARE(office.questions().front().refusals, 0);
        QCOMPARE(office.answer(1, "c").error().code, kUnauthorized);
        QVERIFY(office.answer(1, "secret"));
    }

    void theErrorSaysWhatDidNotCount()
    {
        Office office;
        const JobId own = office.addWith({AuthTarget::Server, {}, u"anna"_s, secretOf("wrong")});
        QCOMPARE(office.job(own).error->detail,
                 u"question 1, asked by a.example; the credentials of the job were not accepted"_s);
        QCOMPARE(office.questions().front().refusedUser, u"anna"_s);
        QVERIFY(office.answer(1, "secret"));
        office.guard().password = "other";
        const JobId saved = office.add();
        QCOMPARE(office.job(saved).error->detail,
                 u"question 2, asked by a.example; what was saved for anna was not accepted"_s);
        QCOMPARE(office.questions().front().refusedUser, u"anna"_s);
    }

    /// Nobody has refused it.
    void whatIsLostIsNoMoreListed()
    {
        Office office;
        JobSpec spec;
        spec.suspended = true;
        const JobId id = office.add(kLink, std::move(spec));
        office.engine->desk().setCredentials(
            id, {AuthTarget::Server, {}, u"anna"_s, secretOf("secret")},
            [](const Result<void> &) {});
        Office::settle();
        office.keyring.kept.clear();
        office.restart();
        office.change(id, JobVerb::Resume);
        QCOMPARE(office.guard().logins, 0);
        QVERIFY(office.job(id).accounts.empty());
        QCOMPARE(office.job(id).error->detail, u"question 1, asked by a.example"_s);
        QVERIFY(std::ranges::any_of(office.store.lines, [](const QString &line) {
            return line == "the password of the job is not kept any more"_L1;
        }));
    }

    void whatWasSavedIsLost()
    {
        Office office;
        office.add();
        QVERIFY(office.answer(1, "secret"));
        office.keyring.kept.clear();
        office.restart();
        const JobId id = office.add();
        QCOMPARE(office.job(id).error->detail, u"question 2, asked by a.example"_s);
        QVERIFY(office.answer(2, "secret"));
        QVERIFY(office.isDone(id));
    }

    void theKeyringOpensWhileItIsAsked()
    {
        Office office;
        office.add();
        QVERIFY(office.answer(1, "secret"));
        office.keyring.lock();
        office.restart();
        office.keyring.whenRead = [&] { // the answer that it is locked is on its way
            office.keyring.whenRead = {};
            office.keyring.changeUnseen();
        };
        QVERIFY(office.isDone(office.add()));
    }
};

QTEST_GUILESS_MAIN(TestSignInDeskCases)
#include "tst_signindeskcases.moc"
