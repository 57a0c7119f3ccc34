// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/jobjson.h"

#include "common/base/redact.h"
#include "common/model/statewords.h"

namespace lighterman::cli {

using namespace Qt::StringLiterals;

namespace {

QJsonValue orNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(text);
}

QJsonValue orNull(std::optional<qint64> number)
{
    return number ? QJsonValue(*number) : QJsonValue(QJsonValue::Null);
}

/// A moment that may be unknown; not the same function as the one above, for a Moment is a number.
QJsonValue timeOrNull(std::optional<Moment> moment)
{
    return moment ? QJsonValue(toRfc3339(*moment)) : QJsonValue(QJsonValue::Null);
}

QJsonValue errorOf(const Job &job)
{
    if (!job.error)
        return QJsonValue::Null;
    QJsonObject error = toJson(*job.error);
    error.insert(u"remedy"_s, remedyOf(job));
    return error;
}

QJsonValue causeOf(const Job &job)
{
    if (!job.cause)
        return QJsonValue::Null;
    QJsonObject cause = toJson(*job.cause);
    if (job.error && job.error->code == job.cause->code)
        cause.insert(u"remedy"_s, remedyOf(job));
    return cause;
}

QJsonArray headerArray(const std::vector<Header> &headers)
{
    QJsonArray array;
    for (const Header &header : headers)
        array.append(redactedHeader(header.name, header.value));
    return array;
}

/// A range to the end of the file has no length.
QJsonArray rangeArray(const ByteRanges &ranges)
{
    QJsonArray array;
    for (const ByteRange &range : ranges)
        array.append(QJsonObject{{u"offset"_s, range.offset}, {u"length"_s, orNull(range.length)}});
    return array;
}

/// Values as JSON has them; every key of jobSettingKeys() is there.
QJsonObject settingsJson(const JobSettings &settings)
{
    const auto seconds = [](std::chrono::seconds s) { return qint64(s.count()); };
    QJsonObject json;
    for (const QString &key : jobSettingKeys())
        json.insert(key, orNull(jobSetting(settings, key).value_or(QString())));
    json.insert(u"manual-complete"_s, settings.manualComplete);
    json.insert(u"keep-running"_s, settings.keepRunning);
    json.insert(u"allow-insecure-basic"_s, settings.allowInsecureBasic);
    json.insert(u"preemptive"_s, settings.preemptive);
    json.insert(
        u"retry-delay"_s,
        orNull(settings.retryDelay ? std::optional(seconds(*settings.retryDelay)) : std::nullopt));
    json.insert(u"no-progress-timeout"_s, seconds(settings.noProgressTimeout));
    json.insert(
        u"transfer-policy"_s,
        orNull(settings.transferPolicy ? QString(wireName(*settings.transferPolicy)) : QString()));
    json.insert(u"max-rate"_s, orNull(settings.maxRate));
    json.insert(u"headers"_s, headerArray(settings.headers));
    if (settings.notifyCommand)
        json.insert(u"notify-command"_s,
                    QJsonArray::fromStringList(settings.notifyCommand->words()));
    return json;
}

QJsonValue checkOf(const JobFile &file)
{
    if (!file.check)
        return QJsonValue::Null;
    return QJsonObject{
        {u"checksum"_s, file.check->against.toString()},
        {u"by"_s, file.check->isFromServer ? u"server"_s : u"person"_s},
        {u"passed"_s, file.check->passed},
    };
}

} // namespace

QJsonObject toJson(const Error &error)
{
    return {
        {u"code"_s, wireName(error.code)},
        {u"hex"_s, orNull(hexOf(error.code).value_or(QString()))},
        {u"context"_s, QString(wireName(error.context))},
        {u"file"_s, orNull(error.file)},
        {u"text"_s, textOf(error.code)},
        {u"remedy"_s, remedyOf(error.code)},
        {u"detail"_s, orNull(error.detail)},
    };
}

QJsonObject toJson(const Cause &cause)
{
    return {
        {u"code"_s, wireName(cause.code)},
        {u"since"_s, toRfc3339(cause.since)},
        {u"next"_s, timeOrNull(cause.next)},
        {u"expires"_s, timeOrNull(cause.expires)},
        {u"text"_s, textOf(cause.code)},
        {u"remedy"_s, remedyOf(cause.code)},
        {u"link"_s, orNull(cause.link.value_or(QString()))},
    };
}

QJsonObject toJson(const JobFile &file)
{
    return {
        {u"index"_s, file.index},
        {u"url"_s, redacted(file.url)},
        {u"path"_s, orNull(file.path)},
        {u"partPath"_s, orNull(file.partPath)},
        {u"bytesTransferred"_s, file.bytesTransferred},
        {u"bytesTotal"_s, orNull(file.bytesTotal)},
        {u"completed"_s, file.completed},
        {u"ranges"_s, rangeArray(file.ranges)},
        {u"resumable"_s, file.resumable ? QJsonValue(*file.resumable) : QJsonValue()},
        {u"check"_s, checkOf(file)},
    };
}

QJsonObject toJson(const Job &job, const std::vector<JobFile> &files)
{
    QJsonArray fileArray;
    for (const JobFile &file : files)
        fileArray.append(toJson(file));
    return {
        {u"id"_s, job.id.toString()},
        {u"name"_s, job.name},
        {u"type"_s, QString(wireName(job.type))},
        {u"priority"_s, QString(wireName(job.settings.priority))},
        {u"state"_s, QString(wireName(job.state))},
        {u"owner"_s, job.owner},
        {u"bytesTransferred"_s, job.bytesTransferred},
        {u"bytesTotal"_s, orNull(job.bytesTotal)},
        {u"filesTransferred"_s, job.filesTransferred},
        {u"filesTotal"_s, job.filesTotal},
        {u"rate"_s, job.rate},
        {u"created"_s, toRfc3339(job.created)},
        {u"modified"_s, toRfc3339(job.modified)},
        {u"completed"_s, timeOrNull(job.completed)},
        {u"errorCount"_s, job.errorCount},
        {u"cause"_s, causeOf(job)},
        {u"error"_s, errorOf(job)},
        {u"files"_s, fileArray},
    };
}

QJsonObject toJson(const protocol::JobInfo &info)
{
    std::vector<JobFile> files;
    files.reserve(info.files.size());
    for (const auto &[job, file] : info.files)
        files.push_back(file);
    QJsonObject json = toJson(info.job, files);
    json.insert(u"settings"_s, settingsJson(info.settings));
    return json;
}

QJsonObject toJson(const protocol::Status &status)
{
    return {
        {u"version"_s, status.version},
        {u"pid"_s, status.pid},
        {u"started"_s, toRfc3339(status.started)},
        {u"jobs"_s, status.jobs},
        {u"moving"_s, status.moving},
        {u"store"_s, status.store},
        {u"storeRepair"_s, orNull(status.storeRepair.value_or(QString()))},
    };
}

QJsonObject withRemark(QJsonObject document, const protocol::Changed &changed)
{
    const bool isSaid = changed.remark != ErrorCode::None;
    document.insert(u"remark"_s,
                    isSaid ? QJsonValue(toJson(fail(changed.remark, changed.detail).value()))
                           : QJsonValue(QJsonValue::Null));
    return document;
}

QJsonObject errorDocument(const Error &error)
{
    return {{u"error"_s, toJson(error)}};
}

} // namespace lighterman::cli
