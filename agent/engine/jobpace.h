// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/jobspec.h"

namespace lighterman {

/// How fast a job may be. When it waits because of that, its server is not silent.
struct JobPace
{
    RateLimit limit = {}; ///< of all its files together
    bool isShared = true; ///< it also shares the limit that all background jobs have together
    bool operator==(const JobPace &) const = default;
};

/// Foreground jobs ignore the bandwidth policy (reference of BITS, section 2.6), not a limit of
/// their own.
[[nodiscard]] inline JobPace paceOf(const JobSettings &settings)
{
    return {settings.maxRate, settings.priority != Priority::Foreground};
}

} // namespace lighterman
