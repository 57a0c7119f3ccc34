// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/text/certificatewords.h"
#include "gui/text/questionwords.h"
#include "gui/text/signinwords.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

constexpr Moment kNow = 1'795'251'600'000;
constexpr Moment kDay = 86'400'000;

QString bare(QString text)
{
    return text.remove(QChar(0x2068)).remove(QChar(0x2069));
}

protocol::QuestionRow server(ErrorCode problem, int jobs = 1)
{
    protocol::QuestionRow row;
    row.question = aboutServer(QUrl(u"https://files.example/a"_s),
                               {QByteArray(kFingerprintBytes, '\x1a'), problem, u"<i>other</i>"_s,
                                u"Example CA"_s, kNow + 2 * kDay, kNow - 2 * kDay});
    row.jobsTotal = jobs;
    return row;
}

protocol::QuestionRow own(int jobs = 1)
{
    protocol::QuestionRow row;
    row.question = aboutClientCertificate(QUrl(u"https://files.example:8443/a"_s));
    row.jobsTotal = jobs;
    return row;
}

ProtectionSpace key(const QString &name)
{
    return spaceOf(AuthTarget::ClientKey, AuthScheme::Passphrase, {}, name);
}

QString asksFor(ErrorCode problem)
{
    return bare(present::asks(server(problem).question));
}

} // namespace

class TestCertificateWords : public QObject
{
    Q_OBJECT

private slots:
    void whatIsWrong()
    {
        using enum ErrorCode;
        QCOMPARE(asksFor(CertificateOtherHost),
                 u"The certificate of files.example is made out to another name"_s);
        QCOMPARE(asksFor(CertificateExpired), u"The certificate of files.example has expired"_s);
        QCOMPARE(asksFor(CertificateNotYetValid),
                 u"The certificate of files.example is not valid yet"_s);
        QCOMPARE(asksFor(CertificateUntrusted),
                 u"Nobody known here vouches for the certificate of files.example"_s);
        const auto flaw = [](ErrorCode problem) {
            return bare(present::certificateFlaw(*server(problem).question.certificate));
        };
        QCOMPARE(flaw(CertificateOtherHost), u"It is made out to “<i>other</i>”."_s);
        QVERIFY(flaw(CertificateExpired).contains(u"19"_s));
        QVERIFY(flaw(CertificateNotYetValid).contains(u"23"_s));
        QCOMPARE(flaw(CertificateUntrusted), u"It was issued by “Example CA”."_s);
    }

    void oneInPlaceOfAnotherIsCalledThat()
    {
        Question question = server(ErrorCode::CertificateUntrusted).question;
        QVERIFY(present::certificateBefore(question).isEmpty());
        question.otherAccepted = kNow;
        QCOMPARE(bare(present::asks(question)),
                 u"files.example shows another certificate than you accepted"_s);
        QVERIFY(present::certificateBefore(question).contains(u"21"_s));
    }

    void factsAreCut()
    {
        ServerCertificate certificate = *server(ErrorCode::CertificateExpired).question.certificate;
        certificate.names = u"a\nb"_s + QString(5000, u'x');
        certificate.issuer.clear();
        const present::CertificateFacts facts = present::factsOf(certificate);
        QVERIFY(facts.names.size() < 220 && !facts.names.contains(u'\n'));
        QCOMPARE(facts.issuer, u"(not said)"_s);
        QCOMPARE(facts.fingerprint.size(), 95);
        QVERIFY(facts.fingerprint.startsWith(u"1A:1A:"_s));
    }

    void buttons()
    {
        QCOMPARE(present::stopThem(1), u"&Stop this transfer"_s);
        QCOMPARE(present::stopThem(10), u"&Stop these 10 transfers"_s);
        ProtectionSpace space = own().question.space;
        QCOMPARE(bare(present::trustIt(space)),
                 u"&Trust this certificate for files.example:8443"_s);
        space.host = u"a&b."_s + QString(200, u'x') + u".example"_s; // both ends stay
        const QString text = bare(present::trustIt(space));
        QVERIFY(text.size() < 80);
        QVERIFY(text.contains(u"a&&b."_s) && text.endsWith(u".example:8443"_s));
    }

