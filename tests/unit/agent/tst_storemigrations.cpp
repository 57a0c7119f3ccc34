// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/backups.h"
#include "agent/store/schema.h"
#include "agent/store/storefiles.h"
#include "tests/support/storesamples.h"

#include <QTemporaryDir>
#include <QTest>

using namespace lighterman;
using namespace lighterman::storage;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;

namespace {

/// A store as version 1 wrote it. Never changed: such files are on people's disks.
QStringList recordedVersion1()
{
    return {
        u"CREATE TABLE jobs (row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = "
        u"16),"
        " name TEXT NOT NULL, type TEXT NOT NULL, state TEXT NOT NULL, owner TEXT NOT NULL,"
        " folder TEXT NOT NULL, bytes_transferred INTEGER NOT NULL DEFAULT 0, bytes_total INTEGER,"
        " files_transferred INTEGER NOT NULL DEFAULT 0, files_total INTEGER NOT NULL,"
        " created INTEGER NOT NULL, modified INTEGER NOT NULL, completed INTEGER,"
        " error_count INTEGER NOT NULL DEFAULT 0, place INTEGER NOT NULL, cause TEXT,"
        " cause_since INTEGER, cause_next INTEGER, error TEXT, error_context TEXT,"
        " error_detail TEXT, error_file TEXT, error_retry_after INTEGER, priority TEXT NOT NULL,"
        " settings BLOB) STRICT"_s,
        u"CREATE TABLE files (id INTEGER PRIMARY KEY, url TEXT NOT NULL, path TEXT, part_path TEXT,"
        " received INTEGER NOT NULL DEFAULT 0, total INTEGER,"
        " transferred INTEGER NOT NULL DEFAULT 0, completed INTEGER NOT NULL DEFAULT 0,"
        " resumable INTEGER, synced INTEGER NOT NULL DEFAULT 0, etag BLOB, last_modified BLOB,"
        " continuity BLOB) STRICT"_s,
        u"CREATE TABLE progress (file INTEGER PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,"
        " received INTEGER NOT NULL, synced INTEGER NOT NULL) STRICT, WITHOUT ROWID"_s,
        u"CREATE TABLE log (job INTEGER NOT NULL REFERENCES jobs (row) ON DELETE CASCADE,"
        " line INTEGER NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL,"
        " PRIMARY KEY (job, line)) STRICT, WITHOUT ROWID"_s,
        u"CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID"_s,
        u"CREATE TRIGGER files_of_removed_jobs AFTER DELETE ON jobs BEGIN DELETE FROM files"
        " WHERE id BETWEEN old.row << 16 AND (old.row << 16) + 65535; END"_s,
        u"INSERT INTO jobs VALUES (3, x'7f3c0000000000000000000000000001', 'debian.iso',"
        " 'download', 'transient-error', 'anna', '/home/anna/Downloads', 1048576, NULL, 0, 1,"
        " 1795251600000, 1795251600001, NULL, 2, 9, 'network-disconnected', 5, 6,"
        " 'network-disconnected', 'general-transport', 'no route', '', 90, 'high',"
        " x'a16b72657472792d64656c617907')"_s,
        u"INSERT INTO files VALUES (196608, 'https://a.example/debian.iso', '/home/anna/d.iso',"
        " '/home/anna/.d.iso.part', 1048576, NULL, 0, 0, 1, 1000000, x'22616222', NULL, NULL)"_s,
        u"INSERT INTO progress VALUES (196608, 2000000, 1500000)"_s,
        u"INSERT INTO log VALUES (3, 1, 77, 'added')"_s,
        u"PRAGMA application_id=1281976168"_s,
        u"PRAGMA user_version=1"_s,
        u"PRAGMA journal_mode=WAL"_s,
    };
}

Result<void> addColumn(Database &database)
{
    return database.exec(u"ALTER TABLE jobs ADD COLUMN colour TEXT"_s);
}

Result<void> breakHalfWay(Database &database)
{
    return database.exec(u"DELETE FROM jobs"_s).and_then([&] {
        return database.exec(u"no SQL at all"_s);
    });
}

} // namespace

