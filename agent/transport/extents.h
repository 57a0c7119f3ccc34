// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtGlobal>

#include <vector>

namespace lighterman {

/// The bytes [begin, end) of a file.
struct Extent
{
    qint64 begin = 0;
    qint64 end = 0;

    [[nodiscard]] qint64 size() const { return end - begin; }
    bool operator==(const Extent &) const = default;
};

/// A set of bytes of a file.
class Extents
{
public:
    /// An extent without bytes adds nothing.
    void add(Extent extent);
    /// Drops everything from `end` on.
    void clip(qint64 end);

    /// In their order; none touches another one.
    [[nodiscard]] const std::vector<Extent> &all() const { return m_all; }
    [[nodiscard]] bool isEmpty() const { return m_all.empty(); }
    /// Where the bytes from the first one on end; 0 when the first one is missing.
    [[nodiscard]] qint64 prefix() const;
    /// How many bytes there are.
    [[nodiscard]] qint64 sum() const;
    /// What is missing of a file of `total` bytes.
    [[nodiscard]] std::vector<Extent> gaps(qint64 total) const;

    bool operator==(const Extents &) const = default;

private:
    std::vector<Extent> m_all;
};

} // namespace lighterman
