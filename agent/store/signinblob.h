// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/account.h"

#include <QByteArray>

namespace lighterman::storage {

// What is known of credentials, as CBOR arrays without keys. What is read is doubted.

/// Empty (and null, so that the column is NULL) when there are none.
[[nodiscard]] QByteArray toBlob(const std::vector<JobAccount> &accounts);
/// Fills `accounts`, or leaves them; false when `blob` is not what toBlob() writes.
[[nodiscard]] bool fromBlob(const QByteArray &blob, std::vector<JobAccount> &accounts);

/// The same bytes for the same space, so that they can be a key.
[[nodiscard]] QByteArray toBlob(const ProtectionSpace &space);
[[nodiscard]] std::optional<ProtectionSpace> spaceFromBlob(const QByteArray &blob);

/// Empty (and null) when there is none.
[[nodiscard]] QByteArray toBlob(const std::optional<ServerCertificate> &certificate);
/// Fills `certificate`; false when `blob` is not what toBlob() writes.
[[nodiscard]] bool fromBlob(const QByteArray &blob, std::optional<ServerCertificate> &certificate);

} // namespace lighterman::storage
