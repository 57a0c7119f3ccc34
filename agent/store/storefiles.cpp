// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/storefiles.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QtEndian>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lighterman::storage {

using namespace Qt::StringLiterals;

namespace {

/// Companions first: a WAL that stays behind would be taken for part of the next store.
constexpr std::array kParts{"-wal"_L1, "-shm"_L1, "-journal"_L1, ""_L1};

// The header of a database (https://www.sqlite.org/fileformat2.html, section 1.3).
constexpr QByteArrayView kMagic("SQLite format 3\0", 16);
constexpr int kUserVersionAt = 60;
constexpr int kApplicationIdAt = 68;
constexpr int kHeaderSize = 100;

/// A file descriptor that closes itself.
class Descriptor
{
public:
    Descriptor(const QString &path, int flags, mode_t mode = 0)
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): open(2) has no other form
        : m_fd(::open(QFile::encodeName(path).constData(), flags | O_CLOEXEC, mode))
    {
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }
    [[nodiscard]] int fd() const { return m_fd; }

private:
    int m_fd;
};

tl::unexpected<Error> failure(const QString &path)
{
    return fail(ErrorCode::StoreFailed, qt_error_string(errno), ErrorContext::LocalFile, path);
}

Result<void> sync(const QString &path, int flags)
{
    const Descriptor file(path, flags);
    if (!file.isOpen() || ::fsync(file.fd()) != 0)
        return failure(path);
    return {};
}

/// Every folder on the way that is missing, the last one for the owner alone.
Result<void> makeFolder(const QString &path)
{
    if (QFileInfo(path).isDir())
        return {};
    const QString parent = QFileInfo(path).path();
    if (auto made = parent == path ? Result<void>() : makeFolder(parent); !made)
        return made;
    if (::mkdir(QFile::encodeName(path).constData(), S_IRWXU) != 0 && errno != EEXIST)
        return failure(path);
    return syncFolderOf(path);
}

bool isAnyThere(const QString &path)
{
    return std::ranges::any_of(kParts, [&](auto part) { return QFile::exists(path + part); });
}

} // namespace

Result<FileLook> lookAt(const QString &path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return FileLook();
    if (!info.isFile())
        return fail(ErrorCode::StoreFailed, u"not a file"_s, ErrorContext::LocalFile, path);
    if (::access(QFile::encodeName(path).constData(), R_OK | W_OK) != 0)
        return failure(path);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::StoreFailed, file.errorString(), ErrorContext::LocalFile, path);
    const QByteArray header = file.read(kHeaderSize);
    if (header.isEmpty())
        return FileLook{FileLook::Kind::Empty};
    if (header.size() < kHeaderSize || !header.startsWith(kMagic))
        return FileLook{FileLook::Kind::SomethingElse};
    return FileLook{FileLook::Kind::Database,
                    qFromBigEndian<qint32>(header.sliced(kUserVersionAt).constData()),
                    qFromBigEndian<qint32>(header.sliced(kApplicationIdAt).constData())};
}

Result<void> makeFolderOf(const QString &path)
{
    return makeFolder(QFileInfo(path).path());
}

Result<void> makePrivate(const QString &path)
{
    if (auto made = makeFolderOf(path); !made)
        return made;
    const bool isNew = !QFile::exists(path);
    const Descriptor file(path, O_RDWR | O_CREAT, S_IRUSR | S_IWUSR);
    struct stat status = {};
    if (!file.isOpen() || ::fstat(file.fd(), &status) != 0)
        return failure(path);
    const mode_t wanted = isNew ? S_IRUSR | S_IWUSR : status.st_mode & (S_IRUSR | S_IWUSR);
    if (::fchmod(file.fd(), wanted) != 0)
        return failure(path);
    return isNew ? syncFolderOf(path) : Result<void>();
}

Result<void> syncToDisk(const QString &path)
{
    return sync(path, O_RDONLY);
}

Result<void> syncFolderOf(const QString &path)
{
    return sync(QFileInfo(path).path(), O_RDONLY | O_DIRECTORY);
}

Result<QString> setAside(const QString &path, Moment now)
{
    const QString dated = path
        + QDateTime::fromMSecsSinceEpoch(now, Qt::UTC)
              .toString(u"'.damaged-'yyyy-MM-ddTHH-mm-ss'Z'"_s);
    QString target = dated;
    for (int i = 1; isAnyThere(target); ++i)
        target = u"%1-%2"_s.arg(dated).arg(i);
    for (const auto part : kParts) {
        QFile file(path + part);
        if (file.exists() && !file.rename(target + part))
            return fail(ErrorCode::StoreFailed, file.errorString(), ErrorContext::LocalFile, path);
    }
    return syncFolderOf(path).map([&] { return target; });
}

bool endedUncleanly(const QString &path)
{
    return QFileInfo(path + u"-wal"_s).size() > 0;
}

} // namespace lighterman::storage
