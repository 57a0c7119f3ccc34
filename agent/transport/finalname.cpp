// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/finalname.h"

#include "agent/transport/filedescriptor.h"
#include "agent/transport/filename.h"
#include "common/base/log.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace lighterman {

namespace {

constexpr int kMostNumbers = 10'000;

/// Takes the name with an empty file and puts the real one in its place. 0 or errno.
int renameOverPlaceholder(const QByteArray &from, const QByteArray &to)
{
    const FileDescriptor placeholder
        = FileDescriptor::open(QFile::decodeName(to), O_WRONLY | O_CREAT | O_EXCL);
    if (!placeholder.isOpen())
        return errno;
    if (::rename(from.constData(), to.constData()) == 0)
        return 0;
    const int error = errno;
    ::unlink(to.constData());
    return error;
}

/// 0 or errno.
int renameNew(const QByteArray &from, const QByteArray &to, const NamingCalls &calls)
{
    if (calls.renameNew(from.constData(), to.constData()) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    // A file system without RENAME_NOREPLACE: link() does not replace either.
    if (calls.link(from.constData(), to.constData()) == 0) {
        if (calls.unlink(from.constData()) != 0) // the file is there all the same
            qCWarning(lcTransport).noquote() << "part file left behind:" << QFile::decodeName(from);
        return 0;
    }
    // A file system without hard links, such as many in user space.
    return errno == EEXIST ? errno : renameOverPlaceholder(from, to);
}

} // namespace

const NamingCalls &NamingCalls::ofSystem()
{
    static const NamingCalls calls{[](const char *from, const char *to) {
                                       return ::renameat2(AT_FDCWD, from, AT_FDCWD, to,
                                                          RENAME_NOREPLACE);
                                   },
                                   ::link, ::unlink};
    return calls;
}

Result<QString> giveName(const QString &part, const QString &wanted, const NamingCalls &calls)
{
    const QFileInfo final(wanted);
    const QByteArray from = QFile::encodeName(part);
    for (int number = 0; number < kMostNumbers; ++number) {
        const QString name
            = number == 0 ? wanted : final.path() + u'/' + numbered(final.fileName(), number);
        const int error = renameNew(from, QFile::encodeName(name), calls);
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
