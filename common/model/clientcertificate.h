// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

namespace lighterman {

/// Longest name of a client certificate: in UTF-16 units, as long as a realm, which a question
/// calls it by.
inline constexpr qsizetype kMaxClientCertificate = 500;

/// How certificates are named that are not named by their file.
inline constexpr QLatin1StringView kByFingerprint("sha256:");
inline constexpr QLatin1StringView kBySubject("subject:");

/// Reads how a job is told which certificate shows servers who asks: `none`, which is empty;
/// `/FILE`, absolute; `sha256:FINGERPRINT` of the whole certificate, 64 hexadecimal digits, perhaps
/// with colons, which come back without and in lower case; `subject:TEXT`, a part of whom it is
/// made out to. invalid-argument, string-too-long.
[[nodiscard]] Result<QString> readClientCertificate(QStringView text);
/// Whether it is what readClientCertificate() gives; its errors.
[[nodiscard]] Result<void> checkClientCertificate(const QString &name);

} // namespace lighterman
