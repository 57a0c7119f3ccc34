// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/jobloader.h"

#include "agent/store/settingsblob.h"
#include "agent/store/signinblob.h"
#include "common/base/log.h"

#include <algorithm>

namespace lighterman::storage {

using namespace Qt::StringLiterals;

namespace {

// Reading costs by the column, most of all by the text: what is nearly always the same is left out
// where it is so (bound: the usual owner, folder and host).
constexpr auto kCommon = R"(
SELECT row, id, name, nullif(type, 'download'), state, nullif(owner, ?), nullif(folder, ?),
    bytes_transferred, bytes_total, files_transferred, files_total, created, modified, completed,
    error_count, place, nullif(priority, 'normal'), cause, cause_since, cause_next,
    coalesce(last_active, modified), CASE WHEN host IS NOT ? THEN coalesce(host, '') END
FROM jobs ORDER BY row)"_L1;

/// Columns of kCommon.
enum Common : int {
    Row,
    Id,
    Name,
    Type,
    State,
    Owner,
    Folder,
    BytesTransferred,
    BytesTotal,
    FilesTransferred,
    FilesTotal,
    Created,
    Modified,
    Completed,
    ErrorCount,
    Place,
    PriorityName,
    CauseCode,
    CauseSince,
    CauseNext,
    LastActive,
    Host,
};

constexpr auto kRare = R"(
SELECT row, settings, error, error_context, error_detail, error_file, error_retry_after,
    warning_left, time_used, notice_failures, notice_since, notice_next, without_progress,
    portal, question, accounts
FROM jobs
WHERE coalesce(error, settings, warning_left, time_used, notice_failures, without_progress,
    portal, question, accounts)
    IS NOT NULL
ORDER BY row)"_L1;

constexpr auto kUsual = "SELECT owner, folder, coalesce(host, '') FROM jobs LIMIT 1"_L1;

// What the jobs with progress rows have, summed up anew; all others have what their own row says.
constexpr auto kSums = R"(
SELECT f.id >> 16, sum(coalesce(p.received, f.received))
FROM (SELECT DISTINCT file >> 16 AS row FROM progress) AS moved
JOIN files AS f ON f.id BETWEEN moved.row << 16 AND (moved.row << 16) + 65535
LEFT JOIN progress AS p ON p.file = f.id
GROUP BY f.id >> 16)"_L1;

/// What a later version may have written is doubted as well.
PortalSeen portalFrom(int number)
{
    if (number == int(PortalSeen::No) || number == int(PortalSeen::Questioned))
        return PortalSeen(number);
    return PortalSeen::Yes;
}

std::optional<qint64> optionalNumber(const QVariant &value)
{
    return value.isNull() ? std::nullopt : std::optional(value.toLongLong());
}

QString textOr(const QVariant &value, const QString &usual)
{
    return value.isNull() ? usual : value.toString();
}

ErrorContext contextFrom(const QString &name)
{
    for (int i = 0; i <= int(ErrorContext::ServerCertificateCallback); ++i) {
        if (name == wireName(ErrorContext(i)))
            return ErrorContext(i);
    }
    return ErrorContext::Unknown;
}

/// Puts what a name means into `target`, which keeps its default where there is no name; false when
/// the name means nothing.
template <typename T>
bool assign(const QVariant &name, std::optional<T> (*meaning)(QStringView), T &target)
{
    if (name.isNull())
        return true;
    const auto value = meaning(name.toString());
    if (value)
        target = *value;
    return value.has_value();
}

void markUnreadable(Job &job)
{
    job.state = JobState::Error;
    job.error = fail(ErrorCode::DatabaseCorrupt, u"the stored job cannot be read"_s,
                     ErrorContext::GeneralQueueManager)
                    .value();
}

/// Without them the job is asked anew, which is better than not to have it.
void readAccounts(const QVariant &blob, Job &job)
{
    if (!blob.isNull() && !fromBlob(blob.toByteArray(), job.accounts))
        qCWarning(lcStore, "the accounts of job %ls cannot be read",
                  qUtf16Printable(job.id.toString()));
}

/// Hands each row of a query to `use`.
template <typename Use>
Result<void> forEachRow(const Result<QSqlQuery *> &query, const Use &use)
{
    if (!query)
        return tl::unexpected(query.error());
    while ((*query)->next())
        use(**query);
    return Database::finished(**query);
}

} // namespace

Result<std::vector<Job>> JobLoader::load()
{
    return loadUsual()
        .and_then([this] { return loadCommon(); })
        .and_then([this] { return loadRare(); })
        .and_then([this] { return loadSums(); })
        .map([this] { return std::move(m_jobs); });
}

