// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/jobrows.h"

#include "agent/store/settingsblob.h"
#include "agent/store/signinblob.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <vector>

namespace lighterman::storage {

using namespace Qt::StringLiterals;

namespace {

// Binding costs by the value: a job is added with what every job has, the rest follows as an update
// if there is any.
constexpr auto kInsert = R"(
INSERT INTO jobs (id, name, type, state, owner, folder, files_total, created, modified, place,
    priority, host, cause, cause_since)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?))"_L1;

constexpr auto kUpdate = R"(
UPDATE jobs SET name=?, type=?, state=?, owner=?, folder=?, bytes_transferred=?, bytes_total=?,
    files_transferred=?, files_total=?, created=?, modified=?, completed=?, error_count=?, place=?,
    priority=?, host=?, settings=?, cause=?, cause_since=?, cause_next=?,
    last_active=?, warning_left=?, time_used=?, without_progress=?, portal=?,
    question=?, accounts=?,
    error=?, error_context=?, error_detail=?, error_file=?, error_retry_after=?,
    notice_failures=?, notice_since=?, notice_next=?
WHERE row=?)"_L1;

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

QVariant text(QLatin1StringView name)
{
    return QString(name);
}

/// NULL for what most jobs have.
QVariant unless(qint64 usual, qint64 value)
{
    return value == usual ? QVariant() : value;
}

/// The part of `job` that kInsert writes.
Job plainPartOf(const Job &job)
{
    Job plain;
    plain.id = job.id;
    plain.name = job.name;
    plain.type = job.type;
    plain.state = job.state;
    plain.owner = job.owner;
    plain.folder = job.folder;
    plain.filesTotal = job.filesTotal;
    plain.created = job.created;
    plain.modified = plain.lastActive = job.modified;
    plain.order = job.order;
    plain.settings.priority = job.settings.priority;
    plain.host = job.host;
    if (job.cause)
        plain.cause = Cause{job.cause->code, job.cause->since, {}};
    return plain;
}

Result<qint64> insertPlain(Database &database, const Job &job)
{
    const auto added = database.run(kInsert,
                                    {job.id.toBytes(), text(job.name), text(wireName(job.type)),
                                     text(wireName(job.state)), text(job.owner), text(job.folder),
                                     job.filesTotal, job.created, job.modified, job.order,
                                     text(wireName(job.settings.priority)), text(job.host),
                                     job.cause ? wireName(job.cause->code) : QVariant(),
                                     job.cause ? job.cause->since : QVariant()});
    return added.map([](QSqlQuery *query) { return query->lastInsertId().toLongLong(); });
}

using Values = std::vector<QVariant>;

/// In the order of kUpdate, like those that follow.
Values lastingValues(const Job &job)
{
    const Cause *cause = job.cause ? &*job.cause : nullptr;
    return {text(job.name),
            text(wireName(job.type)),
            text(wireName(job.state)),
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
            text(wireName(job.settings.priority)),
            text(job.host),
            toBlob(job.settings),
            cause ? wireName(cause->code) : QVariant(),
            cause ? cause->since : QVariant(),
            cause ? optional(cause->next) : QVariant(),
            unless(job.modified, job.lastActive),
            optional(job.warningLeft),
            unless(0, job.timeUsed.count()),
            optional(job.withoutProgress),
            unless(int(PortalSeen::No), int(job.portal)),
            unless(0, job.question),
            toBlob(job.accounts)};
}

Values valuesOf(const std::optional<Error> &error)
{
    if (!error)
        return Values(5);
    return {wireName(error->code), text(wireName(error->context)), error->detail, error->file,
            optional(error->retryAfter)};
}

Values valuesOf(const std::optional<Notice> &notice)
{
    if (!notice)
        return Values(3);
    return {notice->failures, notice->since, optional(notice->next)};
}

void append(Values &values, Values more)
{
    std::ranges::move(more, std::back_inserter(values));
}

} // namespace

Result<qint64> rowOf(Database &database, const JobId &job)
{
    const auto query = database.run("SELECT row FROM jobs WHERE id=?"_L1, {job.toBytes()});
    if (!query)
        return tl::unexpected(query.error());
    const bool found = (*query)->next();
    const qint64 row = found ? (*query)->value(0).toLongLong() : 0;
    if (const auto read = Database::finished(**query); !read)
        return tl::unexpected(read.error());
    if (!found)
        return fail(ErrorCode::NotFound, u"the store has no job %1"_s.arg(job.toString()));
    return row;
}

Result<qint64> insertJob(Database &database, const Job &job)
{
    auto row = insertPlain(database, job);
    if (!row || job == plainPartOf(job))
        return row;
    return updateJob(database, *row, job).map([&] { return *row; });
}

Result<void> updateJob(Database &database, qint64 row, const Job &job)
{
    Values values = lastingValues(job);
    append(values, valuesOf(job.error));
    append(values, valuesOf(job.notice));
    values.push_back(row);
    return database.run(kUpdate, values).map([](QSqlQuery *) {});
}

Result<void> removeJob(Database &database, qint64 row)
{
    return database.run("DELETE FROM jobs WHERE row=?"_L1, {row}).map([](QSqlQuery *) {});
}

} // namespace lighterman::storage
