// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

#include <functional>
#include <optional>
#include <vector>

namespace lighterman {

/// Room on a file system.
struct Room
{
    QByteArray fileSystem = {}; ///< the same for all paths on it
    qint64 free = 0;            ///< bytes that this user may still write
    bool isKept = false;        ///< `free` is without what it keeps for files that are coming
    bool operator==(const Room &) const = default;
};

/// What the engine asks of disks.
class Space
{
public:
    virtual ~Space() = default;

    /// Answers with the room at each of `paths`, or at the next folder above that is there; nothing
    /// where that is not known.
    using Seen = std::function<void(std::vector<std::optional<Room>>)>;
    virtual void lookAtRoom(std::vector<QString> paths, Seen done) = 0;
};

} // namespace lighterman
