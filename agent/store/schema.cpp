// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/schema.h"

#include <array>

namespace lighterman::storage {

using namespace Qt::StringLiterals;

namespace {

// Enumerations are stored by their names on the wire, which never change. Times are milliseconds
// since 1970. `settings` is CBOR (settingsblob.h), NULL while all of them are at their defaults.
constexpr auto kJobs = R"(
CREATE TABLE jobs (
    row INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    state TEXT NOT NULL,
    owner TEXT NOT NULL,
    folder TEXT NOT NULL,
    bytes_transferred INTEGER NOT NULL DEFAULT 0,
    bytes_total INTEGER,
    files_transferred INTEGER NOT NULL DEFAULT 0,
    files_total INTEGER NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    completed INTEGER,
    error_count INTEGER NOT NULL DEFAULT 0,
    place INTEGER NOT NULL,
    cause TEXT,
    cause_since INTEGER,
    cause_next INTEGER,
    error TEXT,
    error_context TEXT,
    error_detail TEXT,
    error_file TEXT,
    error_retry_after INTEGER,
    priority TEXT NOT NULL,
    settings BLOB
) STRICT)"_L1;

// The files of a job lie side by side and need no index: the id of a file is its job's row and its
// own index, put together by fileId() in filerows.h.
constexpr auto kFiles = R"(
CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    path TEXT,
    part_path TEXT,
    received INTEGER NOT NULL DEFAULT 0,
    total INTEGER,
    transferred INTEGER NOT NULL DEFAULT 0,
    completed INTEGER NOT NULL DEFAULT 0,
    resumable INTEGER,
    synced INTEGER NOT NULL DEFAULT 0,
    etag BLOB,
    last_modified BLOB,
    continuity BLOB
) STRICT)"_L1;

// Rows as narrow as can be, for they are written every second. A file has one only while it has
// come further than its row in files says.
constexpr auto kProgress = R"(
CREATE TABLE progress (
    file INTEGER PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
    received INTEGER NOT NULL,
    synced INTEGER NOT NULL
) STRICT, WITHOUT ROWID)"_L1;

constexpr auto kLog = R"(
CREATE TABLE log (
    job INTEGER NOT NULL REFERENCES jobs (row) ON DELETE CASCADE,
    line INTEGER NOT NULL,
    at INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (job, line)
) STRICT, WITHOUT ROWID)"_L1;

constexpr auto kMeta = R"(
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID)"_L1;

constexpr auto kDropFiles = R"(
CREATE TRIGGER files_of_removed_jobs AFTER DELETE ON jobs BEGIN
    DELETE FROM files WHERE id BETWEEN old.row << 16 AND (old.row << 16) + 65535;
END)"_L1;

// What people are asked, and what they have answered (struct StoredSignIns): never a secret, but
// the key of one in the keyring. A `space` is CBOR (signinblob.h).
constexpr auto kQuestions = R"(
CREATE TABLE questions (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    space BLOB NOT NULL,
    since INTEGER NOT NULL,
    refusals INTEGER NOT NULL,
    paused_until INTEGER,
    put_off INTEGER NOT NULL
) STRICT)"_L1;

constexpr auto kAccounts = R"(
CREATE TABLE accounts (
    space BLOB PRIMARY KEY,
    user TEXT NOT NULL,
    secret_key TEXT NOT NULL,
    standing TEXT NOT NULL
) STRICT, WITHOUT ROWID)"_L1;

// Whom people trust although nobody vouches for them: exactly that certificate, by its SHA-256.
constexpr auto kCertificates = R"(
CREATE TABLE certificates (
    host TEXT NOT NULL,
    port INTEGER NOT NULL,
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    since INTEGER NOT NULL,
    PRIMARY KEY (host, port)
) STRICT, WITHOUT ROWID)"_L1;