    void oneThatWasShownInVain()
    {
        Question question = own().question;
        question.space.realm = u"/home/anna/keys/anna.p12"_s;
        QCOMPARE(bare(present::asks(question)),
                 u"files.example:8443 does not accept your certificate anna.p12"_s);
        QCOMPARE(bare(present::askNotification({question, 1, {}}).heading),
                 bare(present::asks(question)));
        question.space.realm = u"sha256:"_s + QString(64, u'4');
        QCOMPARE(bare(present::asks(question)),
                 u"files.example:8443 does not accept your certificate with the fingerprint "
                 "44:44:44:44:…"_s);
    }

    void keysByTheirNames()
    {
        QCOMPARE(bare(present::asks(key(u"/home/anna/keys/anna.p12"_s))),
                 u"The key of your certificate anna.p12 is locked"_s);
        QCOMPARE(bare(present::selfName(key(u"/home/anna/keys/anna.p12"_s))),
                 u"It is in the file /home/anna/keys/anna.p12."_s);
        QCOMPARE(bare(present::asks(key(u"subject:anna"_s))),
                 u"The key of your certificate anna is locked"_s);
        QCOMPARE(bare(present::selfName(key(u"subject:anna"_s))), u"It is made out to “anna”."_s);
        const ProtectionSpace hashed = key(u"sha256:"_s + QString(64, u'4'));
        QCOMPARE(bare(present::asks(hashed)),
                 u"The key of your certificate with the fingerprint 44:44:44:44:… is locked"_s);
        QCOMPARE(bare(present::selfName(hashed)),
                 u"Its SHA-256 fingerprint is %1."_s.arg(
                     fingerprintInWords(QByteArray(kFingerprintBytes, '\x44'))));
        // Whatever has come over the wire.
        for (const auto *odd : {"sha256:", "sha256:zz", "subject:", "/", ""})
            QVERIFY(!present::asks(key(QString::fromLatin1(odd))).isEmpty());
    }

    void passphrasesHaveNoWayAndNoUser()
    {
        const ProtectionSpace space = key(u"/a.p12"_s);
        QVERIFY(present::wayThere(space).text.isEmpty());
        QCOMPARE(present::secretWords(space).name, u"Passphrase"_s);
        QCOMPARE(present::forHost(space), u"Every transfer that uses this certificate"_s);
        Question question;
        question.space = space;
        question.refusals = 3;
        question.pausedUntil = kNow + 60'000;
        QVERIFY(!present::outcome(question, kNow).contains(u"account"_s));
        QVERIFY(present::notTried(Error{ErrorCode::PassphraseNeeded, {}, {}, {}}).isEmpty());
    }

    void barNotificationAndCommand()
    {
        const auto certificate = server(ErrorCode::CertificateExpired, 3);
        QCOMPARE(bare(present::askBar({certificate, own(7)}).text),
                 u"The certificate of files.example has expired (and 1 more) – "
                 u"10 transfers wait"_s);
        QCOMPARE(present::askBar({certificate}).action, u"&Look…"_s);
        QCOMPARE(present::askBar({own()}).action, u"&Choose…"_s);
        QCOMPARE(bare(present::askNotification(own()).heading),
                 u"files.example:8443 wants a certificate that shows who you are"_s);
        QCOMPARE(present::askNotification(own(2)).line, u"2 transfers wait"_s);
        QCOMPARE(present::askNotification(certificate).action, u"Look…"_s);
        protocol::QuestionRow locked;
        locked.question.space = key(u"/a.p12"_s);
        QCOMPARE(present::askBar({locked}).action, u"Un&lock…"_s);
        QCOMPARE(present::askNotification(locked).action, u"Unlock…"_s);
        QCOMPARE(present::command(QuestionKind::Password, AuthTarget::ClientKey),
                 u"Unlock cert&ificate…"_s);
    }

    void longWordsCanBeBroken()
    {
        QCOMPARE(present::breakable(u"short words stay"_s), u"short words stay"_s);
        const QString broken = present::breakable(QString(100, u'x'));
        QCOMPARE(broken.count(QChar(0x200b)), 3);
        QCOMPARE(bare(broken).remove(QChar(0x200b)), QString(100, u'x'));
        const QString pairs = present::breakable(QString::fromUcs4(U"\U0001f512").repeated(60));
        QVERIFY(pairs.isValidUtf16());
    }
};

QTEST_GUILESS_MAIN(TestCertificateWords)
#include "tst_certificatewords.moc"