Result<void> JobLoader::loadUsual()
{
    const auto count = m_database.value(u"SELECT count(*) FROM jobs"_s);
    if (!count)
        return tl::unexpected(count.error());
    m_jobs.reserve(count->toULongLong());
    m_rows.reserve(count->toULongLong());
    return forEachRow(m_database.run(kUsual), [this](const QSqlQuery &row) {
        m_usualOwner = row.value(0).toString();
        m_usualFolder = row.value(1).toString();
        m_usualHost = row.value(2).toString();
    });
}

Result<void> JobLoader::loadCommon()
{
    return forEachRow(m_database.run(kCommon, {m_usualOwner, m_usualFolder, m_usualHost}),
                      [this](const QSqlQuery &row) {
                          m_rows.push_back(row.value(Row).toLongLong());
                          m_jobs.push_back(readCommon(row));
                      });
}

Result<void> JobLoader::loadRare()
{
    return forEachRow(m_database.run(kRare), [this](const QSqlQuery &row) {
        if (Job *job = find(row.value(0).toLongLong()))
            readRare(row, *job);
    });
}

Result<void> JobLoader::loadSums()
{
    return forEachRow(m_database.run(kSums), [this](const QSqlQuery &row) {
        if (Job *job = find(row.value(0).toLongLong()))
            job->bytesTransferred = row.value(1).toLongLong();
    });
}

Job JobLoader::readCommon(const QSqlQuery &row)
{
    Job job;
    job.id = JobId::fromBytes(row.value(Id).toByteArray());
    job.name = row.value(Name).toString();
    job.owner = textOr(row.value(Owner), m_usualOwner);
    job.folder = textOr(row.value(Folder), m_usualFolder);
    job.bytesTransferred = row.value(BytesTransferred).toLongLong();
    job.bytesTotal = optionalNumber(row.value(BytesTotal));
    job.filesTransferred = row.value(FilesTransferred).toInt();
    job.filesTotal = row.value(FilesTotal).toInt();
    job.created = row.value(Created).toLongLong();
    job.modified = row.value(Modified).toLongLong();
    job.lastActive = row.value(LastActive).toLongLong();
    job.completed = optionalNumber(row.value(Completed));
    job.errorCount = row.value(ErrorCount).toInt();
    job.host = textOr(row.value(Host), m_usualHost);
    job.order = row.value(Place).toLongLong();
    if (const QVariant cause = row.value(CauseCode); !cause.isNull())
        job.cause = Cause{code(cause.toString()), row.value(CauseSince).toLongLong(),
                          optionalNumber(row.value(CauseNext))};
    const bool understood = assign(row.value(Type), jobTypeFromWire, job.type)
        && assign(row.value(State), jobStateFromWire, job.state)
        && assign(row.value(PriorityName), priorityFromWire, job.settings.priority);
    if (!understood)
        markUnreadable(job);
    return job;
}

void JobLoader::readRare(const QSqlQuery &row, Job &job)
{
    if (const QVariant name = row.value(2); !name.isNull() && !job.error) {
        job.error = Error{code(name.toString()),
                          row.value(4).toString(),
                          contextFrom(row.value(3).toString()),
                          row.value(5).toString(),
                          {}};
        if (const auto wait = optionalNumber(row.value(6)))
            job.error->retryAfter = std::chrono::seconds(*wait);
    }
    if (const auto left = optionalNumber(row.value(7)))
        job.warningLeft = std::chrono::milliseconds(*left);
    job.timeUsed = std::chrono::milliseconds(row.value(8).toLongLong());
    if (const QVariant failures = row.value(9); !failures.isNull())
        job.notice
            = Notice{failures.toInt(), row.value(10).toLongLong(), optionalNumber(row.value(11))};
    if (const auto stalled = optionalNumber(row.value(12)))
        job.withoutProgress = std::chrono::milliseconds(*stalled);
    job.portal = portalFrom(row.value(13).toInt());
    job.question = row.value(14).toInt();
    readAccounts(row.value(15), job);
    const QVariant settings = row.value(1);
    if (!settings.isNull() && !fromBlob(settings.toByteArray(), job.settings))
        markUnreadable(job);
}

ErrorCode JobLoader::code(const QString &name)
{
    const auto known = m_codes.constFind(name);
    if (known != m_codes.cend())
        return *known;
    return *m_codes.insert(name, errorCodeFromWire(name).value_or(ErrorCode::Internal));
}

Job *JobLoader::find(qint64 row)
{
    const auto found = std::ranges::lower_bound(m_rows, row);
    if (found == m_rows.end() || *found != row)
        return nullptr;
    return &m_jobs.at(std::size_t(found - m_rows.begin()));
}

} // namespace lighterman::storage
