// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/sizelimit.h"

#include "agent/transport/filesystems.h"

#include <QFile>

#include <algorithm>
#include <limits>
#include <sys/resource.h>
#include <sys/vfs.h>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostOnFat = 0xFFFFFFFF;

qint64 mostOn(const struct statfs &status)
{
    qint64 most = std::numeric_limits<qint64>::max();
    if (qint64(quint32(status.f_type)) == kFat)
        most = kMostOnFat;
    rlimit limit{};
    if (::getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        most = std::min(most, qint64(std::min<rlim_t>(limit.rlim_cur, rlim_t(most))));
    return most;
}

Result<void> verdict(const struct statfs &status, qint64 bytes, const QString &path)
{
    const qint64 most = mostOn(status);
    if (bytes <= most)
        return {};
    return fail(ErrorCode::FileSizeLimit,
                u"%1 bytes, and %2 at most are possible"_s.arg(bytes).arg(most),
                ErrorContext::LocalFile, path);
}

} // namespace

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
