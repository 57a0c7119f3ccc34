// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

namespace lighterman {

/// What a certificate says of itself.
struct CertificateFacts
{
    QByteArray fingerprint = {}; ///< SHA-256 of it all, 64 hexadecimal digits in lower case
    QString subject = {};        ///< on one line (RFC 2253), in plain letters
    QStringList names = {};      ///< other names: mail addresses, hosts, URIs
    bool isValidNow = false;
};

/// Of `der`; empty ones of what is no certificate.
[[nodiscard]] CertificateFacts factsOf(const QByteArray &der);

} // namespace lighterman
