// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

#include <optional>
#include <vector>

namespace lighterman {

/// Hours that come again each week, as a clock on the wall shows them.
class WeekHours
{
public:
    static constexpr int kMinutesOfDay = 1440;
    static constexpr int kMinutesOfWeek = 7 * kMinutesOfDay;

    /// None at all.
    WeekHours() = default;
    /// Such as `mon-fri 08:00-17:00, sat 22:00-02:00`; `daily` stands for all days, and hours that
    /// end before they begin end on the day after. Nothing but white space: none. InvalidArgument.
    [[nodiscard]] static Result<WeekHours> parse(QStringView text);
    /// As parse() reads it.
    [[nodiscard]] QString toString() const;

    [[nodiscard]] bool isEmpty() const { return m_rules.empty(); }
    /// Whether `minute`, counted from Monday 00:00, is one of them.
    [[nodiscard]] bool contains(int minute) const;
    /// After how many minutes contains() says something else than at `minute`; nothing: never.
    [[nodiscard]] std::optional<int> untilChange(int minute) const;

    bool operator==(const WeekHours &) const = default;

private:
    /// On each of the days, Monday is 0, from `begin` on; minutes of the day.
    struct Rule
    {
        int firstDay = 0;
        int lastDay = 0; ///< before firstDay: over the end of the week
        int begin = 0;
        int end = 0; ///< up to 24:00; not behind `begin`: on the day after
        [[nodiscard]] int days() const { return (lastDay - firstDay + 7) % 7 + 1; }
        [[nodiscard]] int length() const;
        bool operator==(const Rule &) const = default;
    };
    [[nodiscard]] static Result<Rule> parseRule(QStringView text);
    [[nodiscard]] static std::optional<Rule> readDays(QStringView text);

    std::vector<Rule> m_rules;
};

} // namespace lighterman
