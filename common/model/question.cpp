// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/question.h"

#include "common/base/humane.h"
#include "common/base/redact.h"
#include "common/model/wirenames.h"

#include <QCoreApplication>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array kKinds{"password"_L1, "certificate"_L1, "client-certificate"_L1};
constexpr qsizetype kLongestRealm = 80; ///< UTF-16 units, for people
constexpr qsizetype kLongestFile = 300; ///< the same; its end says most

struct Say
{
    Q_DECLARE_TR_FUNCTIONS(lighterman::question)
};

QString wanted(const ProtectionSpace &space)
{
    const QString place = placeOf(space);
    if (space.target == AuthTarget::ClientKey)
        return Say::tr("The key of the client certificate %1 is locked with a passphrase.")
            .arg(realmOf(space));
    if (space.scheme == AuthScheme::Bearer)
        return space.target == AuthTarget::Proxy
            ? Say::tr("The proxy %1 asks for a token.").arg(place)
            : Say::tr("%1 asks for a token.").arg(place);
    return space.target == AuthTarget::Proxy
        ? Say::tr("The proxy %1 asks for a user name and password.").arg(place)
        : Say::tr("%1 asks for a user name and password.").arg(place);
}

/// The realm is the certificate that was shown in vain.
QString choiceOf(const ProtectionSpace &space)
{
    const QString place = placeOf(space);
    return space.realm.isEmpty()
        ? Say::tr("%1 wants a certificate that shows who asks. Which one?").arg(place)
        : Say::tr("%1 does not accept the certificate %2. Which other one shows who asks?")
              .arg(place, oneLine(space.realm, kLongestFile));
}

QString flawOf(ErrorCode problem)
{
    switch (problem) {
    case ErrorCode::CertificateOtherHost:
        return Say::tr("is made out to another name");
    case ErrorCode::CertificateExpired:
        return Say::tr("has expired");
    case ErrorCode::CertificateNotYetValid:
        return Say::tr("is not valid yet");
    default:
        return Say::tr("is one that nobody known here vouches for");
    }
}

QString textOf(const Question &question, const ServerCertificate &certificate)
{
    const QString place = placeOf(question.space);
    const QString flaw = flawOf(certificate.problem);
    return question.otherAccepted
        ? Say::tr("The certificate of %1 is another one than you accepted on %3, and %2. Trust "
                  "exactly this one in its place?")
              .arg(place, flaw, humane::dateAndTime(*question.otherAccepted))
        : Say::tr("The certificate of %1 %2. Trust exactly this one?").arg(place, flaw);
}

/// What did not count, with a name from outside on one line.
QString refusedOf(const ProtectionSpace &space, const QString &user)
{
    if (space.target == AuthTarget::ClientKey)
        return Say::tr("The passphrase given before does not open it.");
    if (space.scheme == AuthScheme::Bearer)
        return Say::tr("The token given before was not accepted.");
    return Say::tr("The password given before for \u201c%1\u201d was not accepted.")
        .arg(oneLine(user, kLongestRealm));
}

} // namespace

Question aboutServer(const QUrl &server, const ServerCertificate &shown)
{
    Question question = aboutClientCertificate(server);
    question.kind = QuestionKind::Certificate;
    question.certificate = shown;
    return question;
}

Question aboutClientCertificate(const QUrl &server)
{
    Question question;
    question.kind = QuestionKind::ClientCertificate;
    question.space = spaceOf(AuthTarget::Server, AuthScheme::Basic, server, {});
    return question;
}

QString placeOf(const ProtectionSpace &space)
{
    const int usual = space.protocol == "https"_L1 ? 443 : 80;
    const QString host = space.host.contains(u':') ? u'[' + space.host + u']' : space.host;
    const bool isUsual = space.target == AuthTarget::Server && space.port == usual;
    return isUsual ? host : host + u':' + QString::number(space.port);
}

QString realmOf(const ProtectionSpace &space)
{
    const bool isFile = space.target == AuthTarget::ClientKey;
    return oneLine(space.realm, isFile ? kLongestFile : kLongestRealm);
}

bool isReadable(const ProtectionSpace &space)
{
    return space.protocol == "http"_L1 && space.target == AuthTarget::Server
        && (space.scheme == AuthScheme::Basic || space.scheme == AuthScheme::Bearer
            || space.scheme == AuthScheme::Ntlm); // as showsSecret() has it
}

std::optional<Moment> pausedUntil(const Question &question, Moment now)
{
    const auto &until = question.pausedUntil;
    const bool isPaused = until && now < *until && *until - now <= kAnswerPause.count();
    return isPaused ? until : std::nullopt;
}

bool isSameMatter(const Question &a, const Question &b)
{
    const auto fingerprintOf = [](const Question &question) {
        return question.certificate ? question.certificate->fingerprint : QByteArray();
    };
    return a.kind == b.kind && a.space == b.space && fingerprintOf(a) == fingerprintOf(b);
}

QLatin1StringView wireName(QuestionKind kind)
{
    return kKinds.at(std::size_t(kind));
}

std::optional<QuestionKind> questionKindFromWire(QStringView name)
{
    return fromWire<QuestionKind>(kKinds, name);
}

QString textOf(const Question &question)
{
    if (question.certificate)
        return textOf(question, *question.certificate);
    if (question.kind == QuestionKind::ClientCertificate)
        return choiceOf(question.space);
    QString text = wanted(question.space);
    const QString realm = realmOf(question.space);
    if (!realm.isEmpty() && question.space.target != AuthTarget::ClientKey)
        text += u' ' + Say::tr("It calls itself \u201c%1\u201d.").arg(realm);
    if (isReadable(question.space))
        text += u' '
            + Say::tr("Anybody on the way can read the answer: it is only sent for jobs with "
                      "allow-insecure-basic=true.");
    if (question.refusals > 0)
        text += u' ' + Say::tr("What it was given was not accepted.");
    else if (question.refusedUser)
        text += u' ' + refusedOf(question.space, *question.refusedUser);
    return text;
}

} // namespace lighterman
