// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/neterror.h"

#include "common/base/redact.h"

#include <QStringList>

#include <algorithm>
#include <array>

namespace lighterman {

namespace {

struct Row
{
    QNetworkReply::NetworkError theirs;
    ErrorCode ours;
};

constexpr std::array kRows{
    Row{QNetworkReply::ConnectionRefusedError, ErrorCode::ConnectFailure},
    Row{QNetworkReply::RemoteHostClosedError, ErrorCode::ConnectionClosed},
    Row{QNetworkReply::HostNotFoundError, ErrorCode::NameNotResolved},
    Row{QNetworkReply::TimeoutError, ErrorCode::TimedOut},
    Row{QNetworkReply::OperationCanceledError, ErrorCode::ConnectionClosed},
    Row{QNetworkReply::SslHandshakeFailedError, ErrorCode::TlsFailed},
    Row{QNetworkReply::TemporaryNetworkFailureError, ErrorCode::ConnectFailure},
    Row{QNetworkReply::NetworkSessionFailedError, ErrorCode::ConnectFailure},
    Row{QNetworkReply::BackgroundRequestNotAllowedError, ErrorCode::BlockedByPolicy},
    Row{QNetworkReply::TooManyRedirectsError, ErrorCode::TooManyRedirects},
    Row{QNetworkReply::InsecureRedirectError, ErrorCode::InsecureRedirect},
    Row{QNetworkReply::UnknownNetworkError, ErrorCode::ConnectFailure},
    Row{QNetworkReply::ProxyConnectionRefusedError, ErrorCode::ConnectFailure},
    Row{QNetworkReply::ProxyConnectionClosedError, ErrorCode::ConnectionClosed},
    Row{QNetworkReply::ProxyNotFoundError, ErrorCode::ConnectFailure},
    Row{QNetworkReply::ProxyTimeoutError, ErrorCode::TimedOut},
    Row{QNetworkReply::ProxyAuthenticationRequiredError, httpError(407)},
    Row{QNetworkReply::UnknownProxyError, ErrorCode::ConnectFailure},
    Row{QNetworkReply::AuthenticationRequiredError, httpError(401)},
    Row{QNetworkReply::ContentAccessDenied, httpError(403)},
    Row{QNetworkReply::ContentNotFoundError, httpError(404)},
    Row{QNetworkReply::ContentOperationNotPermittedError, httpError(405)},
    Row{QNetworkReply::ContentConflictError, httpError(409)},
    Row{QNetworkReply::ContentGoneError, httpError(410)},
    Row{QNetworkReply::InternalServerError, httpError(500)},
    Row{QNetworkReply::OperationNotImplementedError, httpError(501)},
    Row{QNetworkReply::ServiceUnavailableError, httpError(503)},
    Row{QNetworkReply::ProtocolUnknownError, ErrorCode::UnsupportedScheme},
    Row{QNetworkReply::ProtocolInvalidOperationError, ErrorCode::UnsupportedScheme},
};

struct SslRow
{
    QSslError::SslError theirs;
    ErrorCode ours;
};

// Revocation is not asked for, so nothing should be said of OCSP. If it is, then it is not known
// whether to trust, as where BITS does not get the list of what is revoked.
constexpr std::array kSslRows{
    SslRow{QSslError::NoError, ErrorCode::TlsFailed},
    SslRow{QSslError::UnableToGetIssuerCertificate, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::UnableToDecryptCertificateSignature, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::UnableToDecodeIssuerPublicKey, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::CertificateSignatureFailed, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::CertificateNotYetValid, ErrorCode::CertificateNotYetValid},
    SslRow{QSslError::CertificateExpired, ErrorCode::CertificateExpired},
    SslRow{QSslError::InvalidNotBeforeField, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::InvalidNotAfterField, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::SelfSignedCertificate, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::SelfSignedCertificateInChain, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::UnableToGetLocalIssuerCertificate, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::UnableToVerifyFirstCertificate, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::CertificateRevoked, ErrorCode::CertificateRevoked},
    SslRow{QSslError::InvalidCaCertificate, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::PathLengthExceeded, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::InvalidPurpose, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::CertificateUntrusted, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::CertificateRejected, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::SubjectIssuerMismatch, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::AuthorityIssuerSerialNumberMismatch, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::NoPeerCertificate, ErrorCode::TlsFailed},
    SslRow{QSslError::HostNameMismatch, ErrorCode::CertificateOtherHost},
    SslRow{QSslError::NoSslSupport, ErrorCode::TlsFailed},
    SslRow{QSslError::CertificateBlacklisted, ErrorCode::CertificateRevoked},
    SslRow{QSslError::CertificateStatusUnknown, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::OcspNoResponseFound, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::OcspMalformedRequest, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::OcspMalformedResponse, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::OcspInternalError, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::OcspTryLater, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::OcspSigRequred, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::OcspUnauthorized, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::OcspResponseCannotBeTrusted, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::OcspResponseCertIdUnknown, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::OcspResponseExpired, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::OcspStatusUnknown, ErrorCode::CertificateUntrusted},
    SslRow{QSslError::UnspecifiedError, ErrorCode::CertificateUntrusted},
};

/// The gravest first.
constexpr std::array kByGravity{
    ErrorCode::CertificateRevoked,     ErrorCode::CertificateUntrusted,
    ErrorCode::CertificateOtherHost,   ErrorCode::CertificateExpired,
    ErrorCode::CertificateNotYetValid, ErrorCode::TlsFailed,
};

bool isAboutTime(const QList<QSslError> &errors)
{
    return std::ranges::any_of(errors, [](const QSslError &error) {
        return error.error() == QSslError::CertificateExpired
            || error.error() == QSslError::CertificateNotYetValid;
    });
}

} // namespace

ErrorCode codeOf(QNetworkReply::NetworkError error)
{
    const auto *const row = std::ranges::find(kRows, error, &Row::theirs);
    return row == kRows.end() ? ErrorCode::InvalidServerResponse : row->ours;
}

ErrorCode codeOf(QSslError::SslError error)
{
    const auto *const row = std::ranges::find(kSslRows, error, &SslRow::theirs);
    return row == kSslRows.end() ? ErrorCode::CertificateUntrusted : row->ours;
}

Error distrust(const QList<QSslError> &errors, const std::optional<QString> &clockFault)
{
    const auto gravity = [](ErrorCode code) { return std::ranges::find(kByGravity, code); };
    ErrorCode gravest = errors.isEmpty() ? ErrorCode::CertificateUntrusted : ErrorCode::TlsFailed;
    QStringList reasons;
    for (const QSslError &error : errors) {
        const ErrorCode code = codeOf(error.error());
        if (gravity(code) < gravity(gravest))
            gravest = code;
        if (const QString reason = error.errorString(); !reasons.contains(reason))
            reasons += reason;
    }
    if (clockFault && gravest != ErrorCode::CertificateRevoked && isAboutTime(errors)) {
        gravest = ErrorCode::ClockWrong;
        reasons.prepend(*clockFault);
    }
    return {gravest, oneLine(reasons.join(u"; ")), ErrorContext::GeneralTransport, {}};
}

} // namespace lighterman
