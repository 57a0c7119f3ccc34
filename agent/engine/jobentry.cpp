// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/jobentry.h"

#include "common/base/redact.h"

#include <algorithm>

namespace lighterman {

using namespace Qt::StringLiterals;

void JobEntry::takeChangedFiles(std::vector<JobFile> &files)
{
    for (const JobFile &file : files)
        changedFiles.erase(file.index);
    if (runner) {
        for (const int index : changedFiles)
            files.push_back(runner->files()[std::size_t(index)]);
    }
    changedFiles.clear();
}

JobFile JobEntry::latest(const JobFile &file) const
{
    if (runner)
        return runner->files()[std::size_t(file.index)];
    const auto found = unsavedFiles.find(file.index);
    return found == unsavedFiles.end() ? file : found->second.file;
}

int JobEntry::beginSave(std::vector<JobFile> &files)
{
    ++saves;
    for (const JobFile &file : files)
        unsavedFiles.insert_or_assign(file.index, UnsavedFile{file, saves, false});
    for (auto &[index, mine] : unsavedFiles) {
        if (mine.refused) {
            files.push_back(mine.file);
            mine = {mine.file, saves, false};
        }
    }
    return saves;
}

void JobEntry::endSave(int save, bool stored)
{
    bool refused = !stored;
    for (auto it = unsavedFiles.begin(); it != unsavedFiles.end();) {
        UnsavedFile &mine = it->second;
        mine.refused = mine.refused || (!stored && mine.save == save);
        refused = refused || mine.refused;
        it = stored && mine.save == save ? unsavedFiles.erase(it) : std::next(it);
    }
    if (refused || save == saves)
        unsaved = refused;
}

void JobEntry::countHeld(bool isHeld, std::chrono::milliseconds monotonic)
{
    heldSince = isHeld ? std::optional(heldSince.value_or(monotonic)) : std::nullopt;
    countStill(monotonic);
}

void JobEntry::countStill(std::chrono::milliseconds monotonic)
{
    if (stillSince && stalledSince)
        *stalledSince += monotonic - *stillSince;
    const bool waitsForEvent = job.state == JobState::TransientError && job.error
        && kindOf(*job.error) == ErrorKind::EventReleased;
    const bool isStill = heldSince || job.state == JobState::Queued || waitsForEvent;
    stillSince = isStill ? std::optional(monotonic) : std::nullopt;
}

void JobEntry::countStalled(std::chrono::milliseconds monotonic)
{
    job.withoutProgress.reset();
    if (stalledSince)
        job.withoutProgress = std::max(std::chrono::milliseconds(0),
                                       stillSince.value_or(monotonic) - *stalledSince);
}

void JobEntry::recallStalled(std::chrono::milliseconds monotonic)
{
    furthest = job.bytesTransferred; // the same bytes again are no progress
    if (job.withoutProgress)
        stalledSince = monotonic - *job.withoutProgress;
    countStill(monotonic);
}

bool JobEntry::beginsWait(const Error &error, Moment now)
{
    const bool isHeld = kindOf(error) == ErrorKind::EventReleased;
    const bool begins
        = std::exchange(waitsFor, isHeld ? error.code : ErrorCode::None) != error.code;
    if (begins)
        waitsSince = now;
    if (isHeld && job.cause)
        job.cause->since = waitsSince;
    return begins;
}

void JobEntry::questionPortal()
{
    if (job.state == JobState::TransientError && job.portal == PortalSeen::Yes)
        job.portal = PortalSeen::Questioned;
}

RetryFacts JobEntry::retryFacts(int inRow, std::chrono::milliseconds monotonic, double jitter) const
{
    RetryFacts facts;
    facts.failures = inRow;
    facts.withoutProgress = monotonic - stalledSince.value_or(monotonic);
    facts.ownDelay = job.settings.retryDelay;
    facts.noProgressTimeout = job.settings.noProgressTimeout;
    facts.jitter = jitter;
    return facts;
}

void JobEntry::count(std::chrono::milliseconds monotonic)
{
    if (!runner)
        return;
    job.bytesTransferred = runner->bytesTransferred();
    job.bytesTotal = runner->bytesTotal();
    job.filesTransferred = runner->filesTransferred();
    meter.add(job.bytesTransferred, monotonic.count());
    job.rate = meter.rate(monotonic.count());
}

void JobEntry::countTime(std::chrono::milliseconds monotonic)
{
    if (movingSince)
        job.timeUsed += monotonic - *movingSince;
    movingSince = isMoving(job.state) ? std::optional(monotonic) : std::nullopt;
}

JobDetails newJob(JobSpec spec)
{
    JobDetails details;
    Job &job = details.job;
    job.name = spec.name.isEmpty() ? nameFromUrl(spec.files.front().url) : spec.name;
    job.type = spec.type;
    job.state = spec.suspended ? JobState::Suspended : JobState::Queued;
    job.folder = spec.folder;
    job.filesTotal = int(spec.files.size());
    job.host = spec.files.front().url.host();
    job.settings = std::move(spec.settings);
    details.files.reserve(spec.files.size());
    for (int index = 0; FileSpec & file : spec.files) {
        JobFile &stored = details.files.emplace_back();
        stored.index = index++;
        stored.url = file.url.adjusted(QUrl::RemoveFragment);
        stored.path = std::move(file.path);
        stored.ranges = std::move(file.ranges);
    }
    return details;
}

std::optional<Cause> causeOf(const Job &job, Moment now)
{
    switch (job.state) {
    case JobState::Queued:
        return Cause{ErrorCode::WaitingForTurn, now, {}};
    case JobState::Suspended:
        return Cause{ErrorCode::SuspendedByPerson, now, {}};
    case JobState::Error:
    case JobState::TransientError: {
        Cause cause{job.error ? job.error->code : ErrorCode::Internal, now, {}};
        if (cause.code == ErrorCode::CaptivePortal)
            cause.link = signInPage(job);
        return cause;
    }
    case JobState::Transferred:
        return Cause{ErrorCode::WaitingForComplete, now, {}};
    case JobState::Connecting:
    case JobState::Transferring:
    case JobState::Acknowledged:
    case JobState::Cancelled:
        return std::nullopt;
    }
    return std::nullopt;
}

QString signInPage(const Job &job)
{
    QUrl page;
    page.setScheme(u"http"_s);
    page.setHost(job.host);
    page.setPath(u"/"_s);
    return page.toString(QUrl::FullyEncoded);
}

QString nextHost(const std::vector<JobFile> &files)
{
    const auto next = std::ranges::find(files, false, &JobFile::transferred);
    return next == files.end() ? QString() : next->url.host();
}

QString logLineOf(const Error &error)
{
    QStringList parts{wireName(error.code), error.file, error.detail};
    parts.removeAll(QString());
    return oneLine(parts.join(u": "_s));
}

QString nameFromUrl(const QUrl &url)
{
    const QString last = url.fileName(QUrl::FullyDecoded);
    return oneLine(last.isEmpty() ? url.host() : last, kMaxName - 1);
}

} // namespace lighterman
