// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/bandwidth.h"

namespace lighterman {

namespace {

constexpr qint64 kMinute = 60'000; // ms
constexpr qint64 kDay = kMinute * 60 * 24;
/// A week, and what a clock may be put back in it: no change within that means that none comes.
constexpr qint64 kHorizon = 8 * kDay;

struct WallTime
{
    int minute;     ///< of the week
    qint64 elapsed; ///< ms of that minute
};

WallTime wallTime(Moment at, const WallZone &zone)
{
    // Counted from a Monday in 1969, so that nothing is negative even in the west.
    const qint64 local = at + std::chrono::milliseconds(zone.offset(at)).count() + 3 * kDay;
    const qint64 week = WeekHours::kMinutesOfWeek * kMinute;
    const qint64 inWeek = (local % week + week) % week;
    return {int(inWeek / kMinute), inWeek % kMinute};
}

/// When the wall clock enters or leaves the hours for the first time after `now`. Between two
/// shifts of the clock that is a matter of counting.
std::optional<Moment> nextChange(Moment now, const WeekHours &hours, const WallZone &zone)
{
    const bool isInside = hours.contains(wallTime(now, zone).minute);
    for (Moment at = now; at < now + kHorizon;) {
        const WallTime wall = wallTime(at, zone);
        if (hours.contains(wall.minute) != isInside)
            return at; // the clock has jumped over the edge
        const auto minutes = hours.untilChange(wall.minute);
        const auto shift = zone.nextShift(at);
        const Moment edge = at - wall.elapsed + minutes.value_or(0) * kMinute;
        if (minutes && (!shift || edge < *shift))
            return edge;
        if (!shift || *shift <= at)
            return std::nullopt;
        at = *shift;
    }
    return std::nullopt;
}

} // namespace

Bandwidth bandwidthAt(Moment now, const Settings &settings, const WallZone &zone)
{
    if (settings.schedule.isEmpty() || settings.scheduleRate == settings.maxRate)
        return {settings.maxRate, {}};
    const bool isInside = settings.schedule.contains(wallTime(now, zone).minute);
    return {isInside ? settings.scheduleRate : settings.maxRate,
            nextChange(now, settings.schedule, zone)};
}

} // namespace lighterman
