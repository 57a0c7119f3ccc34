// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/settings.h"

#include <cstddef>

// The limits of BITS as pure functions (its reference, sections 2.5 and 4.5).
namespace lighterman {

/// Whether a job of `files` files may be added to `unfinished` others. TooManyFilesInJob,
/// TooManyJobsPerUser.
[[nodiscard]] Result<void> mayAdd(std::size_t files, qint64 unfinished, const Settings &settings);

/// MaxDownloadSizeLimitReached when a job of at least `bytes` is larger than allowed.
[[nodiscard]] Result<void> maySpan(qint64 bytes, const Settings &settings);

/// MaxDownloadTimeout when a job has connected and transferred for longer than allowed.
[[nodiscard]] Result<void> mayTake(std::chrono::milliseconds used, const Settings &settings);

} // namespace lighterman
