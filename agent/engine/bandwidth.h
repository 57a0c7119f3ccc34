// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/timeports.h"
#include "common/model/settings.h"

namespace lighterman {

/// What the bandwidth policy leaves to all background jobs together.
struct Bandwidth
{
    RateLimit limit = {};             ///< 0: nothing, they wait
    std::optional<Moment> until = {}; ///< when it will be another; nothing: not by itself
    bool operator==(const Bandwidth &) const = default;
};

/// What it leaves at `now`: `schedule-rate` at the times of `schedule`, and `max-rate` at all
/// others. The times are those that a clock on the wall shows: what it skips in spring is skipped,
/// and an hour that it shows twice in autumn counts twice (docs/adr/0021-bandwidth-and-space.md).
[[nodiscard]] Bandwidth bandwidthAt(Moment now, const Settings &settings, const WallZone &zone);

} // namespace lighterman
