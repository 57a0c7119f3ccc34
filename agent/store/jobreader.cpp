// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/jobreader.h"

#include "agent/store/settingsblob.h"

#include <QVariant>

namespace lighterman::storage {

using namespace Qt::StringLiterals;

namespace {

/// Columns of kSelect, in its order.
enum Column : int {
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
    Priorities,
    Settings,
    CauseCode,
    CauseSince,
    CauseNext,
    ErrorName,
    ErrorContextName,
    ErrorDetail,
    ErrorFile,
    ErrorRetryAfter,
};

std::optional<qint64> optionalNumber(const QSqlQuery &row, int column)
{
    const QVariant value = row.value(column);
    return value.isNull() ? std::nullopt : std::optional(value.toLongLong());
}

ErrorContext contextFrom(const QString &name)
{
    for (int i = 0; i <= int(ErrorContext::ServerCertificateCallback); ++i) {
        if (name == wireName(ErrorContext(i)))
            return ErrorContext(i);
    }
    return ErrorContext::Unknown;
}

/// Puts what a name means into `target`; false when it means nothing.
template <typename T>
bool assign(const std::optional<T> &meaning, T &target)
{
    if (meaning)
        target = *meaning;
    return meaning.has_value();
}

} // namespace

QString JobReader::shared(const QSqlQuery &row, int column, QString &last)
{
    if (QString text = row.value(column).toString(); text != last)
        last = std::move(text);
    return last;
}

ErrorCode JobReader::code(const QString &name)
{
    const auto known = m_codes.constFind(name);
    if (known != m_codes.cend())
        return *known;
    return *m_codes.insert(name, errorCodeFromWire(name).value_or(ErrorCode::Internal));
}

void JobReader::readTrouble(const QSqlQuery &row, Job &job)
{
    if (const QVariant cause = row.value(CauseCode); !cause.isNull()) {
        job.cause = Cause{code(cause.toString()), row.value(CauseSince).toLongLong(),
                          optionalNumber(row, CauseNext)};
    }
    if (const QVariant name = row.value(ErrorName); !name.isNull()) {
        job.error = Error{code(name.toString()), row.value(ErrorDetail).toString(),
                          contextFrom(row.value(ErrorContextName).toString()),
                          row.value(ErrorFile).toString(), std::nullopt};
        if (const auto wait = optionalNumber(row, ErrorRetryAfter))
            job.error->retryAfter = std::chrono::seconds(*wait);
    }
}

Job JobReader::read(const QSqlQuery &row)
{
    Job job;
    job.id = JobId::fromBytes(row.value(Id).toByteArray());
    job.name = row.value(Name).toString();
    job.owner = shared(row, Owner, m_owner);
    job.folder = shared(row, Folder, m_folder);
    job.bytesTransferred = row.value(BytesTransferred).toLongLong();
    job.bytesTotal = optionalNumber(row, BytesTotal);
    job.filesTransferred = row.value(FilesTransferred).toInt();
    job.filesTotal = row.value(FilesTotal).toInt();
    job.created = row.value(Created).toLongLong();
    job.modified = row.value(Modified).toLongLong();
    job.completed = optionalNumber(row, Completed);
    job.errorCount = row.value(ErrorCount).toInt();
    job.order = row.value(Place).toLongLong();
    readTrouble(row, job);
    const QVariant settings = row.value(Settings);
    const bool understood = assign(jobTypeFromWire(row.value(Type).toString()), job.type)
        && assign(jobStateFromWire(row.value(State).toString()), job.state)
        && (settings.isNull() || fromBlob(settings.toByteArray(), job.settings))
        && assign(priorityFromWire(row.value(Priorities).toString()), job.settings.priority);
    if (!understood) {
        job.state = JobState::Error;
        job.error = Error{ErrorCode::DatabaseCorrupt,
                          u"the stored job cannot be read"_s,
                          ErrorContext::GeneralQueueManager,
                          {},
                          std::nullopt};
    }
    return job;
}

} // namespace lighterman::storage
