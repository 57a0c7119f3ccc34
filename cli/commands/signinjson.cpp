// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/signinjson.h"

#include "common/base/time.h"

namespace lighterman::cli {

using namespace Qt::StringLiterals;

namespace {

/// A certificate is one of host and port, whatever the way to sign in.
QJsonObject toJson(const ProtectionSpace &space, QuestionKind kind)
{
    if (kind != QuestionKind::Password)
        return {{u"target"_s, wireName(space.target)},
                {u"protocol"_s, space.protocol},
                {u"host"_s, space.host},
                {u"port"_s, space.port}};
    return {{u"target"_s, wireName(space.target)},
            {u"scheme"_s, wireName(space.scheme)},
            {u"protocol"_s, space.protocol},
            {u"host"_s, space.host},
            {u"port"_s, space.port},
            {u"realm"_s, space.realm},
            {u"account"_s, space.account.isEmpty() ? QJsonValue() : QJsonValue(space.account)}};
}

/// What it is made out to and by whom are the server's own words.
QJsonObject toJson(const ServerCertificate &certificate)
{
    return {{u"fingerprint"_s, fingerprintInWords(certificate.fingerprint)},
            {u"problem"_s, wireName(certificate.problem)},
            {u"names"_s, certificate.names},
            {u"issuer"_s, certificate.issuer},
            {u"validFrom"_s, toRfc3339(certificate.validFrom)},
            {u"validTo"_s, toRfc3339(certificate.validTo)}};
}

} // namespace

QJsonObject toJson(const JobAccount &account)
{
    return {{u"target"_s, wireName(account.target)},
            {u"scheme"_s, wireName(account.scheme)},
            {u"user"_s, account.user},
            {u"standing"_s, wireName(account.standing)}};
}

QJsonObject toJson(const TrustedCertificate &certificate)
{
    return {{u"host"_s, certificate.host},
            {u"port"_s, certificate.port},
            {u"fingerprint"_s, fingerprintInWords(certificate.fingerprint)},
            {u"since"_s, toRfc3339(certificate.since)}};
}

QJsonObject toJson(const protocol::QuestionRow &row)
{
    const Question &question = row.question;
    QJsonArray jobs;
    for (const JobId &job : question.jobs)
        jobs.append(job.toString());
    const auto paused
        = question.pausedUntil ? QJsonValue(toRfc3339(*question.pausedUntil)) : QJsonValue();
    return {
        {u"number"_s, question.number},
        {u"kind"_s, wireName(question.kind)},
        {u"space"_s, toJson(question.space, question.kind)},
        {u"jobs"_s, jobs},
        {u"jobsTotal"_s, row.jobsTotal},
        {u"since"_s, toRfc3339(question.since)},
        {u"refusals"_s, question.refusals},
        {u"pausedUntil"_s, paused},
        {u"tried"_s, question.isTried},
        {u"putOff"_s, question.isPutOff},
        {u"text"_s, row.text},
        {u"certificate"_s,
         question.certificate ? QJsonValue(toJson(*question.certificate)) : QJsonValue()},
        {u"otherAccepted"_s,
         question.otherAccepted ? QJsonValue(toRfc3339(*question.otherAccepted)) : QJsonValue()},
        {u"refusedUser"_s,
         question.refusedUser ? QJsonValue(*question.refusedUser) : QJsonValue()}};
}

} // namespace lighterman::cli
