// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/partfile.h"

#include "agent/transport/filename.h"
#include "common/base/log.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostTries = 100;
constexpr int kOftenEnough = 100;   // numbers looked at when searching for a finished file
constexpr auto kTmpfs = 0x01021994; // f_type; it would fill real memory with zeroes

bool isOurs(const struct stat &status)
{
    return S_ISREG(status.st_mode) && status.st_uid == ::geteuid() && status.st_nlink == 1;
}

/// A part file left behind, emptied; not open if it is none of ours, or in use.
FileDescriptor adopted(const QString &name)
{
    FileDescriptor file = FileDescriptor::open(name, O_RDWR | O_NONBLOCK);
    struct stat status = {};
    const bool free = file.isOpen() && ::fstat(file.number(), &status) == 0 && isOurs(status)
        && ::flock(file.number(), LOCK_EX | LOCK_NB) == 0 && ::ftruncate(file.number(), 0) == 0;
    return free ? std::move(file) : FileDescriptor();
}

bool isTmpfs(int file)
{
    struct statfs status = {};
    return ::fstatfs(file, &status) == 0 && status.f_type == kTmpfs;
}

} // namespace

PartFile::PartFile(QString path, FileDescriptor file, Continuity continuity)
    : m_path(std::move(path))
    , m_file(std::move(file))
    , m_continuity(std::move(continuity))
{
}

Result<PartFile> PartFile::create(const QString &path, const JobId &job, int index)
{
    const QFileInfo final(path);
    for (int number = index; number < kMostTries * kMaxFiles; number += kMaxFiles) {
        const QString name = final.path() + u'/' + partName(final.fileName(), job, number);
        FileDescriptor file = FileDescriptor::open(name, O_RDWR | O_CREAT | O_EXCL);
        if (!file.isOpen() && errno == EEXIST)
            file = adopted(name);
        else if (!file.isOpen())
            return tl::unexpected(localError(errno, name));
        if (!file.isOpen() || ::flock(file.number(), LOCK_EX | LOCK_NB) != 0)
            continue;
        const auto continuity = Continuity::of(file.number());
        return PartFile(name, std::move(file), continuity.value_or(Continuity()));
    }
    return tl::unexpected(localError(EEXIST, path));
}

Result<std::optional<PartFile>> PartFile::reopen(const JobFile &file)
{
    FileDescriptor opened = FileDescriptor::open(file.partPath, O_RDWR | O_NONBLOCK);
    if (!opened.isOpen() && errno == ENOENT)
        return std::nullopt;
    if (!opened.isOpen() && errno == ELOOP)
        return fail(ErrorCode::AccessDenied, u"the part file is a symbolic link"_s,
                    ErrorContext::LocalFile, file.partPath);
    if (!opened.isOpen())
        return tl::unexpected(localError(errno, file.partPath));
    struct stat status = {};
    if (::fstat(opened.number(), &status) != 0)
        return tl::unexpected(localError(errno, file.partPath));
    if (!isOurs(status))
        return fail(ErrorCode::AccessDenied, u"the part file is not one of ours"_s,
                    ErrorContext::LocalFile, file.partPath);
    ::flock(opened.number(), LOCK_EX | LOCK_NB); // in use: create() must not take it over
    const Continuity now = Continuity::of(opened.number()).value_or(Continuity());
    PartFile part(file.partPath, std::move(opened), now);
    const bool unbroken = now.inode != 0 && part.continuity() == file.resume.continuity;
    part.m_size = unbroken ? status.st_size : std::min<qint64>(status.st_size, file.resume.synced);
    return part;
}

Result<void> PartFile::append(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t written
            = ::pwrite(m_file.number(), bytes.data(), std::size_t(bytes.size()), m_size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return tl::unexpected(localError(written == 0 ? ENOSPC : errno, m_path));
        m_size += written;
        bytes = bytes.sliced(written);
    }
    return {};
}

