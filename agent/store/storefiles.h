// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/time.h"
#include "common/model/error.h"

#include <QString>

/// The store as files: made private, looked at, moved aside. No SQL.
namespace lighterman::storage {

/// What the first bytes of a file say, before SQLite may touch it.
struct FileLook
{
    enum class Kind : quint8 { Missing, Empty, Database, SomethingElse };
    Kind kind = Kind::Missing;
    int schemaVersion = 0;
    qint32 applicationId = 0;
};

/// StoreFailed when the file cannot be read or written: that says nothing about its content.
[[nodiscard]] Result<FileLook> lookAt(const QString &path);

/// Makes an empty file for the owner alone (0600, whatever the umask), in a folder for the owner
/// alone (0700) where there is none yet; both are on the disk when this returns. An existing file
/// loses the rights of others and nothing else.
[[nodiscard]] Result<void> makePrivate(const QString &path);

/// Makes the folder of `path` (0700) and those on the way to it, where they are missing.
[[nodiscard]] Result<void> makeFolderOf(const QString &path);

/// Makes the content of a file, or the names in a folder, survive a power cut.
[[nodiscard]] Result<void> syncToDisk(const QString &path);
[[nodiscard]] Result<void> syncFolderOf(const QString &path);

/// Moves the store and what SQLite left beside it (-wal, -shm, -journal) to
/// `<path>.damaged-<date>`, numbered where that name is taken; answers with the new path. A store
/// that is not there may still leave such companions, which would spoil the next one.
[[nodiscard]] Result<QString> setAside(const QString &path, Moment now);

/// Whether the last user of the store ended without closing it.
[[nodiscard]] bool endedUncleanly(const QString &path);

} // namespace lighterman::storage
