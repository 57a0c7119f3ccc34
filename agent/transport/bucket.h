// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/ratelimit.h"

#include <chrono>

namespace lighterman {

/// Bytes that may be read: they gather at the rate of a limit, up to what kKept brings, so that who
/// comes a little late loses nothing, and who has been idle starts no flood. Knows no clock: it is
/// told what time it is.
class Bucket
{
public:
    using Time = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::milliseconds kKept{200};

    /// Empty at first.
    void setLimit(RateLimit limit, Time now);
    [[nodiscard]] RateLimit limit() const { return m_limit; }
    void refill(Time now);
    /// As much as anybody could want without a limit.
    [[nodiscard]] qint64 left() const;
    void spend(qint64 bytes);

private:
    RateLimit m_limit;
    double m_left = 0; // bytes, and parts of one
    Time m_filled;
};

} // namespace lighterman
