// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/continuity.h"
#include "agent/transport/filedescriptor.h"
#include "common/model/job.h"

#include <optional>

namespace lighterman {

/// An unfinished file: the bytes [0, size()) of it are there, written one after another.
class PartFile
{
public:
    /// An empty one beside `path`, of mode 0600, for file `index` of the job: a new one, or what an
    /// agent that died before it could write the name down left behind.
    [[nodiscard]] static Result<PartFile> create(const QString &path, const JobId &job, int index);

    /// The one that `file` names, cut down in thought to the bytes that can be trusted
    /// (ResumePoint::continuity); nothing when it is gone. AccessDenied when it is a link, no
    /// regular file, or somebody else's.
    [[nodiscard]] static Result<std::optional<PartFile>> reopen(const JobFile &file);

    [[nodiscard]] const QString &path() const { return m_path; }
    [[nodiscard]] QByteArray continuity() const { return m_continuity.toToken(); }
    [[nodiscard]] qint64 size() const { return m_size; }
    [[nodiscard]] const FileDescriptor &file() const { return m_file; }

    [[nodiscard]] Result<void> append(QByteArrayView bytes);
    /// Whether `bytes` stand at `offset` already.
    [[nodiscard]] bool holds(qint64 offset, QByteArrayView bytes) const;
    /// Whether it begins like a web page.
    [[nodiscard]] bool isPage() const;
    /// Drops everything from `size` on.
    [[nodiscard]] Result<void> cut(qint64 size);
    /// Makes sure that there is room for `total` bytes: DiskFull now rather than hours later.
    [[nodiscard]] Result<void> reserve(qint64 total);
    /// Deletes it.
    void remove() const;
    /// Gives the open file away; only path() and size() mean anything afterwards.
    [[nodiscard]] FileDescriptor release() { return std::move(m_file); }

private:
    PartFile(QString path, FileDescriptor file, Continuity continuity);

    QString m_path;
    FileDescriptor m_file;
    Continuity m_continuity;
    qint64 m_size = 0;
};

/// Drops everything from `size` on of a part file that nobody has open, if it is one of ours.
void cutPart(const QString &path, qint64 size);

/// Whether files can be made in `folder`, as far as one look tells. FolderMissing, NotAFolder.
[[nodiscard]] Result<void> checkFolder(const QString &folder);

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
