// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/storeopener.h"

#include "agent/store/backups.h"
#include "agent/store/jobloader.h"
#include "agent/store/schema.h"
#include "agent/store/storefiles.h"

#include <QDateTime>
#include <QFile>

namespace lighterman::storage {

using namespace Qt::StringLiterals;

namespace {

QString markPath(const QString &store)
{
    return store + u".check"_s;
}

Result<void> checkIfMarked(Database &database, const QString &path)
{
    if (!QFile::exists(markPath(path)))
        return {};
    if (auto sound = database.check(); !sound)
        return sound;
    QFile::remove(markPath(path));
    return {};
}

/// The connection is open when this answers with jobs, and closed when it does not.
Result<std::vector<Job>> openAndLoad(Database &database, const QString &path)
{
    auto jobs = makePrivate(path)
                    .and_then([&] { return database.open(path, Database::Access::ReadWrite); })
                    .and_then([&] {
                        return migrate(database, migrations(),
                                       [&] { return makeBackup(database, path); });
                    })
                    .and_then([&] { return configure(database); })
                    .and_then([&] { return probe(database); })
                    .and_then([&] { return checkIfMarked(database, path); })
                    .and_then([&] { return JobLoader(database).load(); });
    if (!jobs)
        database.close();
    return jobs;
}

/// Puts the newest good backup, or nothing, in the place of the store.
Result<void> replaceStore(const QString &path, const QString &why, OpenReport &report)
{
    const auto backup = prepareRestore(path);
    if (!backup)
        return tl::unexpected(backup.error());
    const bool wasThere = QFile::exists(path);
    const auto aside = setAside(path, QDateTime::currentMSecsSinceEpoch());
    if (!aside)
        return tl::unexpected(aside.error());
    report.damage = why;
    report.setAside = wasThere ? *aside : QString();
    QFile::remove(markPath(path));
    if (!*backup)
        return {};
    QFile restored(restoredPath(path));
    if (!restored.rename(path))
        return fail(ErrorCode::StoreFailed, restored.errorString(), ErrorContext::LocalFile, path);
    report.backup = (*backup)->path;
    report.backupMade = (*backup)->made;
    return syncFolderOf(path);
}

/// What the first bytes say against using the file; StoreNewer before SQLite can touch it.
Result<void> judge(const FileLook &look, const QString &path)
{
    using Kind = FileLook::Kind;
    if (look.kind == Kind::SomethingElse)
        return fail(ErrorCode::DatabaseCorrupt, u"not a database"_s);
    if (look.kind == Kind::Database && look.applicationId == kApplicationId
        && look.schemaVersion > kSchemaVersion)
        return fail(ErrorCode::StoreNewer,
                    u"version %1, known is %2"_s.arg(look.schemaVersion).arg(kSchemaVersion));
    if (look.kind != Kind::Database && !backupsOf(path).empty())
        return fail(ErrorCode::DatabaseCorrupt, u"the store is missing"_s);
    if (look.kind == Kind::Missing && endedUncleanly(path))
        return fail(ErrorCode::DatabaseCorrupt, u"the store is missing, but not its WAL"_s);
    return {};
}

} // namespace

Result<OpenedStore> openStore(Database &database, const QString &path)
{
    const auto look = lookAt(path);
    if (!look)
        return tl::unexpected(look.error());
    OpenedStore opened;
    opened.report.created = look->kind == FileLook::Kind::Missing;
    opened.report.endedUncleanly = endedUncleanly(path);
    auto jobs = judge(*look, path).and_then([&] { return openAndLoad(database, path); });
    if (!jobs && jobs.error().code == ErrorCode::DatabaseCorrupt) {
        jobs = replaceStore(path, jobs.error().detail, opened.report).and_then([&] {
            return openAndLoad(database, path);
        });
        opened.report.created = opened.report.backup.isEmpty();
    }
    if (!jobs)
        return tl::unexpected(jobs.error());
    opened.jobs = std::move(*jobs);
    return opened;
}

void markDamaged(const QString &path)
{
    // Best effort: without the mark the damage is found again by the check after the next start.
    static_cast<void>(makePrivate(markPath(path)));
}

} // namespace lighterman::storage
