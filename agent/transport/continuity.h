// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

#include <optional>

namespace lighterman {

/// What tells whether a part file is still the one that was written, and whether the page cache
/// behind it can be (ResumePoint::continuity).
struct Continuity
{
    QByteArray boot;   ///< id of this run of the kernel
    quint64 mount = 0; ///< id of the mount
    quint64 inode = 0;
    qint64 born = 0; ///< nanoseconds; 0 where the file system does not know

    [[nodiscard]] static std::optional<Continuity> of(int file);
    [[nodiscard]] static std::optional<Continuity> fromToken(const QByteArray &token);
    [[nodiscard]] QByteArray toToken() const;

    /// Whether both name the same file, be it after a reboot or under another name.
    [[nodiscard]] bool isSameFile(const Continuity &other) const
    {
        return inode == other.inode && born == other.born;
    }
    bool operator==(const Continuity &) const = default;
};

} // namespace lighterman
