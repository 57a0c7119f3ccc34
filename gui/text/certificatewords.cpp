// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/text/certificatewords.h"

#include "common/base/redact.h"
#include "common/model/clientcertificate.h"
#include "gui/text/present.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace lighterman::present {

namespace {

/// Gives tr() its context.
struct Say
{
    Q_DECLARE_TR_FUNCTIONS(lighterman::present)
};

constexpr qsizetype kLongestFile = 60;  ///< UTF-16 units
constexpr qsizetype kLongestPlace = 32; ///< the same, on a button
constexpr qsizetype kFirstDigits = 12;  ///< of a fingerprint in words: four bytes

QString place(const ProtectionSpace &space)
{
    return isolated(placeOf(space));
}

QString quoted(const QString &text)
{
    const QString said = oneLine(text, kMaxCertificateText);
    return said.isEmpty() ? Say::tr("(not said)", "the certificate has no name")
                          : Say::tr("“%1”").arg(isolated(said));
}

QString day(Moment moment)
{
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(moment).date(), QLocale::LongFormat);
}

/// With both ends, which are what a name is known by.
QString shortened(const QString &text, qsizetype limit)
{
    if (text.size() <= limit)
        return text;
    const qsizetype half = (limit - 1) / 2;
    return text.first(half) + QChar(0x2026) + text.last(half);
}

QString digitsOf(const QString &key)
{
    return fingerprintInWords(
        QByteArray::fromHex(QStringView(key).sliced(kByFingerprint.size()).toLatin1()));
}

/// As short as it still tells them apart, after `key`, which readClientCertificate() gives.
QString shortNameOf(const QString &key)
{
    if (key.startsWith(kByFingerprint)) {
        const QString digits = digitsOf(key);
        return isolated(digits.first(std::min(kFirstDigits, digits.size())) + QChar(0x2026));
    }
    const QString name = key.startsWith(kBySubject) ? key.sliced(kBySubject.size())
                                                    : key.sliced(key.lastIndexOf(u'/') + 1);
    return isolated(shortened(name, kLongestFile));
}

} // namespace

QString certificateAsks(const Question &question)
{
    const QString where = place(question.space);
    const ServerCertificate shown = question.certificate.value_or(ServerCertificate());
    if (question.otherAccepted)
        return Say::tr("%1 shows another certificate than you accepted").arg(where);
    switch (shown.problem) {
    case ErrorCode::CertificateOtherHost:
        return Say::tr("The certificate of %1 is made out to another name").arg(where);
    case ErrorCode::CertificateExpired:
        return Say::tr("The certificate of %1 has expired").arg(where);
    case ErrorCode::CertificateNotYetValid:
        return Say::tr("The certificate of %1 is not valid yet").arg(where);
    default:
        return Say::tr("Nobody known here vouches for the certificate of %1").arg(where);
    }
}

QString certificateFlaw(const ServerCertificate &certificate)
{
    switch (certificate.problem) {
    case ErrorCode::CertificateOtherHost:
        return Say::tr("It is made out to %1.").arg(quoted(certificate.names));
    case ErrorCode::CertificateExpired:
        return Say::tr("It was valid until %1.", "a day").arg(day(certificate.validTo));
    case ErrorCode::CertificateNotYetValid:
        return Say::tr("It is valid from %1.", "a day").arg(day(certificate.validFrom));
    default:
        return Say::tr("It was issued by %1.").arg(quoted(certificate.issuer));
    }
}

QString certificateBefore(const Question &question)
{
    return question.otherAccepted
        ? Say::tr("It is not the one that you accepted on %1. Servers get new ones from time to "
                  "time: ask the people who run it.",
                  "a day")
              .arg(day(*question.otherAccepted))
        : QString();
}

QString certificateRisk()
{
    return Say::tr("Perhaps somebody on the way pretends to be this server. Nothing has been sent "
                   "to it.");
}

CertificateFacts factsOf(const ServerCertificate &certificate)
{
    return {quoted(certificate.names), quoted(certificate.issuer), day(certificate.validFrom),
            day(certificate.validTo), fingerprintInWords(certificate.fingerprint)};
}

QString stopThem(int jobs)
{
    return jobs == 1 ? Say::tr("&Stop this transfer")
                     : Say::tr("&Stop these %n transfers", nullptr, jobs);
}

QString trustIt(const ProtectionSpace &space)
{
    const QString where = shortened(placeOf(space), kLongestPlace);
    return Say::tr("&Trust this certificate for %1")
        .arg(isolated(QString(where).replace(u'&', QStringLiteral("&&"))));
}

QString trustMeaning()
{
    return Say::tr("Compare the fingerprint with what the people who run the server say. You are "
                   "asked again only if the server shows another certificate.");
}

QString clientCertificateAsks(const ProtectionSpace &space)
{
    const QString refused = oneLine(space.realm);
    if (refused.isEmpty())
        return Say::tr("%1 wants a certificate that shows who you are").arg(place(space));
    return refused.startsWith(kByFingerprint)
        ? Say::tr("%1 does not accept your certificate with the fingerprint %2")
              .arg(place(space), shortNameOf(refused))
        : Say::tr("%1 does not accept your certificate %2").arg(place(space), shortNameOf(refused));
}

QString keyAsks(const ProtectionSpace &space)
{
    const QString key = oneLine(space.realm);
    if (key.startsWith(kByFingerprint))
        return Say::tr("The key of your certificate with the fingerprint %1 is locked")
            .arg(shortNameOf(key));
    return Say::tr("The key of your certificate %1 is locked").arg(shortNameOf(key));
}

QString keyName(const ProtectionSpace &space)
{
    const QString key = oneLine(space.realm);
    if (key.startsWith(kByFingerprint))
        return Say::tr("Its SHA-256 fingerprint is %1.").arg(isolated(digitsOf(key)));
    if (key.startsWith(kBySubject))
        return Say::tr("It is made out to %1.").arg(quoted(key.sliced(kBySubject.size())));
    return Say::tr("It is in the file %1.").arg(isolated(shortened(key, kMaxCertificateText)));
}

QString notDone(const lighterman::Error &error)
{
    return Say::tr("That did not work: %1", "what went wrong").arg(explained(error.code));
}

} // namespace lighterman::present
