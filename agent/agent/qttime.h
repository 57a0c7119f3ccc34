// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/ports.h"

namespace lighterman {

/// The engine's alarms on Qt's timers, which count monotonic time.
class QtAlarm final : public Alarm
{
public:
    [[nodiscard]] std::unique_ptr<Pending> after(std::chrono::milliseconds delay,
                                                 std::function<void()> ring) override;
};

class SystemClock final : public Clock
{
public:
    [[nodiscard]] Moment now() const override;
    [[nodiscard]] std::chrono::milliseconds monotonic() const override;
    /// Of the system's zone, as it is now.
    [[nodiscard]] std::chrono::seconds offset(Moment at) const override;
    [[nodiscard]] std::optional<Moment> nextShift(Moment after) const override;
};

} // namespace lighterman
