// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtGlobal>

#include <algorithm>
#include <array>

// What file systems can do, by their type (f_type of statfs(2)).
namespace lighterman {

inline constexpr qint64 kTmpfs = 0x01021994;
inline constexpr qint64 kFat = 0x4d44;
/// ext2 to 4, XFS, Btrfs, F2FS, bcachefs.
inline constexpr std::array<qint64, 5> kOnDisks{0xEF53, 0x58465342, 0x9123683E, 0xF2F52010,
                                                0xCA451A4E};

/// Whether it keeps the room that fallocate(2) asks for, also while nobody has the file open.
[[nodiscard]] constexpr bool keepsRoom(qint64 type)
{
    return std::find(kOnDisks.begin(), kOnDisks.end(), type) != kOnDisks.end();
}

/// Whether its files may have holes, and it tells where these are. Others, such as FAT, write zeros
/// into them, gigabytes at a time.
[[nodiscard]] constexpr bool knowsHoles(qint64 type)
{
    return type == kTmpfs || keepsRoom(type);
}

} // namespace lighterman
