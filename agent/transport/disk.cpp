// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/disk.h"

#include "agent/transport/finalname.h"
#include "agent/transport/headers.h"
#include "agent/transport/partfile.h"
#include "common/base/log.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <limits>
#include <sys/stat.h>
#include <unistd.h>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kBatch = 64;
constexpr qsizetype kHashBuffer = qsizetype(1) << 20U;
constexpr int kHashRounds = 16; // buffers between two looks at the mailbox

/// What a program of this user gives to a new file; never executable.
unsigned newFileMode()
{
    // umask() could only be asked by changing it, for all threads.
    QFile status(u"/proc/self/status"_s);
    unsigned mask = 022;
    if (status.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : status.readAll().split('\n')) {
            if (line.startsWith("Umask:"))
                mask = line.sliced(6).trimmed().toUInt(nullptr, 8);
        }
    }
    return 0666U & ~mask;
}

void setServerTime(int file, const QByteArray &lastModified)
{
    const auto date = parseHttpDate(lastModified);
    if (!date)
        return;
    const timespec keep{0, UTIME_OMIT};
    const std::array times{keep, timespec{date->toSecsSinceEpoch(), 0}};
    ::futimens(file, times.data());
}

Result<void> synced(int file, const QString &path)
{
    if (::fsync(file) != 0)
        return tl::unexpected(localError(errno, path));
    return {};
}

QString folderOf(const QString &path)
{
    return QFileInfo(path).path();
}

/// Syncs each folder; what went wrong is only logged, for the files are there.
void syncFolders(const std::set<QString> &folders)
{
    for (const QString &folder : folders) {
        if (const auto done = syncFolder(folder); !done)
            qCWarning(lcTransport).noquote() << "folder not synced:" << done.error().detail;
    }
}

} // namespace

Disk::Disk(Reports &reports, std::function<int(int)> syncData)
    : m_reports(reports)
    , m_syncData(std::move(syncData))
    , m_mode(newFileMode())
{
}

void Disk::give(Order order)
{
    if (m_mailbox.put(std::move(order)))
        wake();
}

void Disk::wake()
{
    QMetaObject::invokeMethod(this, &Disk::work, Qt::QueuedConnection);
}

void Disk::work()
{
    for (Order &order : m_mailbox.takeAll()) {
        if (m_isAbandoned)
            return;
        std::visit([this](auto &one) { take(one); }, order);
    }
    finishBatch();
    if (m_isAbandoned)
        return;
    if (m_hashing.empty())
        hashAhead();
    else
        hashOn();
    if (!m_finishing.empty() || !m_hashing.empty() || mayHashAhead())
        wake();
}

void Disk::take(const WriteOutOrder &order)
{
    ::sync_file_range(order.file.number(), order.from, order.length, SYNC_FILE_RANGE_WRITE);
}

void Disk::take(const FlushOrder &order)
{
    if (m_syncData(order.file.number()) == 0) {
        emit flushed(order.id);
        return;
    }
    const int error = errno;
    m_spoilt[order.id] = error; // the end of the file may be on its way already
    emit flushFailed({order.id, order.path, order.synced, error});
}

void Disk::take(HashOrder &order)
{
    const auto found = m_ahead.find(order.id);
    if (found != m_ahead.end()) {
        found->second.upTo = order.upTo;
        return;
    }
    auto hasher = Hasher::create(order.algorithm);
    if (hasher) // what is wrong with it is said at the end
        m_ahead.emplace(order.id,
                        EarlyHashing{{std::move(*hasher)},
                                     std::move(order.algorithm),
                                     std::move(order.file),
                                     order.upTo});
}

void Disk::take(const UnhashOrder &order)
{
    m_ahead.erase(order.id);
}

