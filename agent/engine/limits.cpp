// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/limits.h"

#include "common/model/jobspec.h"

namespace lighterman {

using namespace Qt::StringLiterals;

Result<void> mayAdd(std::size_t files, qint64 unfinished, const Settings &settings)
{
    if (files > std::size_t(settings.maxFilesPerJob))
        return tooManyFiles(files, settings.maxFilesPerJob);
    if (unfinished >= settings.maxJobs)
        return fail(ErrorCode::TooManyJobsPerUser,
                    u"at most %1 are allowed"_s.arg(settings.maxJobs));
    return {};
}

Result<void> maySpan(qint64 bytes, const Settings &settings)
{
    if (settings.maxDownloadSize == 0 || bytes <= settings.maxDownloadSize)
        return {};
    return fail(
        ErrorCode::MaxDownloadSizeLimitReached,
        u"%1 bytes or more, at most %2 are allowed"_s.arg(bytes).arg(settings.maxDownloadSize),
        ErrorContext::RemoteFile);
}

Result<void> mayTake(std::chrono::milliseconds used, const Settings &settings)
{
    const std::chrono::seconds most = settings.maxDownloadTime;
    if (most.count() == 0 || used <= most)
        return {};
    return fail(ErrorCode::MaxDownloadTimeout, u"more than %1 s"_s.arg(most.count()),
                ErrorContext::GeneralQueueManager);
}

} // namespace lighterman