struct Table
{
    QLatin1StringView name;
    int since = 1; ///< version that brought it: backups may be older
};
constexpr std::array kTables{Table{"jobs"_L1},         Table{"files"_L1},
                             Table{"progress"_L1},     Table{"log"_L1},
                             Table{"meta"_L1},         Table{"questions"_L1, 10},
                             Table{"accounts"_L1, 10}, Table{"certificates"_L1, 11}};

Result<void> createTables(Database &database)
{
    for (const auto sql : {kJobs, kFiles, kProgress, kLog, kMeta, kDropFiles}) {
        if (auto made = database.exec(sql); !made)
            return made;
    }
    return database.exec(u"PRAGMA application_id=%1"_s.arg(kApplicationId));
}

Result<void> addColumns(Database &database, QLatin1StringView table,
                        std::initializer_list<QLatin1StringView> columns)
{
    for (const auto column : columns) {
        if (auto added = database.exec(u"ALTER TABLE %1 ADD COLUMN %2"_s.arg(table, column));
            !added)
            return added;
    }
    return {};
}

/// Milliseconds, all of them. `last_active` is NULL while it is the same as `modified`, which is
/// what older stores know; the others are NULL while there is nothing to tell.
Result<void> addTimes(Database &database)
{
    return addColumns(
        database, "jobs"_L1,
        {"last_active INTEGER"_L1, "warning_left INTEGER"_L1, "time_used INTEGER"_L1});
}

/// What a notify command still has to be told (struct Notice); all NULL where that is nothing.
Result<void> addNotices(Database &database)
{
    return addColumns(
        database, "jobs"_L1,
        {"notice_failures INTEGER"_L1, "notice_since INTEGER"_L1, "notice_next INTEGER"_L1});
}

/// Files that come over several connections at once have holes while they do.
Result<void> addPieces(Database &database)
{
    return addColumns(database, "files"_L1, {"pieces BLOB"_L1}).and_then([&] {
        return addColumns(database, "progress"_L1, {"pieces BLOB"_L1});
    });
}

/// The ranges of a file as toString() has them, and the bytes of the file on the server; NULL where
/// the whole file is fetched. `elsewhere` is NULL where what is here came from the link that is
/// there.
Result<void> addSources(Database &database)
{
    return addColumns(database, "files"_L1,
                      {"ranges TEXT"_L1, "source_size INTEGER"_L1, "elsewhere INTEGER"_L1});
}

/// Of the first file that is not here yet; NULL in older stores, until the job has moved again.
Result<void> addHosts(Database &database)
{
    return addColumns(database, "jobs"_L1, {"host TEXT"_L1});
}

/// What the server says that a file hashes to, and how the last check of it went (struct Check):
/// checksums as people write them, `checked_by` "server" or "person"; NULL where there is none.
Result<void> addChecks(Database &database)
{
    return addColumns(
        database, "files"_L1,
        {"digest TEXT"_L1, "checked TEXT"_L1, "checked_by TEXT"_L1, "check_passed INTEGER"_L1});
}

/// Milliseconds; NULL where the job has not failed since its last new byte.
Result<void> addStalled(Database &database)
{
    return addColumns(database, "jobs"_L1, {"without_progress INTEGER"_L1});
}

/// PortalSeen as a number; NULL where no portal was seen.
Result<void> addPortals(Database &database)
{
    return addColumns(database, "jobs"_L1, {"portal INTEGER"_L1});
}

/// `question` is a number in that table, `accounts` CBOR (signinblob.h); NULL where there is none.
Result<void> addSignIns(Database &database)
{
    return database.exec(kQuestions)
        .and_then([&] { return database.exec(kAccounts); })
        .and_then([&] {
            return addColumns(database, "jobs"_L1, {"question INTEGER"_L1, "accounts BLOB"_L1});
        });
}

/// Of a question: CBOR (signinblob.h), NULL where it is not about a certificate.
Result<void> addCertificates(Database &database)
{
    return database.exec(kCertificates).and_then([&] {
        return addColumns(database, "questions"_L1, {"certificate BLOB"_L1});
    });
}

