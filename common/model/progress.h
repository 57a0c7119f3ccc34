// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/time.h"

#include <optional>

namespace lighterman {

/// The speed of a transfer as people want to read it: an exponential average over about three
/// seconds, so that it neither jumps nor lies for long. A pure value: time comes in as an argument.
class RateMeter
{
public:
    /// `total` bytes have arrived by `now` (milliseconds of any clock that never goes back).
    void add(qint64 total, Moment now);
    /// Bytes per second at `now`; 0 after four seconds without news.
    [[nodiscard]] qint64 rate(Moment now) const;
    void reset() { *this = {}; }

private:
    std::optional<Moment> m_since;
    Moment m_last = 0;
    qint64 m_bytes = 0;
    double m_rate = 0; ///< bytes per millisecond
};

/// Seconds until `left` bytes have come at `rate` bytes per second; nothing when nobody can know.
[[nodiscard]] std::optional<qint64> secondsLeft(qint64 done, std::optional<qint64> total,
                                                qint64 rate);

} // namespace lighterman