bool PartFile::holds(qint64 offset, QByteArrayView bytes) const
{
    std::array<char, 16384> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init): read into
    while (!bytes.isEmpty()) {
        const auto wanted = std::min(bytes.size(), qsizetype(buffer.size()));
        const ssize_t count = ::pread(m_file.number(), buffer.data(), std::size_t(wanted), offset);
        if (count <= 0 || std::memcmp(buffer.data(), bytes.data(), std::size_t(count)) != 0)
            return false;
        offset += count;
        bytes = bytes.sliced(count);
    }
    return true;
}

bool PartFile::isPage() const
{
    QByteArray begin(512, '\0');
    const ssize_t count = ::pread(m_file.number(), begin.data(), std::size_t(begin.size()), 0);
    begin.truncate(std::max<ssize_t>(count, 0));
    if (begin.startsWith("\xEF\xBB\xBF")) // byte order mark
        begin.remove(0, 3);
    begin = begin.trimmed().toLower();
    return begin.startsWith("<!doctype html") || begin.startsWith("<html")
        || (begin.startsWith("<?xml") && begin.contains("<html"));
}

Result<void> PartFile::cut(qint64 size)
{
    if (::ftruncate(m_file.number(), size) != 0)
        return tl::unexpected(localError(errno, m_path));
    m_size = size;
    return {};
}

Result<void> PartFile::reserve(qint64 total)
{
    struct statvfs space = {};
    struct stat status = {};
    const int file = m_file.number();
    if (::fstatvfs(file, &space) != 0 || ::fstat(file, &status) != 0)
        return {}; // nothing known: writing will tell
    const qint64 taken = qint64(status.st_blocks) * 512;
    const auto room = double(space.f_bavail) * double(space.f_frsize);
    const auto full = [&](int error) { return tl::unexpected(localError(error, m_path)); };
    if (double(total - taken) > room)
        return full(ENOSPC);
    if (isTmpfs(file) || ::fallocate(file, FALLOC_FL_KEEP_SIZE, 0, total) == 0)
        return {};
    if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)
        return full(errno);
    return {}; // a file system that cannot reserve
}

void PartFile::remove() const
{
    ::unlink(QFile::encodeName(m_path).constData());
}

void cutPart(const QString &path, qint64 size)
{
    const FileDescriptor file = FileDescriptor::open(path, O_RDWR | O_NONBLOCK);
    struct stat status = {};
    const bool longer = file.isOpen() && ::fstat(file.number(), &status) == 0 && isOurs(status)
        && status.st_size > size;
    if (longer && ::ftruncate(file.number(), size) != 0)
        qCWarning(lcTransport).noquote() << "part file not cut:" << path;
}

Result<void> checkFolder(const QString &folder)
{
    struct stat status = {};
    if (::stat(QFile::encodeName(folder).constData(), &status) != 0)
        return tl::unexpected(localError(errno, folder));
    if (!S_ISDIR(status.st_mode))
        return tl::unexpected(localError(ENOTDIR, folder));
    return {};
}

std::optional<NamedFile> findNamed(const JobFile &file)
{
    const auto known = Continuity::fromToken(file.resume.continuity);
    if (!known || file.path.isEmpty() || !file.bytesTotal)
        return std::nullopt;
    const QFileInfo final(file.path);
    for (int number = 0; number < kOftenEnough; ++number) {
        const QString path = final.path() + u'/' + numbered(final.fileName(), number);
        FileDescriptor opened = FileDescriptor::open(path, O_RDONLY | O_NONBLOCK);
        if (!opened.isOpen() && errno == ENOENT)
            return std::nullopt;
        const auto found = opened.isOpen() ? Continuity::of(opened.number()) : std::nullopt;
        struct stat status = {};
        if (found && found->isSameFile(*known) && ::fstat(opened.number(), &status) == 0
            && status.st_size == *file.bytesTotal)
            return NamedFile{std::move(opened), path};
    }
    return std::nullopt;
}

} // namespace lighterman
