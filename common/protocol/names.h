// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/job.h"
#include "common/model/keyringfacts.h"
#include "common/model/question.h"

// Enums by their names on the wire, for the reader.
namespace lighterman::protocol {

[[nodiscard]] inline std::optional<JobType> valueOf(QStringView name, JobType)
{
    return jobTypeFromWire(name);
}
[[nodiscard]] inline std::optional<JobState> valueOf(QStringView name, JobState)
{
    return jobStateFromWire(name);
}
[[nodiscard]] inline std::optional<JobVerb> valueOf(QStringView name, JobVerb)
{
    return jobVerbFromWire(name);
}
[[nodiscard]] inline std::optional<Priority> valueOf(QStringView name, Priority)
{
    return priorityFromWire(name);
}
[[nodiscard]] inline std::optional<TransferPolicy> valueOf(QStringView name, TransferPolicy)
{
    return transferPolicyFromWire(name);
}
[[nodiscard]] inline std::optional<AuthTarget> valueOf(QStringView name, AuthTarget)
{
    return authTargetFromWire(name);
}
[[nodiscard]] inline std::optional<AuthScheme> valueOf(QStringView name, AuthScheme)
{
    return authSchemeFromWire(name);
}
[[nodiscard]] inline std::optional<Standing> valueOf(QStringView name, Standing)
{
    return standingFromWire(name);
}
[[nodiscard]] inline std::optional<QuestionKind> valueOf(QStringView name, QuestionKind)
{
    return questionKindFromWire(name);
}
[[nodiscard]] inline std::optional<KeyringState> valueOf(QStringView name, KeyringState)
{
    return keyringStateFromWire(name);
}
/// Codes grow with every version: one that is not known here is no reason to drop the message.
[[nodiscard]] inline std::optional<ErrorCode> valueOf(QStringView name, ErrorCode)
{
    return errorCodeFromWire(name).value_or(ErrorCode::Internal);
}
[[nodiscard]] inline std::optional<ErrorContext> valueOf(QStringView name, ErrorContext)
{
    for (int i = 0; i <= int(ErrorContext::ServerCertificateCallback); ++i) {
        if (name == wireName(ErrorContext(i)))
            return ErrorContext(i);
    }
    return ErrorContext::Unknown;
}

} // namespace lighterman::protocol
