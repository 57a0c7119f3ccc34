// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/exitstatus.h"

namespace lighterman::cli {

ExitStatus exitStatusOf(const Error &error)
{
    switch (error.code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::UnknownPropertyId:
    case ErrorCode::MaxDownloadSizeInvalidValue:
    case ErrorCode::InvalidUrl:
    case ErrorCode::UnsupportedScheme:
    case ErrorCode::StringTooLong:
    case ErrorCode::InvalidHashAlgorithm:
    case ErrorCode::Empty:
    case ErrorCode::TooManyFilesInJob:
    case ErrorCode::InvalidRange:
    case ErrorCode::OverlappingRanges:
    case ErrorCode::TooManyRangesInFile:
    case ErrorCode::UserNameTooLarge:
    case ErrorCode::PasswordTooLarge:
    case ErrorCode::InvalidAuthTarget:
    case ErrorCode::InvalidAuthScheme:
    case ErrorCode::InvalidProxyInfo:
        return ExitStatus::Usage;
    case ErrorCode::AgentUnreachable:
    case ErrorCode::ProtocolError: // an agent that cannot be talked to
        return ExitStatus::NoAgent;
    case ErrorCode::NotFound:
    case ErrorCode::AmbiguousJob:
        return ExitStatus::NoJob;
    case ErrorCode::InvalidState:
    case ErrorCode::TooManyJobsPerUser:
    case ErrorCode::SignInPaused:
        return ExitStatus::Refused;
    case ErrorCode::AccessDenied: // a folder that may not be written to is a failure, no refusal
        return error.context == ErrorContext::LocalFile ? ExitStatus::Failed : ExitStatus::Refused;
    default:
        return ExitStatus::Failed;
    }
}

} // namespace lighterman::cli
