// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/roomlook.h"

#include <QFile>

#include <algorithm>
#include <chrono>
#include <deque>
#include <mutex>
#include <set>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <thread>

namespace lighterman {

namespace {

/// Disks that hang at the same time, and one that does not.
constexpr std::size_t kMostThreads = 8;
/// The table of mounts is read again after that: many folders may be looked at together.
constexpr std::chrono::seconds kMountsKnown{1};

/// What the file system has given to the file already; 0 when there is none.
qint64 allocated(const QString &part)
{
    struct stat status = {};
    const bool isThere
        = !part.isEmpty() && ::lstat(QFile::encodeName(part).constData(), &status) == 0;
    return isThere ? qint64(status.st_blocks) * 512 : 0;
}

/// Blanks and the like are written as octal numbers there: "\040".
QByteArray unescaped(QByteArray field)
{
    for (qsizetype at = field.indexOf('\\'); at >= 0; at = field.indexOf('\\', at + 1)) {
        bool isNumber = false;
        const uint code = field.mid(at + 1, 3).toUInt(&isNumber, 8);
        if (isNumber)
            field.replace(at, 4, QByteArray(1, char(code)));
    }
    return field;
}

bool isWithin(const QByteArray &path, const QByteArray &mount)
{
    return mount == "/" || path == mount || path.startsWith(mount + '/');
}

QByteArray mountsNow()
{
    QFile table(QStringLiteral("/proc/self/mountinfo"));
    return table.open(QIODevice::ReadOnly) ? table.readAll() : QByteArray();
}

} // namespace

std::optional<Room> roomAt(const QString &folder, const std::vector<ComingFile> &files)
{
    const QByteArray path = QFile::encodeName(folder);
    struct stat status = {};
    struct statvfs space = {};
    // Not the folder above one that is gone: that is another disk, when one was unplugged.
    if (::stat(path.constData(), &status) != 0 || ::statvfs(path.constData(), &space) != 0)
        return std::nullopt;
    constexpr auto kMost = double(qint64(1) << 62U);
    const double free = std::min(double(space.f_bavail) * double(space.f_frsize), kMost);
    Room room{QByteArray::number(quint64(status.st_dev)), qint64(free)};
    for (const ComingFile &file : files) {
        const qint64 has = std::max(file.received, allocated(file.part));
        room.missing.push_back(std::max<qint64>(file.total - has, 0));
    }
    return room;
}

QByteArray mountOf(const QByteArray &path, const QByteArray &mounts)
{
    QByteArray best;
    for (const QByteArray &line : mounts.split('\n')) {
        const QByteArray mount = unescaped(line.split(' ').value(4));
        if (mount.size() > best.size() && isWithin(path, mount))
            best = mount;
    }
    return best;
}

struct RoomLooks::State
{
    struct Waiting
    {
        Look look;
        QByteArray mount;
    };
    std::mutex mutex;
    Seen seen; ///< empty once nobody listens any more
    Ask ask;
    std::deque<Waiting> waiting;
    std::set<QByteArray> busy; ///< mounts, one thread each

    /// The next one at a mount where nobody looks, which has that from now on.
    std::optional<Waiting> next()
    {
        const auto found = std::ranges::find_if(
            waiting, [this](const Waiting &one) { return !busy.contains(one.mount); });
        if (found == waiting.end())
            return std::nullopt;
        Waiting taken = std::move(*found);
        waiting.erase(found);
        busy.insert(taken.mount);
        return taken;
    }
    static void work(const std::shared_ptr<State> &state, Waiting first);
};

RoomLooks::RoomLooks(Seen seen, Ask ask)
    : m_state(std::make_shared<State>())
{
    m_state->seen = std::move(seen);
    m_state->ask = std::move(ask);
}

RoomLooks::~RoomLooks()
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->seen = {};
    m_state->waiting.clear();
}

void RoomLooks::look(Look look)
{
    if (!m_mountsRead.isValid() || m_mountsRead.hasExpired(kMountsKnown.count())) {
        m_mounts = mountsNow();
        m_mountsRead.start();
    }
    const QByteArray mount = mountOf(QFile::encodeName(look.folder), m_mounts);
    const std::scoped_lock lock(m_state->mutex);
    m_state->waiting.push_back({std::move(look), mount});
    if (m_state->busy.size() >= kMostThreads)
        return;
    if (auto first = m_state->next())
        std::thread(&State::work, m_state, std::move(*first)).detach();
}

void RoomLooks::State::work(const std::shared_ptr<State> &state, Waiting first)
{
    std::optional<Waiting> mine = std::move(first);
    while (mine) {
        const auto room = state->ask(mine->look.folder, mine->look.files);
        const std::scoped_lock lock(state->mutex);
        state->busy.erase(mine->mount);
        if (state->seen)
            state->seen(mine->look.id, room);
        mine = state->next();
    }
}

} // namespace lighterman
