// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLatin1StringView>
#include <QString>

#include <array>
#include <optional>

namespace lighterman {

/// The value whose number is the place of `name` in `names`.
template <typename Enum, std::size_t N>
[[nodiscard]] std::optional<Enum> fromWire(const std::array<QLatin1StringView, N> &names,
                                           QStringView name)
{
    for (std::size_t i = 0; i < N; ++i) {
        if (name == names.at(i))
            return Enum(i);
    }
    return std::nullopt;
}

} // namespace lighterman