class TestStoreMigrations : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(u"jobs.db"_s);
        QCOMPARE(runSql(m_path, recordedVersion1()), QString());
    }

    void version1OpensAndBecomesTodays()
    {
        SqliteStore store(m_path);
        const auto jobs = load(store);
        QVERIFY(jobs);
        QCOMPARE(store.report(), OpenReport());
        QCOMPARE(jobs->size(), 1U);
        const Job &job = jobs->front();
        QCOMPARE(job.id.toString(), u"7f3c0000000000000000000000000001"_s);
        QCOMPARE(job.state, JobState::TransientError);
        QCOMPARE(job.bytesTransferred, 2'000'000);
        QCOMPARE(*job.cause, (Cause{ErrorCode::NetworkDisconnected, 5, 6}));
        QCOMPARE(job.error->context, ErrorContext::GeneralTransport);
        QCOMPARE(*job.error->retryAfter, std::chrono::seconds(90));
        QCOMPARE(job.settings.priority, Priority::High);
        QCOMPARE(*job.settings.retryDelay, std::chrono::seconds(7));
        QCOMPARE(job.lastActive, job.modified); // added in version 2
        QCOMPARE(job.timeUsed, std::chrono::milliseconds(0));
        QVERIFY(!job.warningLeft);
        QVERIFY(!job.notice);                           // added in version 3
        QVERIFY(!job.withoutProgress);                  // added in version 8
        QCOMPARE(int(job.portal), int(PortalSeen::No)); // added in version 9
        QCOMPARE(job.host, QString());                  // added in version 4
        QCOMPARE(job.question, 0);                      // added in version 10
        QVERIFY(job.accounts.empty());
        QCOMPARE(loadSignIns(store).value(), StoredSignIns());
        const auto found = files(store);
        QCOMPARE(found->size(), 1U);
        QCOMPARE(found->front().second.resume.synced, 1'500'000);
        QVERIFY(found->front().second.ranges.empty()); // added in version 5
        QVERIFY(!found->front().second.resume.sourceSize);
        QVERIFY(!found->front().second.resume.isElsewhere);
        QCOMPARE(found->front().second.resume.etag, QByteArray("\"ab\""));
        QCOMPARE(found->front().second.resume.pieces, QByteArray());
        QVERIFY(!found->front().second.resume.digest); // added in version 7
        QVERIFY(!found->front().second.check);
        QCOMPARE(readLog(store, job.id)->front(), (LogEntry{77, u"added"_s}));
        QVERIFY(remove(store, job.id));
        QVERIFY(files(store)->empty());
    }

    void aStepChangesTheTablesAndTheVersion()
    {
        Database database;
        QVERIFY(database.open(m_path, Database::Access::ReadWrite));
        const std::array steps{migrations().front(), Migration{2, addColumn}};
        QVERIFY(migrate(database, steps, [&] { return makeBackup(database, m_path); }));
        QCOMPARE(database.value(u"PRAGMA user_version"_s)->toInt(), 2);
        QCOMPARE(database.value(u"SELECT count(*) FROM jobs WHERE colour IS NULL"_s)->toInt(), 1);
        const auto backups = backupsOf(m_path);
        QCOMPARE(backups.size(), 1U);
        QCOMPARE(lookAt(backups.front().path)->schemaVersion, 1);
    }

    void aStepThatFailsChangesNothing()
    {
        Database database;
        QVERIFY(database.open(m_path, Database::Access::ReadWrite));
        const std::array steps{migrations().front(), Migration{2, addColumn},
                               Migration{3, breakHalfWay}};
        QVERIFY(!migrate(database, steps, [] { return Result<void>(); }));
        QCOMPARE(database.value(u"PRAGMA user_version"_s)->toInt(), 1);
        QCOMPARE(database.value(u"SELECT count(*) FROM jobs"_s)->toInt(), 1);
        QVERIFY(!database.value(u"SELECT colour FROM jobs"_s));
    }

    void withoutABackupThereIsNoStep()
    {
        Database database;
        QVERIFY(database.open(m_path, Database::Access::ReadWrite));
        const std::array steps{migrations().front(), Migration{2, addColumn}};
        const auto refused
            = migrate(database, steps, [] { return Result<void>(fail(ErrorCode::DiskFull)); });
        QCOMPARE(refused.error().code, ErrorCode::DiskFull);
        QCOMPARE(database.value(u"PRAGMA user_version"_s)->toInt(), 1);
    }

    void aNewerStoreIsLeftAlone()
    {
        QCOMPARE(runSql(m_path, {u"PRAGMA user_version=99"_s}), QString());
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray before = file.readAll();
        {
            SqliteStore store(m_path);
            QCOMPARE(load(store).error().code, ErrorCode::StoreNewer);
            QCOMPARE(insert(store, sampleJob()).error().code, ErrorCode::StoreFailed);
        }
        QVERIFY(file.seek(0));
        QCOMPARE(file.readAll(), before);
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList{u"jobs.db"_s});
    }

    void version1IsKeptAsABackup()
    {
        {
            SqliteStore store(m_path);
            QVERIFY(load(store));
        }
        const auto backups = backupsOf(m_path);
        QCOMPARE(backups.size(), 1U);
        QCOMPARE(lookAt(backups.front().path)->schemaVersion, 1);
        QCOMPARE(lookAt(m_path)->schemaVersion, kSchemaVersion);
    }

    /// Not only of today's: what is there in between is looked at before it is copied.
    void version9IsKeptAsABackup()
    {
        {
            Database database;
            QVERIFY(database.open(m_path, Database::Access::ReadWrite));
            QVERIFY(migrate(database, migrations().first(9), [] { return Result<void>(); }));
        }
        QVERIFY(backupsOf(m_path).empty());
        {
            SqliteStore store(m_path);
            QCOMPARE(load(store)->size(), 1U);
            QCOMPARE(store.report(), OpenReport());
        }
        const auto backups = backupsOf(m_path);
        QCOMPARE(backups.size(), 1U);
        QCOMPARE(lookAt(backups.front().path)->schemaVersion, 9);
        QCOMPARE(lookAt(m_path)->schemaVersion, kSchemaVersion);
    }

    void aTableThatIsMissingIsDamage()
    {
        {
            SqliteStore store(m_path);
            QVERIFY(load(store));
        }
        QCOMPARE(runSql(m_path, {u"DROP TABLE accounts"_s}), QString());
        Database database;
        QVERIFY(database.open(m_path, Database::Access::ReadOnly));
        QCOMPARE(probe(database).error().code, ErrorCode::DatabaseCorrupt);
    }

    void aNewStoreIsMadeOfTheSameSteps()
    {
        // When this fails, a migration step is missing, or a released one was changed.
        const QString fresh = m_folder->filePath(u"fresh.db"_s);
        for (const QString &path : {fresh, m_path}) {
            SqliteStore store(path);
            QVERIFY(load(store));
        }
        const auto columns = [](const QString &path) {
            Database database;
            return database.open(path, Database::Access::ReadOnly)
                .and_then([&] {
                    return database.value(
                        u"SELECT group_concat(m.name || '.' || c.name || ' ' || c.type || c.pk ||"
                        " c.\"notnull\" || coalesce(c.dflt_value, '')) FROM sqlite_schema AS m"
                        " JOIN pragma_table_info(m.name) AS c ORDER BY m.name, c.cid"_s);
                })
                .value_or(QVariant())
                .toString();
        };
        QVERIFY(columns(m_path).contains(u"jobs.settings"_s));
        QVERIFY(columns(m_path).contains(u"jobs.notice_since"_s));
        QVERIFY(columns(m_path).contains(u"jobs.without_progress"_s));
        QVERIFY(columns(m_path).contains(u"jobs.portal"_s));
        QVERIFY(columns(m_path).contains(u"progress.pieces"_s));
        QVERIFY(columns(m_path).contains(u"files.source_size"_s));
        QVERIFY(columns(m_path).contains(u"jobs.host"_s));
        QVERIFY(columns(m_path).contains(u"files.check_passed"_s));
        QVERIFY(columns(m_path).contains(u"jobs.accounts"_s));
        QVERIFY(columns(m_path).contains(u"accounts.secret_key"_s));
        QVERIFY(columns(m_path).contains(u"questions.paused_until"_s));
        QVERIFY(columns(m_path).contains(u"questions.certificate"_s));
        QVERIFY(columns(m_path).contains(u"certificates.fingerprint"_s));
        QCOMPARE(columns(fresh), columns(m_path));
    }
};

QTEST_GUILESS_MAIN(TestStoreMigrations)
#include "tst_storemigrations.moc"
