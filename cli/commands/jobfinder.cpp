// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/jobfinder.h"

#include "common/base/redact.h"

#include <algorithm>

namespace lighterman::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr int kShortId = 8;
constexpr qsizetype kListed = 10;

/// Moves, or will without anybody's doing.
bool isInQueue(JobState state)
{
    return isMoving(state) || state == JobState::Queued || state == JobState::TransientError;
}

bool isMeant(const Job &job, const QString &text)
{
    return job.name == text || job.id.toString().startsWith(text, Qt::CaseInsensitive);
}

QString listOf(const std::vector<const Job *> &matches)
{
    QStringList labels;
    for (const Job *job : matches) {
        if (labels.size() == kListed) {
            labels += u"…"_s;
            break;
        }
        labels += label(*job);
    }
    return labels.join(u", "_s);
}

} // namespace

QString shortId(const JobId &id)
{
    return id.toString().first(kShortId);
}

QString label(const Job &job)
{
    return shortId(job.id) + u' ' + oneLine(job.name);
}

Result<Job> findJob(const std::vector<Job> &jobs, const QString &text)
{
    std::vector<const Job *> matches;
    for (const Job &job : jobs) {
        if (!text.isEmpty() && isMeant(job, text))
            matches.push_back(&job);
    }
    if (matches.empty())
        return fail(ErrorCode::NotFound, u"nothing matches \"%1\""_s.arg(oneLine(text)));
    if (matches.size() > 1)
        return fail(ErrorCode::AmbiguousJob,
                    u"\"%1\" may be %2"_s.arg(oneLine(text), listOf(matches)));
    return *matches.front();
}

Result<std::vector<Job>> findJobs(const std::vector<Job> &jobs, const QStringList &texts)
{
    std::vector<Job> found;
    for (const QString &text : texts) {
        const auto job = findJob(jobs, text);
        if (!job)
            return tl::unexpected(job.error());
        if (std::ranges::find(found, job->id, &Job::id) == found.end())
            found.push_back(*job);
    }
    return found;
}

std::optional<PlaceInQueue> placeInQueue(const std::vector<Job> &jobs, const JobId &job)
{
    const auto mine = std::ranges::find(jobs, job, &Job::id);
    if (mine == jobs.end() || !isInQueue(mine->state))
        return std::nullopt;
    PlaceInQueue place{1, 0};
    for (const Job &other : jobs) {
        if (!isInQueue(other.state) || other.settings.priority != mine->settings.priority)
            continue;
        ++place.of;
        place.place += other.order < mine->order ? 1 : 0;
    }
    return place;
}

} // namespace lighterman::cli
