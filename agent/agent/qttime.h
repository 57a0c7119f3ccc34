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
};

} // namespace lighterman
