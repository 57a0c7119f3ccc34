// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/continuity.h"

#include <QFile>
#include <QList>

#include <fcntl.h>
#include <sys/stat.h>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

const QByteArray &bootId()
{
    static const QByteArray id = [] {
        QFile file(QStringLiteral("/proc/sys/kernel/random/boot_id"));
        return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
    }();
    return id;
}

} // namespace

std::optional<Continuity> Continuity::of(int file)
{
    struct statx status = {};
    constexpr unsigned kWanted = STATX_INO | STATX_BTIME | STATX_MNT_ID;
    if (::statx(file, "", AT_EMPTY_PATH, kWanted, &status) != 0)
        return std::nullopt;
    Continuity found{bootId(), status.stx_mnt_id, status.stx_ino, 0,
                     diskSequence(status.stx_dev_major, status.stx_dev_minor)};
    if ((status.stx_mask & STATX_BTIME) != 0)
        found.born = status.stx_btime.tv_sec * 1'000'000'000 + status.stx_btime.tv_nsec;
    return found;
}

std::optional<Continuity> Continuity::fromToken(const QByteArray &token)
{
    const QList<QByteArray> parts = token.split(' ');
    if (parts.size() != 5)
        return std::nullopt;
    return Continuity{parts[0], parts[1].toULongLong(), parts[2].toULongLong(),
                      parts[3].toLongLong(), parts[4]};
}

QByteArray Continuity::toToken() const
{
    return boot + ' ' + QByteArray::number(mount) + ' ' + QByteArray::number(inode) + ' '
        + QByteArray::number(born) + ' ' + disk;
}

QByteArray diskSequence(unsigned major, unsigned minor, const QString &sysfs)
{
    const QString device = u"%1/%2:%3/"_s.arg(sysfs).arg(major).arg(minor);
    for (const QString &name : {device + u"diskseq"_s, device + u"../diskseq"_s}) { // a partition
        QFile file(name);
        if (file.open(QIODevice::ReadOnly))
            return file.readAll().trimmed();
    }
    return {};
}

} // namespace lighterman
