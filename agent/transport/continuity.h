// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

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
    QByteArray disk; ///< of the block device, diskSequence()

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

/// The number that the kernel gave to the disk behind device `major`:`minor` when it appeared, new
/// for every disk (Linux 5.15): a mount may get the id of one that is gone, a disk that was pulled
/// out and put back never gets its number again. Empty where there is no disk, or no number.
/// `sysfs` is where devices are described.
[[nodiscard]] QByteArray diskSequence(unsigned major, unsigned minor,
                                      const QString &sysfs = QStringLiteral("/sys/dev/block"));

} // namespace lighterman
