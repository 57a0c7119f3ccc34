// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

#include <functional>
#include <optional>
#include <vector>

namespace lighterman {

/// A file that is coming, as far as the room for it goes.
struct ComingFile
{
    QString part = {};   ///< absolute; empty when there is nothing of it yet
    qint64 total = 0;    ///< bytes that it will have
    qint64 received = 0; ///< bytes of them that came
    bool operator==(const ComingFile &) const = default;
};

/// Room on a file system.
struct Room
{
    QByteArray fileSystem = {}; ///< the same for all folders on it
    qint64 free = 0;            ///< bytes that this user may still write
    /// What each of the files that were asked about still needs of `free`, in their order: without
    /// what it has, and what the file system keeps for it.
    std::vector<qint64> missing = {};
    bool operator==(const Room &) const = default;
};

/// What the engine asks of disks.
class Space
{
public:
    virtual ~Space() = default;

    /// Answers with the room in `folder`, and with what `files` in it still need; with nothing
    /// where that is not known. Disks may take as long as they like, or never answer: no other look
    /// waits for that.
    using Seen = std::function<void(const std::optional<Room> &)>;
    virtual void lookAtRoom(const QString &folder, std::vector<ComingFile> files, Seen done) = 0;
};

} // namespace lighterman
