// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/signinblob.h"

#include <QCborArray>
#include <QCborValue>

#include <algorithm>

namespace lighterman::storage {

namespace {

/// One for each target and scheme, and those of single servers.
constexpr qsizetype kMostAccounts = 1000;

/// Nothing when `blob` is no array.
std::optional<QCborArray> arrayFrom(const QByteArray &blob)
{
    QCborParserError error;
    const QCborValue value = QCborValue::fromCbor(blob, &error);
    if (error.error != QCborError::NoError || !value.isArray())
        return std::nullopt;
    return value.toArray();
}

/// Whether all of `array` from `first` to `last` are texts.
bool areTexts(const QCborArray &array, qsizetype first, qsizetype last)
{
    for (qsizetype i = first; i <= last; ++i) {
        if (!array.at(i).isString())
            return false;
    }
    return true;
}

QCborArray toArray(const JobAccount &account)
{
    return {wireName(account.target),
            wireName(account.scheme),
            account.user,
            account.key,
            wireName(account.standing),
            account.origin};
}

std::optional<JobAccount> accountFrom(const QCborArray &array)
{
    if (array.size() != 6 || !areTexts(array, 0, 5))
        return std::nullopt;
    const auto target = authTargetFromWire(array.at(0).toString());
    const auto scheme = authSchemeFromWire(array.at(1).toString());
    const auto standing = standingFromWire(array.at(4).toString());
    if (!target || !scheme || !standing)
        return std::nullopt;
    return JobAccount{*target,
                      *scheme,
                      array.at(2).toString(),
                      array.at(3).toString(),
                      *standing,
                      array.at(5).toString()};
}

} // namespace

QByteArray toBlob(const std::vector<JobAccount> &accounts)
{
    if (accounts.empty())
        return {};
    QCborArray array;
    for (const JobAccount &account : accounts)
        array.append(toArray(account));
    return array.toCborValue().toCbor();
}

bool fromBlob(const QByteArray &blob, std::vector<JobAccount> &accounts)
{
    const auto array = arrayFrom(blob);
    if (!array || array->size() > kMostAccounts)
        return false;
    std::vector<JobAccount> read;
    for (const auto &one : *array) {
        const auto account = accountFrom(one.toArray());
        if (!account)
            return false;
        read.push_back(*account);
    }
    accounts = std::move(read);
    return true;
}

QByteArray toBlob(const ProtectionSpace &space)
{
    return QCborArray{wireName(space.target),
                      wireName(space.scheme),
                      space.protocol,
                      space.host,
                      space.port,
                      space.realm,
                      space.account}
        .toCborValue()
        .toCbor();
}

std::optional<ProtectionSpace> spaceFromBlob(const QByteArray &blob)
{
    const auto array = arrayFrom(blob);
    if (!array || array->size() != 7 || !areTexts(*array, 0, 3) || !array->at(4).isInteger()
        || !areTexts(*array, 5, 6))
        return std::nullopt;
    const auto target = authTargetFromWire(array->at(0).toString());
    const auto scheme = authSchemeFromWire(array->at(1).toString());
    const qint64 port = array->at(4).toInteger();
    if (!target || !scheme || port < 0 || port > 65'535)
        return std::nullopt;
    return ProtectionSpace{*target,
                           *scheme,
                           array->at(2).toString(),
                           array->at(3).toString(),
                           int(port),
                           array->at(5).toString(),
                           array->at(6).toString()};
}

QByteArray toBlob(const std::optional<ServerCertificate> &certificate)
{
    if (!certificate)
        return {};
    return QCborArray{certificate->fingerprint, wireName(certificate->problem),
                      certificate->names,       certificate->issuer,
                      certificate->validFrom,   certificate->validTo}
        .toCborValue()
        .toCbor();
}

bool fromBlob(const QByteArray &blob, std::optional<ServerCertificate> &certificate)
{
    if (blob.isEmpty()) {
        certificate.reset();
        return true;
    }
    const auto array = arrayFrom(blob);
    if (!array || array->size() != 6 || !array->at(0).isByteArray() || !areTexts(*array, 1, 3)
        || !array->at(4).isInteger() || !array->at(5).isInteger())
        return false;
    const QByteArray fingerprint = array->at(0).toByteArray();
    const auto problem = errorCodeFromWire(array->at(1).toString());
    if (fingerprint.size() != kFingerprintBytes || !problem || !mayBeAccepted(*problem))
        return false;
    certificate = ServerCertificate{fingerprint,
                                    *problem,
                                    array->at(2).toString(),
                                    array->at(3).toString(),
                                    array->at(4).toInteger(),
                                    array->at(5).toInteger()};
    return true;
}

} // namespace lighterman::storage