void Disk::take(FinishOrder &order)
{
    auto ahead = m_ahead.extract(order.id);
    if (const auto spoilt = m_spoilt.extract(order.id)) {
        dropUnsynced(order);
        const Error lost = localError(spoilt.mapped(), order.result.partPath);
        m_reports.put(FinishedReport{order.id, tl::unexpected(lost)});
        return;
    }
    // What has its name has passed before.
    if (!order.check || order.isNamed) {
        m_finishing.push_back(std::move(order));
        return;
    }
    const QString &algorithm = order.check->against.algorithm;
    if (ahead && ahead.mapped().algorithm == algorithm) {
        m_hashing.push_back({std::move(ahead.mapped()), std::move(order)});
        return;
    }
    auto hasher = Hasher::create(algorithm);
    if (!hasher) {
        m_reports.put(FinishedReport{order.id, tl::unexpected(hasher.error())});
        return;
    }
    m_hashing.push_back({{std::move(*hasher)}, std::move(order)});
}

void Disk::take(const CallOffOrder &order)
{
    m_spoilt.erase(order.id);
    m_ahead.erase(order.id);
    std::erase_if(m_finishing, [&](const FinishOrder &one) { return one.id == order.id; });
    std::erase_if(m_hashing, [&](const LastHashing &one) { return one.order.id == order.id; });
}

void Disk::take(RevealOrder &order)
{
    std::set<QString> folders;
    std::optional<Error> first;
    for (JobFile &file : order.files) {
        if (file.completed)
            continue;
        if (const auto done = reveal(file, folders); !done && !first)
            first = done.error();
    }
    syncFolders(folders);
    m_reports.put(RevealedReport{order.id, std::move(order.files), std::move(first)});
}

void Disk::take(const DiscardOrder &order)
{
    std::vector<QString> left;
    for (const QString &path : order.partPaths) {
        if (::unlink(QFile::encodeName(path).constData()) != 0 && errno != ENOENT
            && errno != ENOTDIR)
            left.push_back(path);
    }
    m_reports.put(DiscardedReport{order.id, std::move(left)});
}

/// Hashes on for a while, up to `end` bytes at most: others want the disk as well, and it may be
/// called off.
Disk::Read Disk::hashSome(Hashing &hashing, int file, qint64 end)
{
    m_buffer.resize(kHashBuffer);
    for (int round = 0; round < kHashRounds && hashing.done < end; ++round) {
        const qint64 most = std::min<qint64>(m_buffer.size(), end - hashing.done);
        const ssize_t count = ::pread(file, m_buffer.data(), std::size_t(most), hashing.done);
        if (count <= 0)
            return count < 0 ? Read::Failed : Read::End;
        hashing.hasher.add(QByteArrayView(m_buffer.constData(), count));
        hashing.done += count;
    }
    return Read::Some;
}

void Disk::hashOn()
{
    LastHashing &job = m_hashing.front();
    const Read read = hashSome(job, job.order.file.number(), std::numeric_limits<qint64>::max());
    if (read == Read::Some)
        return;
    const Error failure = localError(errno, job.order.result.partPath);
    LastHashing done = std::move(job);
    m_hashing.pop_front();
    if (read == Read::End)
        hashed(std::move(done));
    else
        m_reports.put(FinishedReport{done.order.id, tl::unexpected(failure)});
}

bool Disk::isBehind(const Ahead::value_type &one)
{
    return one.second.done < one.second.upTo;
}

bool Disk::mayHashAhead() const
{
    return std::any_of(m_ahead.begin(), m_ahead.end(), isBehind);
}

/// The bytes of files that are still coming, while the page cache has them.
void Disk::hashAhead()
{
    const auto next = std::find_if(m_ahead.begin(), m_ahead.end(), isBehind);
    if (next == m_ahead.end())
        return;
    EarlyHashing &ahead = next->second;
    // Fewer bytes than there were, or none that can be read: the end will tell why.
    if (hashSome(ahead, ahead.file.number(), ahead.upTo) != Read::Some)
        m_ahead.erase(next);
}

void Disk::hashed(LastHashing done)
{
    FinishOrder &order = done.order;
    const QByteArray digest = done.hasher.result();
    order.check->passed = digest == order.check->against.digest;
    order.result.check = order.check;
    if (order.check->passed)
        m_finishing.push_back(std::move(order));
    else
        refuse(order, digest);
}

