// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/sizelimit.h"

#include "agent/transport/filesystems.h"

#include <QFile>

#include <algorithm>
#include <limits>
#include <sys/vfs.h>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostOnFat = 0xFFFFFFFF;

rlim_t limitNow()
{
    rlimit limit{};
    return ::getrlimit(RLIMIT_FSIZE, &limit) == 0 ? limit.rlim_cur : RLIM_INFINITY;
}

Result<void> verdict(const struct statfs &status, qint64 bytes, const QString &path)
{
    const qint64 most = mostOn(qint64(quint32(status.f_type)), limitNow());
    if (bytes <= most)
        return {};
    return fail(ErrorCode::FileSizeLimit,
                u"%1 bytes, and %2 at most are possible"_s.arg(bytes).arg(most),
                ErrorContext::LocalFile, path);
}

} // namespace

qint64 mostOn(qint64 type, rlim_t limit)
{
    const qint64 most = type == kFat ? kMostOnFat : std::numeric_limits<qint64>::max();
    return limit < rlim_t(most) ? qint64(limit) : most; // without one it is the largest number
}

Result<void> checkSize(const QString &folder, qint64 bytes)
{
    struct statfs status = {};
    if (::statfs(QFile::encodeName(folder).constData(), &status) != 0)
        return {}; // nothing known: writing will tell
    return verdict(status, bytes, folder);
}

Result<void> checkSize(int file, const QString &path, qint64 bytes)
{
    struct statfs status = {};
    if (::fstatfs(file, &status) != 0)
        return {};
    return verdict(status, bytes, path);
}

} // namespace lighterman
