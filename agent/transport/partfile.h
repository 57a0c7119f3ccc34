// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/continuity.h"
#include "agent/transport/extents.h"
#include "agent/transport/filedescriptor.h"
#include "common/model/job.h"

#include <optional>
#include <sys/types.h>

namespace lighterman {

/// An unfinished file. Its bytes are written one after another, or, once it is spread, anywhere:
/// which ones are there is then written down elsewhere (ResumePoint::pieces).
class PartFile
{
public:
    /// An empty one beside `path`, of mode 0600, for file `index` of the job: a new one, or what an
    /// agent that died before it could write the name down left behind.
    [[nodiscard]] static Result<PartFile> create(const QString &path, const JobId &job, int index);

    /// The one that `file` names, with the bytes that can be trusted (ResumePoint::continuity) as
    /// found(); nothing when it is gone. AccessDenied when it is a link, no
    /// regular file, or somebody else's.
    [[nodiscard]] static Result<std::optional<PartFile>> reopen(const JobFile &file);

    [[nodiscard]] const QString &path() const { return m_path; }
    [[nodiscard]] QByteArray continuity() const { return m_continuity.toToken(); }
    struct Found
    {
        Extents held;
        Extents synced; ///< of these, what survives a power cut
    };
    /// What was there when it was opened.
    [[nodiscard]] const Found &found() const { return m_found; }
    [[nodiscard]] const FileDescriptor &file() const { return m_file; }

    /// How many of `bytes` were written, at least one; a disk that is nearly full takes a part.
    [[nodiscard]] Result<qint64> write(qint64 offset, QByteArrayView bytes);
    /// Whether `bytes` stand at `offset` already.
    [[nodiscard]] bool holds(qint64 offset, QByteArrayView bytes) const;
    /// Whether it begins like a web page.
    [[nodiscard]] bool isPage() const;
    /// Drops everything from `size` on; it is not spread any more.
    [[nodiscard]] Result<void> cut(qint64 size);
    /// From now on it may have holes until it is whole, with `total` bytes: marks it by its length.
    /// False where the file system would fill them with zeros, or does not tell where they are.
    [[nodiscard]] bool spread(qint64 total);
    /// The mark of a file that is spread (PieceRecord::mark), else 0.
    [[nodiscard]] qint64 mark() const { return m_mark; }
    /// Makes sure that there is room for `total` bytes beside the `promised` ones that others count
    /// on: DiskFull or FileSizeLimit now rather than hours later. Of how many bytes the file system
    /// itself does not keep the room.
    [[nodiscard]] Result<qint64> reserve(qint64 total, qint64 promised = 0);
    /// Which file system it is on.
    [[nodiscard]] dev_t device() const;
    /// Deletes it.
    void remove() const;
    /// Gives the open file away; only path() means anything afterwards.
    [[nodiscard]] FileDescriptor release() { return std::move(m_file); }

private:
    PartFile(QString path, FileDescriptor file, Continuity continuity);
    void trust(const JobFile &file, qint64 length);
    [[nodiscard]] bool trustRecord(const JobFile &file, qint64 length, bool unbroken);

    QString m_path;
    FileDescriptor m_file;
    Continuity m_continuity;
    qint64 m_mark = 0;
    Found m_found;
};

/// Drops everything from `size` on of a part file that nobody has open, if it is one of ours.
void cutPart(const QString &path, qint64 size);

/// Whether files can be made in `folder`, as far as one look tells. FolderMissing, NotAFolder.
[[nodiscard]] Result<void> checkFolder(const QString &folder);

/// Whether `folder` has room for so many more bytes, as far as that is known. DiskFull,
/// FileSizeLimit.
[[nodiscard]] Result<void> checkRoom(const QString &folder, qint64 bytes);

/// A file that has its final name already, though nobody wrote that down.
struct NamedFile
{
    FileDescriptor file;
    QString path;
};

/// Looks for `file` under its final name: the agent may have died between the renaming and the
/// record of it.
[[nodiscard]] std::optional<NamedFile> findNamed(const JobFile &file);

} // namespace lighterman
