// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/settingsblob.h"

#include "common/model/clientcertificate.h"
#include "common/model/proxysetting.h"

#include <QCborArray>
#include <QCborMap>
#include <QCborValue>

namespace lighterman::storage {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kManualComplete = "manual-complete"_L1;
constexpr auto kKeepRunning = "keep-running"_L1;
constexpr auto kRetryDelay = "retry-delay"_L1;
constexpr auto kNoProgressTimeout = "no-progress-timeout"_L1;
constexpr auto kAlgorithm = "checksum-algorithm"_L1;
constexpr auto kDigest = "checksum-digest"_L1;
constexpr auto kHeaders = "headers"_L1;
constexpr auto kNotifyCommand = "notify-command"_L1;
constexpr auto kTransferPolicy = "transfer-policy"_L1;
constexpr auto kMaxRate = "max-rate"_L1;
constexpr auto kAllowInsecureBasic = "allow-insecure-basic"_L1;
constexpr auto kPreemptive = "preemptive"_L1;
constexpr auto kProxy = "proxy"_L1;
constexpr auto kClientCertificate = "client-certificate"_L1;

/// Name and value of each header by turns.
QCborArray toArray(const std::vector<Header> &headers)
{
    QCborArray array;
    for (const Header &header : headers) {
        array.append(header.name);
        array.append(header.value);
    }
    return array;
}

std::vector<Header> toHeaders(const QCborArray &array)
{
    std::vector<Header> headers;
    for (qsizetype i = 0; i + 1 < array.size(); i += 2)
        headers.push_back({array.at(i).toByteArray(), array.at(i + 1).toByteArray()});
    return headers;
}

NotifyCommand toNotifyCommand(const QCborArray &array)
{
    QStringList words;
    for (const auto &word : array)
        words += word.toString();
    return NotifyCommand::fromWords(words);
}

} // namespace

QByteArray toBlob(const JobSettings &settings)
{
    const JobSettings usual;
    QCborMap map;
    if (settings.manualComplete)
        map.insert(kManualComplete, true);
    if (settings.keepRunning)
        map.insert(kKeepRunning, true);
    if (settings.retryDelay)
        map.insert(kRetryDelay, qint64(settings.retryDelay->count()));
    if (settings.noProgressTimeout != usual.noProgressTimeout)
        map.insert(kNoProgressTimeout, qint64(settings.noProgressTimeout.count()));
    if (settings.checksum) {
        map.insert(kAlgorithm, settings.checksum->algorithm);
        map.insert(kDigest, settings.checksum->digest);
    }
    if (!settings.headers.empty())
        map.insert(kHeaders, toArray(settings.headers));
    if (settings.notifyCommand)
        map.insert(kNotifyCommand, QCborArray::fromStringList(settings.notifyCommand->words()));
    if (settings.transferPolicy)
        map.insert(kTransferPolicy, wireName(*settings.transferPolicy));
    if (settings.maxRate)
        map.insert(kMaxRate, *settings.maxRate);
    if (settings.allowInsecureBasic)
        map.insert(kAllowInsecureBasic, true);
    if (settings.preemptive)
        map.insert(kPreemptive, true);
    if (!settings.proxy.isEmpty())
        map.insert(kProxy, settings.proxy.toString(QUrl::FullyEncoded));
    if (!settings.clientCertificate.isEmpty())
        map.insert(kClientCertificate, settings.clientCertificate);
    return map.isEmpty() ? QByteArray() : map.toCborValue().toCbor();
}

bool fromBlob(const QByteArray &blob, JobSettings &settings)
{
    QCborParserError error;
    const QCborValue value = QCborValue::fromCbor(blob, &error);
    if (error.error != QCborError::NoError || !value.isMap())
        return false;
    const QCborMap map = value.toMap();
    settings.manualComplete = map.value(kManualComplete).toBool();
    settings.keepRunning = map.value(kKeepRunning).toBool();
    if (const QCborValue delay = map.value(kRetryDelay); delay.isInteger())
        settings.retryDelay = std::chrono::seconds(delay.toInteger());
    if (const QCborValue timeout = map.value(kNoProgressTimeout); timeout.isInteger())
        settings.noProgressTimeout = std::chrono::seconds(timeout.toInteger());
    if (map.contains(kAlgorithm))
        settings.checksum
            = Checksum{map.value(kAlgorithm).toString(), map.value(kDigest).toByteArray()};
    settings.headers = toHeaders(map.value(kHeaders).toArray());
    if (map.contains(kNotifyCommand))
        settings.notifyCommand = toNotifyCommand(map.value(kNotifyCommand).toArray());
    settings.transferPolicy = transferPolicyFromWire(map.value(kTransferPolicy).toString());
    if (const QCborValue rate = map.value(kMaxRate); rate.isInteger())
        settings.maxRate = rate.toInteger();
    settings.allowInsecureBasic = map.value(kAllowInsecureBasic).toBool();
    settings.preemptive = map.value(kPreemptive).toBool();
    settings.proxy = QUrl(map.value(kProxy).toString(), QUrl::StrictMode);
    settings.clientCertificate = map.value(kClientCertificate).toString();
    return checkProxy(settings.proxy).has_value() // never past it in silence
        && checkClientCertificate(settings.clientCertificate).has_value();
}

} // namespace lighterman::storage
