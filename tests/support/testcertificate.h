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
};

/// A self-signed certificate for 127.0.0.1 and localhost, valid for a day from now, or until
/// yesterday.
[[nodiscard]] TestCertificate makeCertificate(bool expired = false);

} // namespace lighterman::test
