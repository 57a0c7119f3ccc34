// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/jobspec.h"
#include "common/model/settings.h"

#include <cstddef>

// The limits of BITS as pure functions (its reference, sections 2.5 and 4.5).
namespace lighterman {

/// Whether a job of `files` files may be added to `unfinished` others. TooManyFilesInJob,
/// TooManyJobsPerUser.
[[nodiscard]] Result<void> mayAdd(std::size_t files, qint64 unfinished, const Settings &settings);

/// TooManyRangesInFile when a file of a new job has more ranges than allowed.
[[nodiscard]] Result<void> mayHold(const std::vector<FileSpec> &files, const Settings &settings);

/// MaxDownloadSizeLimitReached when a job of at least `bytes` is larger than allowed.
[[nodiscard]] Result<void> maySpan(qint64 bytes, const Settings &settings);

/// MaxDownloadTimeout when a job has connected and transferred for longer than allowed.
[[nodiscard]] Result<void> mayTake(std::chrono::milliseconds used, const Settings &settings);

/// How long nothing has happened to a job, and how much of its warning the person has had.
struct Idleness
{
    std::chrono::milliseconds idle{0}; ///< by the wall clock, which may have been set
    std::optional<std::chrono::milliseconds> warningLeft
        = {};                            ///< left at the last look; absent: none
    std::chrono::milliseconds served{0}; ///< of it since then, while the agent ran: monotonic
};

/// What is left of the warning that a job gets a week before it is cancelled, or half of the limit
/// before where that is less. Nothing where none is due, or no longer. Only time in which the agent
/// ran counts, so a clock that was set can bring a warning and take it away, but nothing worse.
[[nodiscard]] std::optional<std::chrono::milliseconds> restOfWarning(const Idleness &job, int days);

/// The earliest end of a job that has been warned; 0 when it is due.
[[nodiscard]] std::chrono::milliseconds timeToExpiry(const Idleness &job, int days);

} // namespace lighterman
