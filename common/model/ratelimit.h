// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

#include <optional>

namespace lighterman {

/// Bytes per second; nothing: no limit.
using RateLimit = std::optional<qint64>;

/// Smaller limits act as this one, about 2 kbit/s (reference of BITS, section 0).
inline constexpr qint64 kLeastRate = 256;
inline constexpr qint64 kMostRate = 1'000'000'000'000;

/// `none`, or a whole number of bytes per second from 0 to kMostRate; K, M and G behind it stand
/// for 1024 bytes, 1024 K and 1024 M. 0 stays 0, what is smaller than kLeastRate becomes that.
/// InvalidArgument.
[[nodiscard]] Result<RateLimit> readRateLimit(QStringView text);
/// As readRateLimit() reads it.
[[nodiscard]] QString toString(RateLimit limit);

} // namespace lighterman
