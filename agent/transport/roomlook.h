// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/room.h"
#include "agent/transport/transportoptions.h"

#include <QElapsedTimer>

#include <memory>

namespace lighterman {

/// The room in `folder`, as Space has it. May take as long as a disk takes to answer.
[[nodiscard]] std::optional<Room> roomAt(const QString &folder,
                                         const std::vector<ComingFile> &files);

/// The mount point that `path` seems to be on, from a table as /proc/self/mountinfo has it. No disk
/// is asked, so symbolic links count for nothing. Empty when none fits.
[[nodiscard]] QByteArray mountOf(const QByteArray &path, const QByteArray &mounts);

/// Looks at disks on threads of its own, which last as long as there is something to look at. A
/// disk that does not answer keeps one of them, and holds up the looks at the same mount, nobody
/// else's: not even the end of this object, which leaves the thread behind.
class RoomLooks
{
public:
    struct Look
    {
        TransferId id = 0;
        QString folder;
        std::vector<ComingFile> files = {};
    };
    using Seen = std::function<void(TransferId, const std::optional<Room> &)>;
    using Ask
        = std::function<std::optional<Room>(const QString &, const std::vector<ComingFile> &)>;

    /// `seen` is called on any thread, and never once this is gone. `ask` is for tests.
    explicit RoomLooks(Seen seen, Ask ask = roomAt);
    ~RoomLooks();
    RoomLooks(const RoomLooks &) = delete;
    RoomLooks &operator=(const RoomLooks &) = delete;

    void look(Look look);

private:
    struct State;

    std::shared_ptr<State> m_state; ///< shared with the threads
    QByteArray m_mounts;
    QElapsedTimer m_mountsRead;
};

} // namespace lighterman
