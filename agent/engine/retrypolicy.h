// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

#include <chrono>
#include <optional>

namespace lighterman {

/// What is known when a transfer has failed and may heal.
struct RetryFacts
{
    int failures = 1; ///< in a row, without a byte between them; at least 1
    std::chrono::milliseconds withoutProgress{0};      ///< since the first of them
    std::optional<std::chrono::seconds> ownDelay = {}; ///< the job's constant delay, if it has one
    std::optional<std::chrono::seconds> asked = {};    ///< what the server asked for (Retry-After)
    std::chrono::seconds noProgressTimeout{1209600};
    std::chrono::seconds firstDelay{5};
    std::chrono::seconds longestDelay{600};
    double jitter = 0; ///< 0 to 1; spreads clients that failed together
};

/// How long to wait before trying again, or nothing when it is time to give up.
///
/// Doubles from `firstDelay` to `longestDelay` and adds up to a quarter of jitter; a job's own
/// delay is constant. `Retry-After` (RFC 9110, section 10.2.3) is obeyed where it is longer. Given
/// up (reference of BITS, section 3.3, rules 4 to 6): no progress for the timeout, a delay longer
/// than the timeout, or a timeout of 0.
[[nodiscard]] std::optional<std::chrono::milliseconds> retryDelay(const RetryFacts &facts);

/// A server that asks for more than this is not obeyed to the letter: it is asked again after a
/// day.
inline constexpr std::chrono::hours kLongestRetryAfter{24};

} // namespace lighterman
