// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/filerows.h"

#include "agent/store/jobrows.h"

namespace lighterman::storage {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kInsertNew = "INSERT INTO files (id, url, path) VALUES (?, ?, ?)"_L1;

constexpr auto kWrite = R"(
INSERT INTO files (id, url, path, part_path, received, total, transferred, completed, resumable,
    synced, etag, last_modified, continuity, pieces, ranges, source_size, elsewhere, digest,
    checked, checked_by, check_passed)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET url=excluded.url, path=excluded.path, part_path=excluded.part_path,
    received=excluded.received, total=excluded.total, transferred=excluded.transferred,
    completed=excluded.completed, resumable=excluded.resumable, synced=excluded.synced,
    etag=excluded.etag, last_modified=excluded.last_modified, continuity=excluded.continuity,
    pieces=excluded.pieces, ranges=excluded.ranges, source_size=excluded.source_size,
    elsewhere=excluded.elsewhere, digest=excluded.digest, checked=excluded.checked,
    checked_by=excluded.checked_by, check_passed=excluded.check_passed)"_L1;

constexpr auto kForgetProgress = "DELETE FROM progress WHERE file=?"_L1;

constexpr auto kProgress = "UPDATE progress SET received=?, synced=?, pieces=? WHERE file=?"_L1;
constexpr auto kFirstProgress = R"(
INSERT INTO progress (file, received, synced, pieces) SELECT id, ?, ?, ? FROM files WHERE id=?)"_L1;

constexpr auto kOfJob = R"(
SELECT f.id, url, path, part_path, coalesce(p.received, f.received), total, transferred, completed,
    resumable, coalesce(p.synced, f.synced), etag, last_modified, continuity,
    CASE WHEN p.file IS NULL THEN f.pieces ELSE p.pieces END, ranges, source_size, elsewhere,
    digest, checked, checked_by, check_passed
FROM files AS f LEFT JOIN progress AS p ON p.file = f.id
WHERE f.id BETWEEN ? AND ? ORDER BY f.id)"_L1;

constexpr auto kOfAll = R"(
SELECT f.id, url, path, part_path, coalesce(p.received, f.received), total, transferred,
    f.completed, resumable, coalesce(p.synced, f.synced), etag, last_modified, continuity,
    CASE WHEN p.file IS NULL THEN f.pieces ELSE p.pieces END, ranges, source_size, elsewhere,
    digest, checked, checked_by, check_passed, jobs.id
FROM jobs CROSS JOIN files AS f ON f.id BETWEEN row << 16 AND (row << 16) + 65535
LEFT JOIN progress AS p ON p.file = f.id
ORDER BY row, f.id)"_L1;

constexpr auto kServer = "server"_L1;
constexpr auto kPerson = "person"_L1;

/// Nothing where there is none, or none that can be understood.
std::optional<Checksum> checksumFrom(const QVariant &text)
{
    if (text.isNull())
        return std::nullopt;
    const auto read = Checksum::parse(text.toString());
    return read ? std::optional(*read) : std::nullopt;
}

QVariant stored(const std::optional<Checksum> &checksum)
{
    return checksum ? QVariant(checksum->toString()) : QVariant();
}

std::optional<Check> checkFrom(const QSqlQuery &row, int column)
{
    const auto against = checksumFrom(row.value(column));
    if (!against)
        return std::nullopt;
    return Check{*against, row.value(column + 1).toString() == kServer,
                 row.value(column + 2).toBool()};
}

JobFile read(const QSqlQuery &row)
{
    JobFile file;
    file.index = int(row.value(0).toLongLong() % kFilesPerRow);
    file.url = QUrl::fromEncoded(row.value(1).toString().toUtf8(), QUrl::StrictMode);
    file.path = row.value(2).toString();
    file.partPath = row.value(3).toString();
    file.bytesTransferred = row.value(4).toLongLong();
    if (const QVariant total = row.value(5); !total.isNull())
        file.bytesTotal = total.toLongLong();
    file.transferred = row.value(6).toBool();
    file.completed = row.value(7).toBool();
    if (const QVariant resumable = row.value(8); !resumable.isNull())
        file.resumable = resumable.toBool();
    file.resume.synced = row.value(9).toLongLong();
    file.resume.etag = row.value(10).toByteArray();
    file.resume.lastModified = row.value(11).toByteArray();
    file.resume.continuity = row.value(12).toByteArray();
    file.resume.pieces = row.value(13).toByteArray();
    file.ranges = parseRanges(row.value(14).toString()).value_or(ByteRanges());
    if (const QVariant size = row.value(15); !size.isNull())
        file.resume.sourceSize = size.toLongLong();
    file.resume.isElsewhere = row.value(16).toBool();
    file.resume.digest = checksumFrom(row.value(17));
    file.check = checkFrom(row, 18);
    return file;
}

