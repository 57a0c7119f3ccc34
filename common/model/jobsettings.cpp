// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/base/redact.h"
#include "common/model/clientcertificate.h"
#include "common/model/jobspec.h"
#include "common/model/proxysetting.h"
#include "common/model/setters.h"

#include <algorithm>
#include <array>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

struct Row
{
    QLatin1StringView key;
    QString (*get)(const JobSettings &) = nullptr;
    Result<void> (*set)(JobSettings &, QStringView) = nullptr;
};

Result<void> setPriority(JobSettings &s, QStringView value)
{
    const auto priority = priorityFromWire(value);
    if (!priority)
        return fail(ErrorCode::InvalidArgument, u"foreground, high, normal or low is needed"_s);
    s.priority = *priority;
    return {};
}

Result<void> setRetryDelay(JobSettings &s, QStringView value)
{
    if (value.isEmpty() || value == "automatic"_L1) {
        s.retryDelay.reset();
        return {};
    }
    const auto delay = readNumber(value, 0, kLongestTime.count());
    if (!delay)
        return tl::unexpected(delay.error());
    s.retryDelay = std::max(std::chrono::seconds(*delay), kLeastRetryDelay);
    return {};
}

Result<void> setChecksum(JobSettings &s, QStringView value)
{
    if (value.isEmpty()) {
        s.checksum.reset();
        return {};
    }
    return store(Checksum::parse(value), s.checksum);
}

/// One header a line; an empty value removes all.
Result<void> setHeaders(JobSettings &s, QStringView value)
{
    std::vector<Header> headers;
    for (const QStringView line : value.split(u'\n', Qt::SkipEmptyParts)) {
        const auto header = Header::parse(line);
        if (!header)
            return tl::unexpected(header.error());
        headers.push_back(*header);
    }
    JobSettings changed = s;
    changed.headers = std::move(headers);
    auto valid = validate(changed);
    if (valid)
        s = std::move(changed);
    return valid;
}

QString headersOf(const JobSettings &s)
{
    QStringList lines;
    for (const Header &header : s.headers)
        lines += redactedHeader(header.name, header.value);
    return lines.join(u'\n');
}

Result<void> setNotifyCommand(JobSettings &s, QStringView value)
{
    if (value.isEmpty()) {
        s.notifyCommand.reset();
        return {};
    }
    return store(NotifyCommand::parse(value), s.notifyCommand);
}

Result<void> setTransferPolicy(JobSettings &s, QStringView value)
{
    if (value.isEmpty() || value == "default"_L1) {
        s.transferPolicy.reset();
        return {};
    }
    return store(readTransferPolicy(value), s.transferPolicy);
}

/// There is a word for a job that is not to move: suspended.
Result<void> setMaxRate(JobSettings &s, QStringView value)
{
    const auto rate = readRateLimit(value);
    if (rate && *rate == RateLimit(0))
        return fail(ErrorCode::InvalidArgument,
                    u"more than 0 is needed, or none; suspend stops a job"_s);
    return store(rate, s.maxRate);
}

constexpr std::array kRows{
    Row{"priority"_L1, [](const JobSettings &s) { return QString(wireName(s.priority)); },
        setPriority},
    Row{"manual-complete"_L1,
        [](const JobSettings &s) { return s.manualComplete ? u"true"_s : u"false"_s; },
        [](JobSettings &s, QStringView v) { return store(readBool(v), s.manualComplete); }},
    Row{"keep-running"_L1,
        [](const JobSettings &s) { return s.keepRunning ? u"true"_s : u"false"_s; },
        [](JobSettings &s, QStringView v) { return store(readBool(v), s.keepRunning); }},
    Row{"retry-delay"_L1,
        [](const JobSettings &s) {
            return s.retryDelay ? QString::number(s.retryDelay->count()) : u"automatic"_s;
        },
        setRetryDelay},
    Row{"no-progress-timeout"_L1,
        [](const JobSettings &s) { return QString::number(s.noProgressTimeout.count()); },
        [](JobSettings &s, QStringView v) {
            return store(readNumber(v, 0, kLongestTime.count()), s.noProgressTimeout);
        }},
    Row{"checksum"_L1,
        [](const JobSettings &s) { return s.checksum ? s.checksum->toString() : QString(); },
        setChecksum},
    Row{"headers"_L1, headersOf, setHeaders},
    Row{"notify-command"_L1,
        [](const JobSettings &s) {
            return s.notifyCommand ? s.notifyCommand->toString() : QString();
        },
        setNotifyCommand},
    Row{"transfer-policy"_L1,
        [](const JobSettings &s) {
            return s.transferPolicy ? QString(wireName(*s.transferPolicy)) : u"default"_s;
        },
        setTransferPolicy},
    Row{"max-rate"_L1, [](const JobSettings &s) { return toString(s.maxRate); }, setMaxRate},
    Row{"allow-insecure-basic"_L1,
        [](const JobSettings &s) { return s.allowInsecureBasic ? u"true"_s : u"false"_s; },
        [](JobSettings &s, QStringView v) { return store(readBool(v), s.allowInsecureBasic); }},
    Row{"preemptive"_L1, [](const JobSettings &s) { return s.preemptive ? u"true"_s : u"false"_s; },
        [](JobSettings &s, QStringView v) { return store(readBool(v), s.preemptive); }},
    Row{"proxy"_L1, [](const JobSettings &s) { return proxyText(s.proxy); },
        [](JobSettings &s, QStringView v) { return store(readProxy(v), s.proxy); }},
    Row{"client-certificate"_L1,
        [](const JobSettings &s) {
            return s.clientCertificate.isEmpty() ? u"none"_s : s.clientCertificate;
        },
        [](JobSettings &s, QStringView v) {
            return store(readClientCertificate(v), s.clientCertificate);
        }},
};

Result<const Row *> rowOf(QStringView key)
{
    const auto found = std::ranges::find_if(kRows, [&](const Row &row) { return key == row.key; });
    if (found == kRows.end())
        return fail(ErrorCode::UnknownPropertyId, u"a job has no setting \"%1\""_s.arg(key));
    return &*found;
}

} // namespace

std::vector<QString> jobSettingKeys()
{
    std::vector<QString> keys;
    keys.reserve(kRows.size());
    for (const Row &row : kRows)
        keys.emplace_back(row.key);
    return keys;
}

Result<QString> jobSetting(const JobSettings &settings, QStringView key)
{
    return rowOf(key).map([&](const Row *row) { return row->get(settings); });
}

Result<void> setJobSetting(JobSettings &settings, QStringView key, QStringView value)
{
    const auto row = rowOf(key);
    if (!row)
        return tl::unexpected(row.error());
    return (*row)->set(settings, value).map_error([&](Error error) {
        error.detail = u"%1: %2"_s.arg(key, error.detail);
        return error;
    });
}

} // namespace lighterman
