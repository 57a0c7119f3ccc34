// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/byterange.h"
#include "common/protocol/field.h"

namespace lighterman::protocol {

using namespace Qt::StringLiterals;

template <>
struct ValueFields<ByteRange>
{
    static constexpr auto fields()
    {
        return std::tuple{Field{"offset"_L1, &ByteRange::offset},
                          Field{"length"_L1, &ByteRange::length}};
    }
};

/// The ranges that a file of a job is made of.
struct FileRanges
{
    int index = 0; ///< of the file
    ByteRanges ranges;
    static constexpr auto fields()
    {
        return std::tuple{Field{"index"_L1, &FileRanges::index},
                          Field{"ranges"_L1, &FileRanges::ranges}};
    }
};

} // namespace lighterman::protocol
