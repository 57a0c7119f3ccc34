// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/jobspec.h"

#include <QByteArray>

namespace lighterman::storage {

// The settings of a job, without its priority, as one small CBOR map with text keys. Only what is
// not at its default is written; unknown keys are skipped.

/// Empty (and null, so that the column is NULL) when everything is at its default.
[[nodiscard]] QByteArray toBlob(const JobSettings &settings);
/// Fills `settings`; false when `blob` is not what toBlob() writes.
[[nodiscard]] bool fromBlob(const QByteArray &blob, JobSettings &settings);

} // namespace lighterman::storage
