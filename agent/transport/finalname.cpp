// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/finalname.h"

#include "agent/transport/filedescriptor.h"
#include "agent/transport/filename.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace lighterman {

namespace {

constexpr int kMostNumbers = 10'000;

/// 0 or errno.
int renameNew(const QByteArray &from, const QByteArray &to)
{
    if (::renameat2(AT_FDCWD, from.constData(), AT_FDCWD, to.constData(), RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    // A file system without RENAME_NOREPLACE: link() does not replace either.
    if (::link(from.constData(), to.constData()) != 0)
        return errno;
    return ::unlink(from.constData()) == 0 ? 0 : errno;
}

} // namespace

Result<QString> giveName(const QString &part, const QString &wanted)
{
    const QFileInfo final(wanted);
    const QByteArray from = QFile::encodeName(part);
    for (int number = 0; number < kMostNumbers; ++number) {
        const QString name
            = number == 0 ? wanted : final.path() + u'/' + numbered(final.fileName(), number);
        const int error = renameNew(from, QFile::encodeName(name));
        if (error == 0)
            return name;
        if (error != EEXIST)
            return tl::unexpected(localError(error, name));
    }
    return tl::unexpected(localError(EEXIST, wanted));
}

Result<void> syncFolder(const QString &folder)
{
    // "/." because the folder itself may well be a symbolic link.
    const FileDescriptor opened
        = FileDescriptor::open(folder + QStringLiteral("/."), O_RDONLY | O_DIRECTORY);
    if (!opened.isOpen() || (::fsync(opened.number()) != 0 && errno != EINVAL))
        return tl::unexpected(localError(errno, folder));
    return {};
}

} // namespace lighterman
