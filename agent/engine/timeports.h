// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/time.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

// What the engine asks of time, as ports.h has the rest of the world.
namespace lighterman {

/// Something under way: a transfer, a wait. Destroying it calls it off, in silence; its callback
/// may do so itself.
class Pending
{
public:
    Pending() = default;
    Pending(const Pending &) = delete;
    Pending &operator=(const Pending &) = delete;
    virtual ~Pending() = default;
};

/// What the engine asks of time.
class Alarm
{
public:
    virtual ~Alarm() = default;

    /// Rings once, after `delay` of monotonic time, unless called off first.
    [[nodiscard]] virtual std::unique_ptr<Pending> after(std::chrono::milliseconds delay,
                                                         std::function<void()> ring)
        = 0;
};

/// What the clock on the wall shows, for schedules that people make by it: UTC, unless somebody
/// knows better.
class WallZone
{
public:
    virtual ~WallZone() = default;
    /// How far it is ahead of UTC at `at`.
    [[nodiscard]] virtual std::chrono::seconds offset(Moment /*at*/) const { return {}; }
    /// When it is put forward or back for the first time after `after`, as far as is known.
    [[nodiscard]] virtual std::optional<Moment> nextShift(Moment /*after*/) const { return {}; }
};

class Clock : public WallZone
{
public:
    [[nodiscard]] virtual Moment now() const = 0;                          ///< wall clock
    [[nodiscard]] virtual std::chrono::milliseconds monotonic() const = 0; ///< never goes back
};

} // namespace lighterman
