// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/base/humane.h"
#include "common/model/statewords.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

constexpr Moment kNow = 1'795'251'600'000; // 2026-11-21T09:00:00Z

Job job(JobState state)
{
    Job made;
    made.state = state;
    made.bytesTransferred = 420'000;
    made.bytesTotal = 1'000'000;
    made.rate = 8'100;
    return made;
}

Job failed(ErrorCode code)
{
    Job made = job(JobState::Error);
    made.error = fail(code).value();
    return made;
}

Job held(JobState state, ErrorCode why, std::optional<Moment> next = {})
{
    Job made = job(state);
    made.cause = Cause{why, kNow - 60'000, next};
    return made;
}

} // namespace

class TestStateWords : public QObject
{
    Q_OBJECT

private slots:
    void words_data()
    {
        QTest::addColumn<Job>("job");
        QTest::addColumn<StateGroup>("group");
        QTest::addColumn<QString>("word");

        using enum JobState;
        using Group = StateGroup;
        using Code = ErrorCode;
        const auto row = [](const char *name, const Job &shown, Group group, const QString &word) {
            QTest::newRow(name) << shown << group << word;
        };
        row("queued", job(Queued), Group::Resting, u"Queued"_s);
        row("connecting", job(Connecting), Group::Moving, u"Connecting"_s);
        row("transferring", job(Transferring), Group::Moving, u"Transferring"_s);
        row("paused", job(Suspended), Group::Resting, u"Paused"_s);
        row("retry", held(TransientError, httpError(503), kNow + 48'000), Group::Waiting,
            u"Trying again in 0:48"_s);
        row("retry, part of a second", held(TransientError, httpError(503), kNow + 1),
            Group::Waiting, u"Trying again in 0:01"_s);
        row("retry is due", held(TransientError, httpError(503), kNow), Group::Waiting,
            u"Trying again soon"_s);
        row("no cause", job(TransientError), Group::Waiting, u"Trying again soon"_s);
        row("disk full", held(TransientError, Code::DiskFull), Group::Waiting, u"Disk full"_s);
        row("password", failed(httpError(401)), Group::NeedsYou, u"Needs your password"_s);
        row("proxy", failed(httpError(407)), Group::NeedsYou, u"Needs your proxy password"_s);
        row("other host", failed(Code::CertificateOtherHost), Group::NeedsYou,
            u"Certificate not trusted"_s);
        row("expired", failed(Code::CertificateExpired), Group::NeedsYou, u"Certificate expired"_s);
        row("not yet", failed(Code::CertificateNotYetValid), Group::NeedsYou,
            u"Certificate not valid yet"_s);
        row("revoked", failed(Code::CertificateRevoked), Group::NeedsYou, u"Certificate revoked"_s);
        row("in use", held(TransientError, Code::DestinationLocked), Group::Waiting,
            u"File in use elsewhere"_s);
        row("certificate", failed(Code::CertificateUntrusted), Group::NeedsYou,
            u"Certificate not trusted"_s);
        row("passphrase", failed(Code::PassphraseNeeded), Group::NeedsYou,
            u"Needs your passphrase"_s);
        row("shows none", failed(Code::ClientCertificateNeeded), Group::NeedsYou,
            u"Needs your certificate"_s);
        row("shows a wrong one", failed(Code::ClientCertificateRejected), Group::NeedsYou,
            u"Certificate not accepted"_s);
        row("has lost it", failed(Code::ClientCertificateMissing), Group::NeedsYou,
            u"Certificate not found"_s);
        row("cannot use it", failed(Code::ClientCertificateUnusable), Group::NeedsYou,
            u"Certificate not usable"_s);
        row("unproven", failed(Code::ServerUnproven), Group::NeedsYou, u"Server not proven"_s);
        row("headers", failed(Code::HeadersMissing), Group::NeedsYou, u"Needs its headers"_s);
        row("token", failed(Code::TokenRequired), Group::NeedsYou, u"Needs an identity"_s);
        row("page", failed(Code::PageInsteadOfFile), Group::Failed, u"Page instead of file"_s);
        row("not there", failed(httpError(404)), Group::Failed, u"Failed"_s);
        row("error without error", job(Error), Group::Failed, u"Failed"_s);
        row("transferred", job(Transferred), Group::Resting, u"Transferred"_s);
        row("done", job(Acknowledged), Group::Done, u"Done"_s);
        row("cancelled", job(Cancelled), Group::Failed, u"Cancelled"_s);
    }
    void words()
    {
        QFETCH(const Job, job);
        QFETCH(const StateGroup, group);
        QFETCH(const QString, word);
        const StateWords words = stateWords(job, kNow);
        QCOMPARE(words.word, word);
        QCOMPARE(words.group, group);
        QVERIFY(!words.sentence.isEmpty());
        QCOMPARE(needsPerson(job), group == StateGroup::NeedsYou);
    }

    /// Each code that the agent's shutGate() may answer.
    void gates_data()
    {
        QTest::addColumn<ErrorCode>("gate");
        QTest::addColumn<JobState>("state");
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("reason");
        using enum JobState;
        using Code = ErrorCode;
        QTest::newRow("asleep") << Code::StandbyMode << TransientError << u"Waiting after sleep"_s
                                << u"this computer was asleep"_s;
        QTest::newRow("offline") << Code::NetworkDisconnected << TransientError
                                 << u"Waiting for network"_s << u"no network"_s;
        QTest::newRow("portal") << Code::CaptivePortal << TransientError
                                << u"Sign in to the network"_s << u"the network wants a sign-in"_s;
        QTest::newRow("hours") << Code::BlockedByPolicy << TransientError << u"Not allowed now"_s
                               << u"not allowed now"_s;
        QTest::newRow("battery") << Code::BlockedByBatteryPolicy << TransientError
                                 << u"Waiting for mains power"_s << u"battery low"_s;
        QTest::newRow("cost") << Code::BlockedByCostPolicy << TransientError
                              << u"Waiting for cheaper network"_s
                              << u"the network may cost money"_s;
        QTest::newRow("logged off")
            << Code::OwnerLoggedOff << Queued << u"Waiting for logon"_s << u"not logged on"_s;
        QTest::newRow("the keyring") << Code::KeyringLocked << TransientError
                                     << u"Keyring is locked"_s << u"the keyring is locked"_s;
        QTest::newRow("logged off while it waited") << Code::OwnerLoggedOff << TransientError
                                                    << u"Waiting for logon"_s << u"not logged on"_s;
    }
    void gates()
    {
        QFETCH(const ErrorCode, gate);
        QFETCH(const JobState, state);
        const Job waiting = held(state, gate);
        const StateWords words = stateWords(waiting, kNow);
        QTEST(words.word, "word");
        QTEST(holdReason(gate), "reason");
        QVERIFY2(words.word.size() <= 28, qPrintable(words.word)); // the width of a column
        QCOMPARE(words.group, StateGroup::Waiting);
        QVERIFY(!needsPerson(waiting)); // a gate calls for nobody
        QVERIFY(!hasCountdown(held(state, gate, kNow + 10'000)));
        QCOMPARE(holdOf(waiting), gate);
        QVERIFY2(words.sentence.contains(u" Waiting since 08:59. "_s), qPrintable(words.sentence));
        QVERIFY(words.sentence.startsWith(textOf(gate)));
        QVERIFY(words.sentence.endsWith(remedyOf(gate)));
    }

    void whenItGoesOn_data()
    {
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<qint64>("left");
        QTest::addColumn<QString>("times");
        const qint64 kHour = 3'600'000;
        QTest::newRow("hours end today")
            << ErrorCode::BlockedByPolicy << 8 * kHour << u"Waiting since 08:59, until 17:00."_s;
        QTest::newRow("hours end another day") << ErrorCode::BlockedByPolicy << 47 * kHour
                                               << u"Waiting since 08:59, until 2026-11-23 08:00."_s;
        QTest::newRow("hours end in a moment") << ErrorCode::BlockedByPolicy << qint64(10'000)
                                               << u"Waiting since 08:59, until 09:00."_s;
        QTest::newRow("network settles") << ErrorCode::NetworkDisconnected << qint64(2'400)
                                         << u"Waiting since 08:59, next try in 0:03."_s;
        QTest::newRow("after sleep") << ErrorCode::StandbyMode << qint64(2'400)
                                     << u"Waiting since 08:59, next try in 0:03."_s;
        QTest::newRow("file is tried")
            << ErrorCode::DestinationLocked << kHour << u"Waiting since 08:59, next try: 10:00."_s;
        QTest::newRow("disk is looked at")
            << ErrorCode::DiskFull << kHour << u"Waiting since 08:59."_s;
        QTest::newRow("is due") << ErrorCode::DestinationLocked << qint64(0)
                                << u"Waiting since 08:59."_s;
    }
    void whenItGoesOn()
    {
        QFETCH(const ErrorCode, code);
        QFETCH(const qint64, left);
        QFETCH(const QString, times);
        const QString sentence
            = stateWords(held(JobState::TransientError, code, kNow + left), kNow).sentence;
        QCOMPARE(sentence, textOf(code) + u' ' + times + u' ' + remedyOf(code));
    }

    void nothingHoldsTheRest()
    {
        QCOMPARE(holdOf(job(JobState::Queued)), std::nullopt);
        QCOMPARE(holdOf(held(JobState::Queued, ErrorCode::WaitingForTurn)), std::nullopt);
        QCOMPARE(holdOf(held(JobState::TransientError, httpError(503))), std::nullopt);
        QCOMPARE(holdOf(held(JobState::Suspended, ErrorCode::DiskFull)), std::nullopt);
        QCOMPARE(holdOf(failed(ErrorCode::DiskFull)), std::nullopt);
        QVERIFY(hasCountdown(held(JobState::TransientError, httpError(503), kNow)));
        QVERIFY(holdReason(httpError(503)).isEmpty());
    }

    void signInPages_data()
    {
        QTest::addColumn<QString>("link");
        QTest::addColumn<bool>("isOpened");
        QTest::newRow("http") << u"http://portal.example/login?a=b"_s << true;
        QTest::newRow("https") << u"https://portal.example"_s << true;
        QTest::newRow("file") << u"file:///etc/passwd"_s << false;
        QTest::newRow("script") << u"javascript:alert(1)"_s << false;
        QTest::newRow("program") << u"steam://run/1"_s << false;
        QTest::newRow("no host") << u"http:///login"_s << false;
        QTest::newRow("no scheme") << u"portal.example"_s << false;
        QTest::newRow("broken") << u"http://a b/"_s << false;
        QTest::newRow("empty") << QString() << false;
    }
    void signInPages()
    {
        QFETCH(const QString, link);
        QFETCH(const bool, isOpened);
        Job waiting = held(JobState::TransientError, ErrorCode::CaptivePortal);
        QVERIFY(signInPageOf(waiting).isEmpty());
        waiting.cause->link = link;
        QCOMPARE(signInPageOf(waiting), isOpened ? QUrl(link) : QUrl());
        waiting.cause->code = ErrorCode::NetworkDisconnected;
        QVERIFY(signInPageOf(waiting).isEmpty());
    }

    void sentences()
    {
        QCOMPARE(stateWords(job(JobState::Transferring), kNow).sentence,
                 u"42 % · 8.1 kB/s · about 1 min left"_s);
        Job unknown = job(JobState::Transferring);
        unknown.bytesTotal.reset();
        QCOMPARE(stateWords(unknown, kNow).sentence, u"420 kB · 8.1 kB/s"_s);
        QCOMPARE(stateWords(held(JobState::Suspended, ErrorCode::SuspendedByPerson), kNow).sentence,
                 u"Paused since 08:59. Resume it to go on."_s);
        Job done = job(JobState::Acknowledged);
        done.bytesTransferred = 1'200'000'000;
        done.completed = kNow;
        QCOMPARE(stateWords(done, kNow).sentence, u"1.2 GB · finished 09:00"_s);
        QCOMPARE(
            stateWords(failed(httpError(404)), kNow).sentence,
            u"The file is not on the server. Check the link, then resume the job or cancel it."_s);
    }

    void adviceThatCanBeTaken()
    {
        Job paused = held(JobState::Suspended, ErrorCode::SuspendedByPerson);
        paused.error = fail(ErrorCode::TimedOut).value();
        QCOMPARE(errorRemedy(paused), u"Resume it to try again."_s); // nothing comes by itself
        Job unnamed = held(JobState::Transferred, ErrorCode::WaitingForComplete);
        unnamed.error = fail(ErrorCode::FileExists).value();
        QCOMPARE(stateWords(unnamed, kNow).sentence,
                 u"A file of this name is there already. "
                 u"Mend that, then complete the job to make the files appear."_s);
    }

    void aWarningFollowsTheSentence()
    {
        Job forgotten = held(JobState::Suspended, ErrorCode::SuspendedByPerson);
        QVERIFY(expiryOf(forgotten).isEmpty());
        const QString before = stateWords(forgotten, kNow).sentence;
        forgotten.cause->expires = kNow;
        QVERIFY(expiryOf(forgotten).contains(humane::dateAndTime(kNow)));
        QCOMPARE(stateWords(forgotten, kNow).sentence, before + u' ' + expiryOf(forgotten));
        Job broken = failed(httpError(404));
        broken.cause = Cause{httpError(404), kNow, {}, kNow};
        QVERIFY(stateWords(broken, kNow).sentence.endsWith(expiryOf(broken)));
    }

    void whyItWasCancelled()
    {
        QCOMPARE(stateWords(job(JobState::Cancelled), kNow).sentence, u"Called off."_s);
        QVERIFY(stateWords(held(JobState::Cancelled, ErrorCode::Inactive), kNow)
                    .sentence.startsWith(u"Nothing had happened"_s));
    }

    void aStatusWithoutAWordOfItsOwn()
    {
        QCOMPARE(errorText(httpError(418)), u"The server answered with status 418."_s);
    }
};

QTEST_GUILESS_MAIN(TestStateWords)
#include "tst_statewords.moc"