/// The file stays: whose fault it is, and what is to become of it, only a person can tell.
void Disk::refuse(FinishOrder &order, const QByteArray &digest)
{
    JobFile &file = order.result;
    const bool isSafe = m_syncData(order.file.number()) == 0;
    file.resume.synced = isSafe ? file.bytesTransferred : order.synced;
    file.bytesTransferred = 0;
    file.transferred = false;
    const Checksum &against = order.check->against;
    const QString who = order.check->isFromServer ? u"the server says %1, what came has %2"_s
                                                  : u"expected is %1, what came has %2"_s;
    m_reports.put(ConnectedReport{order.id, file});
    m_reports.put(FinishedReport{
        order.id,
        fail(ErrorCode::ValidationFailed,
             who.arg(against.toString(), Checksum{against.algorithm, digest}.toString()),
             ErrorContext::LocalFile, file.path)});
}

void Disk::finishBatch()
{
    // All begin to be written out before the first one is waited for: the file system then commits
    // them together.
    const std::size_t count = std::min(m_finishing.size(), kBatch);
    for (std::size_t i = 0; i < count && count > 1; ++i)
        ::sync_file_range(m_finishing[i].file.number(), 0, 0, SYNC_FILE_RANGE_WRITE);
    std::vector<FinishedReport> done;
    std::set<QString> folders;
    for (std::size_t i = 0; i < count && !m_isAbandoned; ++i) {
        FinishOrder order = std::move(m_finishing.front());
        m_finishing.pop_front();
        done.push_back({order.id, finish(order, folders)});
    }
    syncFolders(folders);
    for (FinishedReport &report : done)
        m_reports.put(std::move(report));
}

/// After a failed sync the page cache shows bytes that the disk does not have.
void Disk::dropUnsynced(const FinishOrder &order) const
{
    if (order.isNamed)
        return;
    if (::ftruncate(order.file.number(), order.synced) != 0)
        qCWarning(lcTransport).noquote() << "part file not cut:" << order.result.partPath;
    m_reports.put(ProgressReport{order.id, order.synced, order.synced, {}});
}

Result<JobFile> Disk::finish(FinishOrder &order, std::set<QString> &folders) const
{
    const int file = order.file.number();
    JobFile &result = order.result;
    if (!order.isNamed)
        setServerTime(file, result.resume.lastModified);
    if (const auto durable = synced(file, result.partPath); !durable) {
        dropUnsynced(order);
        return tl::unexpected(durable.error());
    }
    result.completed = order.isNamed;
    if (order.isNamed) // by an agent that may have died before it synced that
        folders.insert(folderOf(result.path));
    return {std::move(result)};
}

/// Somebody has deleted the part file: nothing is here any more.
Error Disk::lost(JobFile &file)
{
    Error error{ErrorCode::FileNotFound, {}, ErrorContext::LocalFile, file.path};
    file.bytesTransferred = 0;
    file.transferred = false;
    file.partPath.clear();
    file.resumable.reset();
    file.resume = {};
    file.check.reset();
    return error;
}

Result<void> Disk::reveal(JobFile &file, std::set<QString> &folders) const
{
    const FileDescriptor part = FileDescriptor::open(file.partPath, O_RDONLY | O_NONBLOCK);
    if (!part.isOpen()) {
        const Error missing = localError(errno, file.partPath);
        const auto named = findNamed(file);
        if (!named && missing.code == ErrorCode::FolderMissing && checkFolder(folderOf(file.path)))
            return tl::unexpected(lost(file));
        if (!named)
            return tl::unexpected(missing);
        file.path = named->path;
    } else {
        ::fchmod(part.number(), m_mode);
        const auto name = giveName(file.partPath, file.path);
        if (!name)
            return tl::unexpected(name.error());
        file.path = *name;
    }
    file.completed = true;
    folders.insert(folderOf(file.path));
    return {};
}

} // namespace lighterman
