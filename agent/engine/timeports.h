// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/time.h"

#include <chrono>
#include <functional>
#include <memory>

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

class Clock
{
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Moment now() const = 0;                          ///< wall clock
    [[nodiscard]] virtual std::chrono::milliseconds monotonic() const = 0; ///< never goes back
};

} // namespace lighterman
