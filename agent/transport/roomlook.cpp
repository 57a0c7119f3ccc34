// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/roomlook.h"

#include "agent/transport/filesystems.h"

#include <QFile>
#include <QFileInfo>

#include <limits>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

namespace lighterman {

namespace {

std::optional<Room> roomOf(const QByteArray &path)
{
    struct stat status = {};
    struct statvfs space = {};
    struct statfs kind = {};
    if (::stat(path.constData(), &status) != 0 || ::statvfs(path.constData(), &space) != 0
        || ::statfs(path.constData(), &kind) != 0)
        return std::nullopt;
    constexpr auto kMost = double(std::numeric_limits<qint64>::max() / 2);
    const double free = std::min(double(space.f_bavail) * double(space.f_frsize), kMost);
    return Room{QByteArray::number(quint64(status.st_dev)), qint64(free),
                keepsRoom(qint64(quint32(kind.f_type)))};
}

} // namespace

std::vector<std::optional<Room>> roomAt(const std::vector<QString> &paths)
{
    std::vector<std::optional<Room>> rooms;
    rooms.reserve(paths.size());
    for (QString path : paths) {
        while (path.size() > 1 && !QFileInfo::exists(path))
            path = QFileInfo(path).path();
        rooms.push_back(path.startsWith(u'/') ? roomOf(QFile::encodeName(path)) : std::nullopt);
    }
    return rooms;
}

} // namespace lighterman
