// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/backups.h"

#include "agent/store/schema.h"
#include "agent/store/storefiles.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <cstdio>

namespace lighterman::storage {

using namespace Qt::StringLiterals;

namespace {

QString slotPath(const QString &store, int number)
{
    return u"%1.backup-%2"_s.arg(store).arg(number);
}

QString copyPath(const QString &store)
{
    return store + u".backup-new"_s;
}

/// The first free slot, else the one of the oldest backup.
QString nextSlot(const QString &store)
{
    for (int i = 1; i <= kBackups; ++i) {
        if (!QFile::exists(slotPath(store, i)))
            return slotPath(store, i);
    }
    return backupsOf(store).back().path;
}

Result<void> checkFile(const QString &path)
{
    const auto look = lookAt(path);
    if (!look)
        return tl::unexpected(look.error());
    if (look->kind != FileLook::Kind::Database || look->applicationId != kApplicationId
        || look->schemaVersion > kSchemaVersion)
        return fail(ErrorCode::DatabaseCorrupt, u"not a job store"_s);
    Database database;
    return database.open(path, Database::Access::ReadOnly)
        .and_then([&] { return probe(database); })
        .and_then([&] { return database.check(); });
}

Result<void> renameOver(const QString &from, const QString &to)
{
    if (std::rename(QFile::encodeName(from).constData(), QFile::encodeName(to).constData()) != 0)
        return fail(ErrorCode::StoreFailed, qt_error_string(), ErrorContext::LocalFile, to);
    return syncFolderOf(to);
}

Result<void> copyFile(const QString &from, const QString &to)
{
    QFile::remove(to);
    QFile source(from);
    if (!source.copy(to))
        return fail(ErrorCode::StoreFailed, source.errorString(), ErrorContext::LocalFile, to);
    return makePrivate(to).and_then([&] { return syncToDisk(to); });
}

} // namespace

std::vector<Backup> backupsOf(const QString &store)
{
    std::vector<Backup> backups;
    for (int i = 1; i <= kBackups; ++i) {
        const QFileInfo info(slotPath(store, i));
        if (info.isFile())
            backups.push_back({info.filePath(), info.lastModified().toMSecsSinceEpoch()});
    }
    std::ranges::stable_sort(backups, std::ranges::greater(), &Backup::made);
    return backups;
}

Result<void> copyStore(Database &database, const QString &store)
{
    const QString copy = copyPath(store);
    QFile::remove(copy);
    // VACUUM INTO takes an empty file, and so the rights are right from the start.
    return makePrivate(copy).and_then([&] {
        QString quoted = copy;
        quoted.replace(u'\'', u"''"_s);
        return database.exec(u"VACUUM INTO '%1'"_s.arg(quoted));
    });
}

Result<void> keepCopy(const QString &store)
{
    const QString copy = copyPath(store);
    auto kept = checkFile(copy).and_then([&] { return syncToDisk(copy); }).and_then([&] {
        return renameOver(copy, nextSlot(store));
    });
    if (!kept)
        QFile::remove(copy);
    return kept;
}

Result<void> makeBackup(Database &database, const QString &store)
{
    return copyStore(database, store).and_then([&] { return keepCopy(store); });
}

QString restoredPath(const QString &store)
{
    return store + u".restored"_s;
}

Result<std::optional<Backup>> prepareRestore(const QString &store)
{
    for (const Backup &backup : backupsOf(store)) {
        if (!checkFile(backup.path))
            continue;
        return copyFile(backup.path, restoredPath(store)).map([&] {
            return std::optional(backup);
        });
    }
    return std::optional<Backup>();
}

} // namespace lighterman::storage
