// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/partfile.h"

#include "agent/transport/filename.h"
#include "agent/transport/filesystems.h"
#include "agent/transport/piecerecord.h"
#include "agent/transport/sizelimit.h"
#include "common/base/log.h"

#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>

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
constexpr int kOftenEnough = 100; // numbers looked at when searching for a finished file

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

/// f_type; 0 when it is not known.
qint64 fileSystemOf(int file)
{
    struct statfs status = {};
    return ::fstatfs(file, &status) == 0 ? qint64(quint32(status.f_type)) : 0;
}

/// Where the first hole begins; the end of the file when there is none.
qint64 firstHole(int file)
{
    return std::max<qint64>(::lseek(file, 0, SEEK_HOLE), 0);
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
    part.trust(file, status.st_size);
    return part;
}

/// Which of the `length` bytes that there seem to be are those that were written.
void PartFile::trust(const JobFile &file, qint64 length)
{
    const ResumePoint &known = file.resume;
    const bool unbroken = m_continuity.inode != 0 && continuity() == known.continuity;
    if (trustRecord(file, length, unbroken))
        return;
    qint64 prefix = unbroken ? length : std::min(length, known.synced);
    const qint64 beyond = length - file.bytesTotal.value_or(length);
    if (beyond > 0 && beyond <= kMostMark) {
        // It has holes, but ended before anybody could write down which. What is known is of the
        // time before: bytes one after another.
        const bool isOlder = unbroken && known.pieces.isEmpty();
        prefix = isOlder ? std::max(file.bytesTransferred, known.synced) : known.synced;
        prefix = std::min(prefix, firstHole(m_file.number()));
    }
    m_found.held.add({0, prefix});
    m_found.synced.add({0, std::min(prefix, known.synced)});
}

/// False when there is no record, or one of the file as it was before.
bool PartFile::trustRecord(const JobFile &file, qint64 length, bool unbroken)
{
    const auto record = PieceRecord::fromToken(file.resume.pieces);
    if (!record || !file.bytesTotal)
        return false;
    const qint64 total = *file.bytesTotal;
    // A file that was whole has lost its mark; it may have lost bytes in a power cut since.
    const bool wasWhole = length == total && !unbroken;
    if (length != total + record->mark && !wasWhole)
        return false;
    m_found = {unbroken ? record->held : record->synced, record->synced};
    m_found.held.clip(total);
    m_found.synced.clip(total);
    const bool hasHoles = m_found.held.sum() > m_found.held.prefix();
    m_mark = hasHoles ? record->mark : 0;
    if (wasWhole && hasHoles && ::ftruncate(m_file.number(), total + m_mark) != 0) {
        m_found = {};
        m_mark = 0;
    }
    return true;
}

Result<qint64> PartFile::write(qint64 offset, QByteArrayView bytes)
{
    ssize_t written = 0;
    do {
        written = ::pwrite(m_file.number(), bytes.data(), std::size_t(bytes.size()), offset);
    } while (written < 0 && errno == EINTR);
    if (written <= 0)
        return tl::unexpected(localError(written == 0 ? ENOSPC : errno, m_path));
    return qint64(written);
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
    m_mark = 0;
    return {};
}

bool PartFile::spread(qint64 total)
{
    if (!knowsHoles(fileSystemOf(m_file.number())))
        return false;
    const qint64 mark = QRandomGenerator::global()->bounded(1, int(kMostMark) + 1);
    if (::ftruncate(m_file.number(), total + mark) != 0)
        return false;
    m_mark = mark;
    return true;
}

Result<qint64> PartFile::reserve(qint64 total, qint64 promised)
{
    struct statvfs space = {};
    struct stat status = {};
    const int file = m_file.number();
    if (const auto fits = checkSize(file, m_path, total); !fits)
        return tl::unexpected(fits.error());
    if (::fstatvfs(file, &space) != 0 || ::fstat(file, &status) != 0)
        return 0; // nothing known: writing will tell
    const qint64 missing = std::max<qint64>(total - qint64(status.st_blocks) * 512, 0);
    const auto room = double(space.f_bavail) * double(space.f_frsize);
    const auto full = [&](int error) { return tl::unexpected(localError(error, m_path)); };
    if (missing > 0 && double(missing) + double(promised) > room)
        return full(ENOSPC);
    if (fileSystemOf(file) == kTmpfs) // would fill real memory with zeros
        return missing;
    if (::fallocate(file, FALLOC_FL_KEEP_SIZE, 0, total) == 0)
        return 0;
    if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)
        return full(errno);
    return missing; // a file system that cannot reserve
}

dev_t PartFile::device() const
{
    struct stat status = {};
    return ::fstat(m_file.number(), &status) == 0 ? status.st_dev : 0;
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

Result<void> checkRoom(const QString &folder, qint64 bytes)
{
    if (auto fits = checkSize(folder, bytes); !fits)
        return fits;
    struct statvfs space = {};
    if (::statvfs(QFile::encodeName(folder).constData(), &space) != 0)
        return {};
    if (double(bytes) > double(space.f_bavail) * double(space.f_frsize))
        return tl::unexpected(localError(ENOSPC, folder));
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
