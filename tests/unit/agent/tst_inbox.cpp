// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/inbox.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr Moment kNow = 1'800'000'000'000;
constexpr auto kPassword = QuestionKind::Password;
constexpr Moment kPause = kAnswerPause.count();

ProtectionSpace space(const QString &realm = u"Staff"_s)
{
    return spaceOf(AuthTarget::Server, AuthScheme::Basic, QUrl(u"https://a.example/f"_s), realm);
}

/// An inbox with one question that `count` jobs wait for.
struct Waiting
{
    explicit Waiting(int count = 1)
    {
        for (int i = 0; i < count; ++i) {
            jobs.push_back(JobId::create());
            number = inbox.ask(kPassword, space(), jobs.back(), kNow + i);
        }
    }
    void refuse(int times, Moment now = kNow)
    {
        for (int i = 0; i < times; ++i) {
            QVERIFY(inbox.answer(number, now));
            inbox.refused(number, now);
        }
    }
    [[nodiscard]] Question question() const { return inbox.find(number).value_or(Question()); }
    [[nodiscard]] ErrorCode answer(Moment now = kNow)
    {
        const auto taken = inbox.answer(number, now);
        return taken ? ErrorCode::None : taken.error().code;
    }

    Inbox inbox;
    std::vector<JobId> jobs;
    int number = 0;
};

} // namespace

class TestInbox : public QObject
{
    Q_OBJECT

private slots:
    void oneQuestionForASpace()
    {
        Waiting waiting(10);
        QCOMPARE(waiting.inbox.all().size(), 1U);
        QCOMPARE(waiting.question().jobs, waiting.jobs);
        QCOMPARE(waiting.question().since, kNow);
        const JobId other = JobId::create();
        const int second = waiting.inbox.ask(kPassword, space(u"Others"_s), other, kNow);
        QVERIFY(second != waiting.number);
        QCOMPARE(waiting.inbox.ofJob(other), second);
        // Asking again changes nothing.
        QCOMPARE(waiting.inbox.ask(kPassword, space(), waiting.jobs[0], kNow + 99), waiting.number);
        QCOMPARE(waiting.question().jobs, waiting.jobs);
    }

    void aJobWaitsForOneThing()
    {
        Waiting waiting;
        const int now = waiting.inbox.ask(kPassword, space(u"Others"_s), waiting.jobs[0], kNow);
        QVERIFY(!waiting.inbox.find(waiting.number));
        QCOMPARE(waiting.inbox.find(now)->jobs, waiting.jobs);
    }

    void oneThatNobodyWaitsForCloses()
    {
        Waiting waiting(2);
        QCOMPARE(waiting.inbox.forget(waiting.jobs[0]), waiting.number);
        QCOMPARE(waiting.question().jobs, std::vector{waiting.jobs[1]});
        QCOMPARE(waiting.inbox.forget(waiting.jobs[0]), 0);
        QCOMPARE(waiting.inbox.forget(waiting.jobs[1]), waiting.number);
        QVERIFY(waiting.inbox.all().empty());
        // Its number is not given to another one: a script may still hold it.
        QCOMPARE(waiting.inbox.ask(kPassword, space(), waiting.jobs[0], kNow), waiting.number + 1);
    }

    void oneAnswerFreesAll()
    {
        Waiting waiting(10);
        QCOMPARE(waiting.answer(), ErrorCode::None);
        QVERIFY(waiting.question().isTried);
        QCOMPARE(waiting.answer(), ErrorCode::InvalidState); // one at a time
        QCOMPARE(waiting.inbox.accepted(waiting.number), waiting.jobs);
        QVERIFY(!waiting.inbox.find(waiting.number));
        QCOMPARE(waiting.inbox.ofJob(waiting.jobs[3]), 0);
        QCOMPARE(waiting.answer(), ErrorCode::NotFound);
        QVERIFY(waiting.inbox.accepted(waiting.number).empty());
    }

    void whatIsNotAcceptedIsAskedAgain()
    {
        Waiting waiting;
        waiting.refuse(1);
        QVERIFY(!waiting.question().isTried);
        QCOMPARE(waiting.question().refusals, 1);
        QCOMPARE(waiting.answer(), ErrorCode::None);
        waiting.inbox.takenBack(waiting.number); // the network was gone, say
        QCOMPARE(waiting.question().refusals, 1);
        QCOMPARE(waiting.answer(), ErrorCode::None);
    }

    void threeInARowAreEnoughForAWhile()
    {
        Waiting waiting;
        waiting.refuse(2);
        QVERIFY(!waiting.question().pausedUntil);
        waiting.refuse(1);
        QCOMPARE(waiting.question().pausedUntil, kNow + kPause);
        QCOMPARE(waiting.answer(), ErrorCode::SignInPaused);
        QCOMPARE(waiting.answer(kNow + kPause - 1), ErrorCode::SignInPaused);
        QCOMPARE(waiting.answer(kNow + kPause), ErrorCode::None);
        QVERIFY(!waiting.question().pausedUntil);
        waiting.inbox.refused(waiting.number, kNow + kPause);
        waiting.refuse(2, kNow + kPause); // three more
        QCOMPARE(waiting.answer(kNow + kPause), ErrorCode::SignInPaused);
    }

