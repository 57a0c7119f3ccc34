// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtGlobal>

/// What one frame may hold at most. Both sides refuse more, so a peer can never make the other
/// hold more than these say.
namespace lighterman::protocol {

inline constexpr qsizetype kMaxFrame = 1 << 20; ///< bytes after the length
inline constexpr qsizetype kMaxText = 1 << 16;  ///< bytes of one text or byte string
inline constexpr qsizetype kMaxItems = 1 << 16; ///< items of one array
inline constexpr int kMaxDepth = 16;            ///< containers in containers, where skipped
inline constexpr int kPageRows = 1000;          ///< rows of one message

} // namespace lighterman::protocol
