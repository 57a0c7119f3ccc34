// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/answer.h"

// Files that are made of ranges: where their bytes come from, and what servers answer.
namespace lighterman {

/// What one request asks for: a range, or the end of one.
struct Leg
{
    qint64 local = 0;                ///< place of its first byte in the local file
    qint64 first = 0;                ///< and in the file on the server
    std::optional<qint64> last = {}; ///< in the file on the server, inclusive; absent: its end
    bool operator==(const Leg &) const = default;
};

/// From byte `local` of the local file to the end of the range that has it. `size` is that of the
/// file on the server, and has to be known where `local` is behind an open end.
[[nodiscard]] Leg legAt(const ByteRanges &ranges, std::optional<qint64> size, qint64 local);

/// Judges the answer to a request for `leg` (reference of BITS, section 2.3; RFC 9110, section
/// 15.3.7): it is that part of the same file, neither more nor less. Append where Known::from is
/// behind the first byte, FromStart where it is that. InsufficientRangeSupport, InvalidRange,
/// InvalidServerResponse and MissingFileSize are final.
[[nodiscard]] Verdict judgeLeg(const Known &known, const ByteRanges &ranges, const Leg &leg,
                               const Answer &answer);

} // namespace lighterman
