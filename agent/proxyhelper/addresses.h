// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <array>
#include <optional>
#include <tuple>

namespace lighterman {

/// An address of IPv4 (the first four bytes count) or IPv6, most significant byte first.
struct IpAddress
{
    int bits = 32; ///< of the whole address: 32 or 128
    std::array<unsigned char, 16> bytes = {};
    bool operator==(const IpAddress &) const = default;
    /// IPv4 first.
    bool operator<(const IpAddress &other) const
    {
        return std::tie(bits, bytes) < std::tie(other.bits, other.bytes);
    }
};

/// The address that `text` is: four numbers from 0 to 255, or IPv6 without brackets and scope.
[[nodiscard]] std::optional<IpAddress> readAddress(const QString &text);
/// Whether the first `length` bits are the same; never for addresses of different kinds.
[[nodiscard]] bool isInPrefix(const IpAddress &address, const IpAddress &prefix, int length);
/// The same for `ADDRESS[/LENGTH]`; false for what is none.
[[nodiscard]] bool isInPrefix(const IpAddress &address, const QString &prefix);

} // namespace lighterman
