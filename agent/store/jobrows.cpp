// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/jobrows.h"

#include "agent/store/jobreader.h"
#include "agent/store/settingsblob.h"

#include <QHash>

#include <array>
#include <optional>
#include <span>

namespace lighterman::storage {

using namespace Qt::StringLiterals;

namespace {

// The columns in the order of jobreader.h; insert and update bind the same values.
constexpr auto kSelect = R"(
SELECT row, id, name, type, state, owner, folder, bytes_transferred, bytes_total,
    files_transferred, files_total, created, modified, completed, error_count, place,
    priority, settings, cause, cause_since, cause_next,
    error, error_context, error_detail, error_file, error_retry_after
FROM jobs)"_L1;

constexpr auto kInsert = R"(
INSERT INTO jobs (id, name, type, state, owner, folder, bytes_transferred, bytes_total,
    files_transferred, files_total, created, modified, completed, error_count, place,
    priority, settings, cause, cause_since, cause_next,
    error, error_context, error_detail, error_file, error_retry_after)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?))"_L1;

constexpr auto kUpdate = R"(
UPDATE jobs SET id=?, name=?, type=?, state=?, owner=?, folder=?, bytes_transferred=?,
    bytes_total=?, files_transferred=?, files_total=?, created=?, modified=?, completed=?,
    error_count=?, place=?, priority=?, settings=?, cause=?, cause_since=?, cause_next=?,
    error=?, error_context=?, error_detail=?, error_file=?, error_retry_after=?
WHERE row=?)"_L1;

// What the jobs with progress rows have, summed up anew; all others have what their own row says.
constexpr auto kSums = R"(
SELECT f.id >> 16, sum(coalesce(p.received, f.received))
FROM (SELECT DISTINCT file >> 16 AS row FROM progress) AS moved
JOIN files AS f ON f.id BETWEEN moved.row << 16 AND (moved.row << 16) + 65535
LEFT JOIN progress AS p ON p.file = f.id
GROUP BY f.id >> 16)"_L1;

template <typename T>
QVariant optional(const std::optional<T> &value)
{
    if (!value)
        return {};
    if constexpr (requires { value->count(); })
        return qlonglong(value->count());
    else
        return *value;
}

/// A null string would be NULL, which columns that always have a text do not take.
QVariant text(const QString &value)
{
    return value.isNull() ? u""_s : value;
}

/// Where the values of a row go: insert and update bind the same ones, update one more.
Result<QSqlQuery *> runWithJob(Database &database, const Job &job, std::optional<qint64> row)
{
    const Cause *cause = job.cause ? &*job.cause : nullptr;
    const Error *error = job.error ? &*job.error : nullptr;
    const std::array<QVariant, 26> values{
        job.id.toBytes(),
        text(job.name),
        QString(wireName(job.type)),
        QString(wireName(job.state)),
        text(job.owner),
        text(job.folder),
        job.bytesTransferred,
        optional(job.bytesTotal),
        job.filesTransferred,
        job.filesTotal,
        job.created,
        job.modified,
        optional(job.completed),
        job.errorCount,
        job.order,
        QString(wireName(job.settings.priority)),
        toBlob(job.settings),
        cause ? wireName(cause->code) : QVariant(),
        cause ? cause->since : QVariant(),
        cause ? optional(cause->next) : QVariant(),
        error ? wireName(error->code) : QVariant(),
        error ? QString(wireName(error->context)) : QVariant(),
        error ? error->detail : QVariant(),
        error ? error->file : QVariant(),
        error ? optional(error->retryAfter) : QVariant(),
        row ? *row : QVariant(),
    };
    if (row)
        return database.run(kUpdate, values);
    return database.run(kInsert, std::span(values).first<25>());
}

Result<QHash<qint64, qint64>> loadSums(Database &database)
{
    const auto query = database.run(kSums);
    if (!query)
        return tl::unexpected(query.error());
    QHash<qint64, qint64> sums;
    while ((*query)->next())
        sums.insert((*query)->value(0).toLongLong(), (*query)->value(1).toLongLong());
    return database.finished(**query).map([&] { return std::move(sums); });
}

} // namespace

Result<std::vector<Job>> loadJobs(Database &database)
{
    const auto sums = loadSums(database);
    if (!sums)
        return tl::unexpected(sums.error());
    const auto count = database.value(u"SELECT count(*) FROM jobs"_s);
    if (!count)
        return tl::unexpected(count.error());
    const auto query = database.run(kSelect);
    if (!query)
        return tl::unexpected(query.error());
    std::vector<Job> jobs;
    jobs.reserve(count->toULongLong());
    JobReader reader;
    while ((*query)->next()) {
        const qint64 row = (*query)->value(0).toLongLong();
        jobs.push_back(reader.read(**query));
        if (const auto sum = sums->constFind(row); sum != sums->cend())
            jobs.back().bytesTransferred = *sum;
    }
    return database.finished(**query).map([&] { return std::move(jobs); });
}

Result<qint64> rowOf(Database &database, const JobId &job)
{
    const auto query = database.run("SELECT row FROM jobs WHERE id=?"_L1, {job.toBytes()});
    if (!query)
        return tl::unexpected(query.error());
    const std::optional<qint64> row
        = (*query)->next() ? std::optional((*query)->value(0).toLongLong()) : std::nullopt;
    if (const auto read = database.finished(**query); !read)
        return tl::unexpected(read.error());
    if (!row)
        return fail(ErrorCode::NotFound, u"the store has no job %1"_s.arg(job.toString()));
    return *row;
}

Result<qint64> insertJob(Database &database, const Job &job)
{
    return runWithJob(database, job, {}).map([](QSqlQuery *query) {
        return query->lastInsertId().toLongLong();
    });
}

Result<void> updateJob(Database &database, qint64 row, const Job &job)
{
    return runWithJob(database, job, row).map([](QSqlQuery *) {});
}

Result<void> removeJob(Database &database, qint64 row)
{
    return database.run("DELETE FROM jobs WHERE row=?"_L1, {row}).map([](QSqlQuery *) {});
}

} // namespace lighterman::storage