    void whoLeavesAndComesBackHasNoMoreTries()
    {
        Waiting waiting;
        const ProtectionSpace space = waiting.question().space;
        waiting.refuse(3);
        for (const JobId &job : waiting.jobs)
            waiting.inbox.forget(job);
        QVERIFY(waiting.inbox.all().empty());
        const auto ask = [&](Moment now) {
            return waiting.inbox.ask(QuestionKind::Password, space, waiting.jobs[0], now);
        };
        const int again = ask(kNow + 1000);
        QCOMPARE(waiting.inbox.find(again)->refusals, 3);
        QCOMPARE(waiting.inbox.answer(again, kNow + 1000).error().code, ErrorCode::SignInPaused);
        waiting.inbox.forget(waiting.jobs[0]);
        const int later = ask(kNow + kPause);
        QCOMPARE(waiting.inbox.find(later)->refusals, 0);
        QVERIFY(waiting.inbox.answer(later, kNow + kPause));
        waiting.inbox.refused(later, kNow + kPause);
        QVERIFY(waiting.inbox.answer(later, kNow + kPause));
        waiting.inbox.accepted(later);
        QCOMPARE(waiting.inbox.find(ask(kNow + kPause))->refusals, 0);
    }

    void aClockThatIsSetBackPausesNobodyForDays()
    {
        Waiting waiting;
        waiting.refuse(3);
        QCOMPARE(waiting.answer(kNow - 86'400'000), ErrorCode::None);
    }

    void itOutlivesTheAgent()
    {
        Waiting waiting(3);
        waiting.refuse(3);
        QVERIFY(waiting.inbox.putOff(waiting.number));
        QVERIFY(waiting.question().isPutOff);
        Inbox later;
        later.recallLast(17);
        later.recall(waiting.question());
        QCOMPARE(later.all(), waiting.inbox.all());
        QVERIFY(!later.answer(waiting.number, kNow));
        QVERIFY(later.answer(waiting.number, kNow + kPause));
        QVERIFY(!later.find(waiting.number)->isPutOff); // somebody does it now
        // An agent that ended while an answer was tried does not try it again.
        Inbox latest;
        latest.recall(*later.find(waiting.number));
        QVERIFY(!latest.find(waiting.number)->isTried);
        QCOMPARE(later.ask(kPassword, space(u"Others"_s), JobId::create(), kNow), 18);
    }

    void whatIsNotThere()
    {
        Inbox inbox;
        QCOMPARE(inbox.putOff(1).error().code, ErrorCode::NotFound);
        QCOMPARE(inbox.forget(JobId::create()), 0);
        inbox.refused(1, kNow);
        inbox.takenBack(1);
        QVERIFY(inbox.all().empty());
    }

    void texts_data()
    {
        QTest::addColumn<ProtectionSpace>("space");
        QTest::addColumn<int>("refusals");
        QTest::addColumn<QString>("text");
        const auto at
            = [](AuthTarget target, AuthScheme scheme, const char *url, const QString &realm) {
                  return spaceOf(target, scheme, QUrl(QString::fromLatin1(url)), realm);
              };
        using enum AuthTarget;
        using enum AuthScheme;
        QTest::newRow("a server") << at(Server, Basic, "https://files.example/a", {}) << 0
                                  << u"files.example asks for a user name and password."_s;
        QTest::newRow("its realm")
            << at(Server, Digest, "http://files.example:8080/a", u"Staff\narea"_s) << 0
            << u"files.example:8080 asks for a user name and password. It calls itself "
               "\u201cStaff\ufffdarea\u201d."_s;
        QTest::newRow("a proxy") << at(Proxy, Basic, "http://proxy.corp:80", {}) << 1
                                 << u"The proxy proxy.corp:80 asks for a user name and password. "
                                    "What it was given was not accepted."_s;
        QTest::newRow("a token") << at(Server, Bearer, "https://[::1]:8443/a", {}) << 0
                                 << u"[::1]:8443 asks for a token."_s;
    }
    void texts()
    {
        QFETCH(const ProtectionSpace, space);
        QFETCH(const int, refusals);
        QFETCH(const QString, text);
        QCOMPARE(textOf(Question{.number = 1, .space = space, .refusals = refusals}), text);
    }

    /// Once somebody has answered, that answer is what they want to hear of.
    void whatWasGivenBeforeIsNamed()
    {
        const auto text = [](AuthTarget target, AuthScheme scheme, const QString &user,
                             int refusals = 0) {
            const auto asked = spaceOf(target, scheme, QUrl(u"https://a.example/f"_s), {});
            return textOf(Question{.space = asked, .refusals = refusals, .refusedUser = user});
        };
        using enum AuthTarget;
        QVERIFY(text(Server, AuthScheme::Basic, u"an\nna"_s)
                    .endsWith(u"The password given before for \u201can\ufffdna\u201d was not "
                              "accepted."_s));
        QVERIFY(text(Server, AuthScheme::Basic, u"anna"_s, 1)
                    .endsWith(u"What it was given was not accepted."_s));
        QVERIFY(text(Server, AuthScheme::Bearer, {})
                    .endsWith(u"The token given before was not accepted."_s));
        QVERIFY(text(ClientKey, AuthScheme::Passphrase, {})
                    .endsWith(u"The passphrase given before does not open it."_s));
    }
};

QTEST_GUILESS_MAIN(TestInbox)
#include "tst_inbox.moc"
