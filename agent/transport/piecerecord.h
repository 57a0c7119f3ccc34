// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/extents.h"

#include <QByteArray>

#include <optional>

namespace lighterman {

/// What is written down of a part file with holes (ResumePoint::pieces).
struct PieceRecord
{
    /// By how many bytes the part file is longer than the file will be: says that it has holes, and
    /// that this is a record of it as it is now (docs/adr/0017-several-ranges-of-one-file.md).
    qint64 mark = 0;
    Extents held;   ///< written: all of it is there as long as the kernel runs on
    Extents synced; ///< on the disk for good

    [[nodiscard]] QByteArray toToken() const;
    /// Nothing for what is not well formed.
    [[nodiscard]] static std::optional<PieceRecord> fromToken(QByteArrayView token);
    bool operator==(const PieceRecord &) const = default;
};

/// The longest mark.
inline constexpr qint64 kMostMark = 65535;

} // namespace lighterman