/// Secrets are never stored, wherever they come from (DESIGN 6.1).
QString stored(const QUrl &url)
{
    return QString::fromLatin1(url.toEncoded(QUrl::RemoveUserInfo));
}

/// Most files have none, and NULL costs nothing.
QVariant orNull(const QByteArray &pieces)
{
    return pieces.isEmpty() ? QVariant() : QVariant(pieces);
}

QVariant orNull(std::optional<qint64> number)
{
    return number ? QVariant(*number) : QVariant();
}

bool isIndex(int index)
{
    return index >= 0 && index < kFilesPerRow;
}

Result<void> appendFilesOf(Database &database, const JobId &job, JobStore::Files &files)
{
    const auto row = rowOf(database, job);
    if (!row)
        return row.error().code == ErrorCode::NotFound ? Result<void>()
                                                       : tl::unexpected(row.error());
    const auto query = database.run(kOfJob, {fileId(*row, 0), fileId(*row, int(kFilesPerRow) - 1)});
    if (!query)
        return tl::unexpected(query.error());
    while ((*query)->next())
        files.emplace_back(job, read(**query));
    return Database::finished(**query);
}

} // namespace

Result<void> insertFile(Database &database, qint64 jobRow, const JobFile &file)
{
    // A file of which nothing is known yet needs three values instead of seventeen.
    JobFile plain;
    plain.index = file.index;
    plain.url = file.url;
    plain.path = file.path;
    if (file != plain || !isIndex(file.index))
        return writeFile(database, jobRow, file);
    return database.run(kInsertNew, {fileId(jobRow, file.index), stored(file.url), file.path})
        .map([](QSqlQuery *) {});
}

Result<void> writeFile(Database &database, qint64 jobRow, const JobFile &file)
{
    if (!isIndex(file.index))
        return fail(ErrorCode::TooManyFilesInJob, u"file %1"_s.arg(file.index));
    const qint64 id = fileId(jobRow, file.index);
    const auto written = database.run(
        kWrite,
        {id,
         stored(file.url),
         file.path,
         file.partPath,
         file.bytesTransferred,
         orNull(file.bytesTotal),
         int(file.transferred),
         int(file.completed),
         file.resumable ? QVariant(int(*file.resumable)) : QVariant(),
         file.resume.synced,
         file.resume.etag,
         file.resume.lastModified,
         file.resume.continuity,
         orNull(file.resume.pieces),
         file.ranges.empty() ? QVariant() : QVariant(toString(file.ranges)),
         orNull(file.resume.sourceSize),
         file.resume.isElsewhere ? QVariant(1) : QVariant(),
         stored(file.resume.digest),
         file.check ? QVariant(file.check->against.toString()) : QVariant(),
         file.check ? QVariant(file.check->isFromServer ? kServer : kPerson) : QVariant(),
         file.check ? QVariant(int(file.check->passed)) : QVariant()});
    if (!written)
        return tl::unexpected(written.error());
    return database.run(kForgetProgress, {id}).map([](QSqlQuery *) {});
}

Result<void> writeProgress(Database &database, qint64 file, const MinorRows::Reached &reached)
{
    const QVariant pieces = orNull(reached.pieces);
    const auto updated = database.run(kProgress, {reached.received, reached.synced, pieces, file});
    if (!updated)
        return tl::unexpected(updated.error());
    if ((*updated)->numRowsAffected() > 0)
        return {};
    return database.run(kFirstProgress, {reached.received, reached.synced, pieces, file})
        .map([](QSqlQuery *) {});
}

Result<JobStore::Files> loadFiles(Database &database, const std::vector<JobId> &jobs)
{
    JobStore::Files files;
    for (const JobId &job : jobs) {
        if (const auto read = appendFilesOf(database, job, files); !read)
            return tl::unexpected(read.error());
    }
    if (!jobs.empty())
        return files;
    const auto query = database.run(kOfAll);
    if (!query)
        return tl::unexpected(query.error());
    while ((*query)->next())
        files.emplace_back(JobId::fromBytes((*query)->value(17).toByteArray()), read(**query));
    return Database::finished(**query).map([&] { return std::move(files); });
}

} // namespace lighterman::storage