constexpr std::array kMigrations{
    Migration{1, createTables}, Migration{2, addTimes},        Migration{3, addNotices},
    Migration{4, addPieces},    Migration{5, addSources},      Migration{6, addHosts},
    Migration{7, addChecks},    Migration{8, addStalled},      Migration{9, addPortals},
    Migration{10, addSignIns},  Migration{11, addCertificates}};
static_assert(kMigrations.back().version == kSchemaVersion);

Result<int> versionOf(Database &database)
{
    return database.value(u"PRAGMA user_version"_s).map([](const QVariant &v) {
        return v.toInt();
    });
}

/// Refuses what another program wrote. A file of version 0 is ours while it is empty: it was just
/// made, or its making was cut short.
Result<void> checkOwner(Database &database, int version)
{
    const auto id = database.value(version > 0 ? u"PRAGMA application_id"_s
                                               : u"SELECT count(*) FROM sqlite_schema"_s);
    if (!id)
        return tl::unexpected(id.error());
    if (id->toInt() != (version > 0 ? kApplicationId : 0))
        return fail(ErrorCode::DatabaseCorrupt, u"not a job store"_s);
    return {};
}

Result<void> runSteps(Database &database, std::span<const Migration> steps, int from)
{
    for (const Migration &step : steps) {
        if (step.version <= from)
            continue;
        if (auto done = step.run(database); !done)
            return done;
        // The version is part of the transaction, as everything in the header of the file.
        if (auto set = database.exec(u"PRAGMA user_version=%1"_s.arg(step.version)); !set)
            return set;
    }
    return {};
}

} // namespace

std::span<const Migration> migrations()
{
    return kMigrations;
}

Result<void> configure(Database &database)
{
    for (const auto sql : {
             "PRAGMA journal_mode=WAL"_L1, "PRAGMA synchronous=FULL"_L1,
             "PRAGMA foreign_keys=ON"_L1, "PRAGMA temp_store=MEMORY"_L1,
             "PRAGMA cache_size=-2048"_L1, // KiB: the agent at rest must stay small
             "PRAGMA wal_autocheckpoint=1000"_L1,
             "PRAGMA journal_size_limit=4194304"_L1, // a burst must not leave a large WAL behind
         }) {
        if (auto set = database.exec(sql); !set)
            return set;
    }
    return {};
}

Result<void> migrate(Database &database, std::span<const Migration> steps,
                     const std::function<Result<void>()> &beforeChange)
{
    const auto version = versionOf(database);
    if (!version)
        return tl::unexpected(version.error());
    if (auto ours = checkOwner(database, *version); !ours)
        return ours;
    const int newest = steps.back().version;
    if (*version > newest)
        return fail(ErrorCode::StoreNewer, u"version %1, known is %2"_s.arg(*version).arg(newest));
    if (*version == newest)
        return {};
    if (*version > 0) {
        if (auto allowed = beforeChange(); !allowed)
            return allowed;
    }
    if (auto begun = database.begin(Durability::Synced); !begun)
        return begun;
    auto done = runSteps(database, steps, *version).and_then([&] { return database.commit(); });
    if (!done)
        database.rollback();
    return done;
}

Result<void> probe(Database &database)
{
    const auto version = versionOf(database);
    if (!version)
        return tl::unexpected(version.error());
    for (const Table &table : kTables) {
        if (table.since > *version)
            continue;
        const auto found = database.value(
            u"SELECT count(*) FROM sqlite_schema WHERE type='table' AND name='%1'"_s.arg(
                table.name));
        if (!found)
            return tl::unexpected(found.error());
        if (found->toInt() != 1)
            return fail(ErrorCode::DatabaseCorrupt, u"table %1 is missing"_s.arg(table.name));
    }
    return {};
}

} // namespace lighterman::storage
