// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

#include <optional>
#include <vector>

namespace lighterman {

/// A part of a file on a server (reference of BITS, section 2.3).
struct ByteRange
{
    qint64 offset = 0;                 ///< of the first byte, from 0
    std::optional<qint64> length = {}; ///< bytes, at least 1; absent: to the end of the file
    bool operator==(const ByteRange &) const = default;

    /// Reads `OFFSET:LENGTH` or `OFFSET:eof`, in bytes. InvalidArgument for what is not written
    /// like that, InvalidRange for what is no range of any file.
    [[nodiscard]] static Result<ByteRange> parse(QStringView text);
    [[nodiscard]] QString toString() const;
    /// Behind the last byte; nothing where that is the end of the file.
    [[nodiscard]] std::optional<qint64> end() const;
};

/// The parts of a file that are wanted, in the order in which the local file has them, one behind
/// the other. Empty: the whole file.
using ByteRanges = std::vector<ByteRange>;

/// `OFFSET:LENGTH` of each, with commas between them.
[[nodiscard]] QString toString(const ByteRanges &ranges);
/// The counterpart of toString(); an empty text has no ranges. As parse().
[[nodiscard]] Result<ByteRanges> parseRanges(QStringView text);

/// Ranges that the files of a job may have together, whatever `max-ranges-per-file` says: a file
/// with all of them still fits into one frame of the protocol.
inline constexpr int kMaxRanges = 10'000;

/// InvalidRange for one that is empty or has no place in any file, OverlappingRanges for two that
/// have a byte in common (one to the end of the file has all behind its offset),
/// TooManyRangesInFile.
[[nodiscard]] Result<void> validate(const ByteRanges &ranges);
/// TooManyRangesInFile, with both numbers.
[[nodiscard]] tl::unexpected<Error> tooManyRanges(std::size_t count, int most);

/// InvalidRange, with the first range that is not in a file of `size` bytes.
[[nodiscard]] Result<void> validateWithin(const ByteRanges &ranges, qint64 size);

/// Bytes of the local file. Nothing while one of the ranges goes to the end of a file of unknown
/// `size`.
[[nodiscard]] std::optional<qint64> bytesOf(const ByteRanges &ranges, std::optional<qint64> size);

} // namespace lighterman
