// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSslCertificate>
#include <QSslKey>

namespace lighterman::test {

/// A certificate and its key, made for one test.
struct TestCertificate
{
    QSslCertificate certificate;
    QSslKey key;
    QSslCertificate issuer; ///< who trusts it trusts the certificate
};

/// What is wrong with a certificate, apart from an unknown issuer.
enum class Flaw : quint8 {
    None,
    Expired,     ///< since yesterday
    NotYetValid, ///< but tomorrow
    OtherHost,
};

/// A certificate for 127.0.0.1 and localhost, valid for two days from now, and its issuer, which is
/// always valid: Qt never trusts one that has expired.
[[nodiscard]] TestCertificate makeCertificate(Flaw flaw = Flaw::None);

} // namespace lighterman::test
