// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/text/questionwords.h"
#include "gui/text/signinwords.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

constexpr Moment kNow = 1'795'251'600'000;
constexpr Moment kMinute = 60'000;

ProtectionSpace space(AuthScheme scheme, const QString &protocol = u"https"_s)
{
    return {
        AuthTarget::Server, scheme, protocol, u"files.example"_s, protocol == u"https"_s ? 443 : 80,
        u"Staff"_s,         {}};
}

QString bare(QString text)
{
    return text.remove(QChar(0x2068)).remove(QChar(0x2069));
}

protocol::QuestionRow row(int jobs)
{
    protocol::QuestionRow made;
    made.question.space = space(AuthScheme::Digest);
    made.jobsTotal = jobs;
    return made;
}

} // namespace

class TestSignInWords : public QObject
{
    Q_OBJECT

private slots:
    void whoAsks()
    {
        QCOMPARE(bare(present::asks(space(AuthScheme::Basic))),
                 u"files.example asks for a user name and password"_s);
        QCOMPARE(bare(present::asks(space(AuthScheme::Bearer))),
                 u"files.example asks for a token"_s);
        ProtectionSpace proxy = space(AuthScheme::Ntlm, u"http"_s);
        proxy.target = AuthTarget::Proxy;
        QCOMPARE(bare(present::asks(proxy)),
                 u"Your network’s proxy files.example:80 asks for a user name and password"_s);
        QCOMPARE(bare(present::selfName(proxy)), u"It calls itself “Staff”."_s);
        proxy.realm.clear();
        QVERIFY(present::selfName(proxy).isEmpty());
    }

    void barAndNotification()
    {
        QCOMPARE(bare(present::askBar({row(1)}).text),
                 u"files.example asks for a user name and password – 1 transfer waits"_s);
        QCOMPARE(bare(present::askBar({row(1), row(2), row(7)}).text),
                 u"files.example asks for a user name and password (and 2 more) – "
                 u"10 transfers wait"_s);
        QCOMPARE(bare(present::askNotification(row(10)).heading), u"Sign in to files.example"_s);
        QCOMPARE(present::askNotification(row(10)).line, u"10 transfers wait"_s);
    }

    /// Whatever could be read on the way is said to be.
    void theWay()
    {
        for (const auto scheme :
             {AuthScheme::Basic, AuthScheme::Digest, AuthScheme::Ntlm, AuthScheme::Negotiate,
              AuthScheme::Passport, AuthScheme::Bearer}) {
            QVERIFY(present::wayThere(space(scheme)).isEncrypted);
            const auto open = present::wayThere(space(scheme, u"http"_s));
            QVERIFY(!open.isEncrypted);
            QVERIFY(open.text.startsWith(u"Not encrypted: "_s));
            ProtectionSpace proxy = space(scheme);
            proxy.target = AuthTarget::Proxy; // the way to it is never encrypted
            QVERIFY(!present::wayThere(proxy).isEncrypted);
        }
    }

    void whereItIsKept()
    {
        using enum KeyringState;
        QCOMPARE(bare(present::rememberBox({Open, u"KWallet"_s}).text), u"&Remember in KWallet"_s);
        QVERIFY(present::rememberBox({Open, {}}).reason.isEmpty());
        QVERIFY(present::rememberBox({Locked, {}}).isOffered);
        for (const auto state : {Missing, Failed}) {
            const auto box = present::rememberBox({state, {}});
            QVERIFY(!box.isOffered);
            QVERIFY(!box.reason.isEmpty());
        }
    }

    void theirOutcome()
    {
        Question question;
        QVERIFY(present::outcome(question, kNow).isEmpty());
        question.refusedUser = u"<b>anna"_s;
        QCOMPARE(bare(present::outcome(question, kNow)),
                 u"The password given before for “<b>anna” was not accepted."_s);
        question.refusals = 1;
        QCOMPARE(present::outcome(question, kNow), u"Not accepted. Check Caps Lock."_s);
        question.pausedUntil = kNow + kMinute;
        QVERIFY(present::outcome(question, kNow).contains(u"avoid locking your account"_s));
        QVERIFY(!pausedUntil(question, kNow + kMinute));
        question.pausedUntil = kNow + 100 * kMinute; // the clock was set back
        QVERIFY(!pausedUntil(question, kNow));
        question.isTried = true;
        QVERIFY(present::outcome(question, kNow).startsWith(u"Trying"_s));
    }

    void whatWasNotTried()
    {
        QVERIFY(present::notTried(Error{httpError(401), {}, {}, {}}).isEmpty());
        QVERIFY(present::notTried(Error{httpError(407), {}, {}, {}}).isEmpty());
        QVERIFY(!present::notTried(Error{ErrorCode::InvalidState, {}, {}, {}}).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestSignInWords)
#include "tst_signinwords.moc"
