// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/limits.h"

#include <algorithm>

namespace lighterman {

using namespace Qt::StringLiterals;

using std::chrono::milliseconds;

namespace {

using Days = std::chrono::duration<int, std::ratio<86'400>>;

constexpr Days kWarning{7};

} // namespace

Result<void> mayAdd(std::size_t files, qint64 unfinished, const Settings &settings)
{
    if (files > std::size_t(settings.maxFilesPerJob))
        return tooManyFiles(files, settings.maxFilesPerJob);
    if (unfinished >= settings.maxJobs)
        return fail(ErrorCode::TooManyJobsPerUser,
                    u"at most %1 are allowed"_s.arg(settings.maxJobs));
    return {};
}

Result<void> mayHold(const std::vector<FileSpec> &files, const Settings &settings)
{
    const int most = settings.maxRangesPerFile;
    const auto over = std::ranges::find_if(
        files, [=](const FileSpec &file) { return file.ranges.size() > std::size_t(most); });
    return over == files.end() ? Result<void>() : tooManyRanges(over->ranges.size(), most);
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

std::optional<milliseconds> restOfWarning(const Idleness &job, int days)
{
    const milliseconds limit = Days(days);
    const milliseconds warning = std::min<milliseconds>(kWarning, limit / 2);
    if (days == 0 || job.idle < limit - warning)
        return std::nullopt;
    if (!job.warningLeft)
        return warning;
    return std::clamp(*job.warningLeft - job.served, milliseconds(0), warning);
}

milliseconds timeToExpiry(const Idleness &job, int days)
{
    const milliseconds limit = Days(days);
    return std::max({job.warningLeft.value_or(milliseconds(0)), limit - job.idle, milliseconds(0)});
}

} // namespace lighterman
