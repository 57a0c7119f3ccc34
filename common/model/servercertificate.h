// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/time.h"
#include "common/model/errorcode.h"

#include <QByteArray>

namespace lighterman {

/// The certificate that a server has shown, and why nobody vouches for it. Texts are the server's
/// own words: on one line, cut to kMaxCertificateText, and not to be believed.
struct ServerCertificate
{
    QByteArray fingerprint = {};                         ///< SHA-256 of all of it: 32 bytes
    ErrorCode problem = ErrorCode::CertificateUntrusted; ///< the gravest
    QString names = {};                                  ///< whom it is made out to
    QString issuer = {};
    Moment validFrom = 0;
    Moment validTo = 0;
    bool operator==(const ServerCertificate &) const = default;
};
inline constexpr qsizetype kMaxCertificateText = 200; ///< UTF-16 units
inline constexpr qsizetype kFingerprintBytes = 32;

/// What a person has accepted: this certificate, and no other, for one server.
struct TrustedCertificate
{
    QString host = {}; ///< lower case
    int port = 0;
    QByteArray fingerprint = {}; ///< SHA-256: 32 bytes
    Moment since = 0;
    bool operator==(const TrustedCertificate &) const = default;
};

/// As people compare it: 4F:1A:…
[[nodiscard]] QString fingerprintInWords(const QByteArray &fingerprint);

/// Whether a person may be asked to accept a certificate with this flaw.
[[nodiscard]] constexpr bool mayBeAccepted(ErrorCode problem)
{
    return problem == ErrorCode::CertificateUntrusted || problem == ErrorCode::CertificateOtherHost
        || problem == ErrorCode::CertificateExpired || problem == ErrorCode::CertificateNotYetValid;
}

} // namespace lighterman
