// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/servertrust.h"

#include "agent/transport/clockcheck.h"
#include "agent/transport/neterror.h"
#include "common/base/log.h"
#include "common/base/redact.h"

#include <QDateTime>
#include <QSslCertificate>
#include <QSslConfiguration>

#include <algorithm>
#include <array>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array kExcusable{
    QSslError::UnableToGetIssuerCertificate,
    QSslError::UnableToGetLocalIssuerCertificate,
    QSslError::UnableToVerifyFirstCertificate,
    QSslError::SelfSignedCertificate,
    QSslError::SelfSignedCertificateInChain,
    QSslError::CertificateUntrusted,
    QSslError::HostNameMismatch,
    QSslError::CertificateExpired,
    QSslError::CertificateNotYetValid,
};

constexpr int kHttps = 443;

QByteArray fingerprintOf(const QSslCertificate &certificate)
{
    return certificate.isNull() ? QByteArray() : certificate.digest(QCryptographicHash::Sha256);
}

/// What the server has shown for itself, without those of its issuers.
QSslCertificate shownBy(const QNetworkReply &reply)
{
    return reply.sslConfiguration().peerCertificate();
}

QString namesOf(const QSslCertificate &certificate)
{
    const auto alternatives = certificate.subjectAlternativeNames();
    const QStringList names = alternatives.values();
    return names.isEmpty() ? certificate.subjectDisplayName() : names.join(u", ");
}

ServerCertificate described(const QSslCertificate &certificate, ErrorCode problem)
{
    return {fingerprintOf(certificate),
            problem,
            oneLine(namesOf(certificate), kMaxCertificateText),
            oneLine(certificate.issuerDisplayName(), kMaxCertificateText),
            certificate.effectiveDate().toMSecsSinceEpoch(),
            certificate.expiryDate().toMSecsSinceEpoch()};
}

} // namespace

bool mayBeExcused(const QList<QSslError> &errors)
{
    return !errors.isEmpty() && std::ranges::all_of(errors, [](const QSslError &error) {
        return std::ranges::find(kExcusable, error.error()) != kExcusable.end();
    });
}

/// Null where nothing is accepted for its host and port.
const TrustedCertificate *ServerTrust::acceptedFor(const QUrl &url) const
{
    const auto found = std::ranges::find_if(m_accepted, [&](const TrustedCertificate &one) {
        return one.host == url.host().toLower() && one.port == url.port(kHttps);
    });
    return found == m_accepted.end() ? nullptr : &*found;
}

bool ServerTrust::hasAccepted(const QUrl &url) const
{
    return url.scheme() == "https"_L1 && acceptedFor(url);
}

bool ServerTrust::excuse(QNetworkReply &reply, const QList<QSslError> &errors) const
{
    const TrustedCertificate *const accepted = acceptedFor(reply.url());
    if (!accepted || !mayBeExcused(errors))
        return false;
    const QByteArray shown = fingerprintOf(shownBy(reply));
    if (shown.size() != kFingerprintBytes || shown != accepted->fingerprint)
        return false;
    reply.ignoreSslErrors(errors);
    return true;
}

std::optional<Distrust> ServerTrust::recheck(QNetworkReply &reply) const
{
    const TrustedCertificate *const accepted = acceptedFor(reply.url());
    if (!accepted || fingerprintOf(shownBy(reply)) == accepted->fingerprint)
        return std::nullopt;
    const auto chain = reply.sslConfiguration().peerCertificateChain();
    const QList<QSslError> errors = QSslCertificate::verify(chain, reply.url().host());
    return errors.isEmpty() ? std::nullopt : judge(reply, errors);
}

std::optional<Distrust> ServerTrust::judge(QNetworkReply &reply,
                                           const QList<QSslError> &errors) const
{
    if (excuse(reply, errors))
        return std::nullopt;
    Distrust found{distrust(errors, clockFault(m_now()))};
    const QSslCertificate shown = shownBy(reply);
    if (mayBeAccepted(found.error.code) && mayBeExcused(errors) && !shown.isNull())
        found.certificate = described(shown, found.error.code);
    return found;
}

} // namespace lighterman
