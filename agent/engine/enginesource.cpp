// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/engineidling.h"
#include "common/base/redact.h"

#include <algorithm>

// How the files of a job get other links (reference of BITS, section 2.4).
namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// Each looks at all links of a job, which holds up everybody else.
constexpr std::size_t kMostAtOnce = 64;

/// Changes the links of `files`, all or none; answers whether any file was meant.
Result<bool> applyTo(std::vector<JobFile> &files, const SourceChange &change)
{
    if (change.prefix.isEmpty()) {
        if (!change.file && files.size() > 1)
            return fail(ErrorCode::InvalidArgument,
                        u"url: the job has several files, so say url.N"_s);
        const int index = change.file.value_or(0);
        if (index < 0 || index >= int(files.size()))
            return fail(
                ErrorCode::InvalidArgument,
                u"url.%1: the files are url.0 to url.%2"_s.arg(index).arg(files.size() - 1));
        return checkedSource(change.to).map([&](const QUrl &url) {
            files[std::size_t(index)].url = url;
            return true;
        });
    }
    bool any = false;
    for (JobFile &file : files) {
        const auto url = withPrefix(change, file.url);
        if (!url)
            return tl::unexpected(url.error());
        any = any || *url;
        file.url = url->value_or(file.url);
    }
    return any;
}

/// Those of `now` that had another link before, with all that is known of their bytes in doubt.
/// What is whole stays as it is: it is never fetched again.
std::vector<JobFile> moved(const std::vector<JobFile> &before, std::vector<JobFile> now)
{
    std::erase_if(
        now, [&](const JobFile &file) { return before[std::size_t(file.index)].url == file.url; });
    for (JobFile &file : now) {
        if (file.transferred)
            continue;
        file.resumable.reset();
        file.resume.isElsewhere = true;
    }
    return now;
}

Result<void> mayMove(const JobEntry *mine, const JobId &id)
{
    if (!mine)
        return fail(ErrorCode::NotFound, id.toString());
    if (isFinal(mine->job.state) || mine->closing)
        return fail(ErrorCode::InvalidState, wireName(mine->job.state));
    if (mine->job.type != JobType::Download)
        return fail(ErrorCode::InvalidArgument, u"only downloads have a source"_s);
    return {};
}

} // namespace

void Engine::changeSource(const JobId &id, std::vector<SourceChange> changes, ChangeDone done)
{
    if (const auto allowed = mayMove(entry(id), id); !allowed) {
        later([done = std::move(done), error = allowed.error()] { done(tl::unexpected(error)); });
        return;
    }
    withFiles(*entry(id),
              [this, id, changes = std::move(changes),
               done = std::move(done)](const Result<std::vector<JobFile>> &files) {
                  // It may have ended in the meantime.
                  const auto read = mayMove(entry(id), id).and_then([&] { return files; });
                  const auto answer = read.and_then([&](const std::vector<JobFile> &found) {
                      return move(id, found, changes, done);
                  });
                  if (!answer)
                      done(tl::unexpected(answer.error()));
              });
}

/// Answers through `done`, unless it fails.
Result<void> Engine::move(const JobId &id, std::vector<JobFile> files,
                          const std::vector<SourceChange> &changes, const ChangeDone &done)
{
    JobEntry &mine = *entry(id);
    for (JobFile &file : files) // may have come further since, or moved
        file = mine.latest(file);
    if (changes.size() > kMostAtOnce)
        return lighterman::fail(ErrorCode::InvalidArgument,
                                u"at most %1 changes of links at once"_s.arg(kMostAtOnce));
    std::vector<JobFile> now = files;
    bool any = false;
    for (const SourceChange &change : changes) {
        const auto applied = applyTo(now, change);
        if (!applied)
            return tl::unexpected(applied.error());
        any = any || *applied;
    }
    Idling(*this).touch(mine);
    const Outcome outcome{any ? ErrorCode::None : ErrorCode::NoLinkMatches, {}};
    std::vector<JobFile> changed = moved(files, now);
    if (!changed.empty()) {
        note(mine,
             u"%1 of %2 links changed, the first to %3"_s.arg(changed.size())
                 .arg(files.size())
                 .arg(redacted(changed.front().url)));
        mine.job.modified = m_ports.clock.now();
        mine.furthest = 0; // bytes of another source are progress, and it has not failed yet
        mine.failures = 0;
        mine.stalledSince.reset();
        if (!apply(mine, JobEvent::Preempted)) // a run keeps what it began with
            apply(mine, JobEvent::RetryDue);   // and what was waited for was the other source
        learnHost(mine, now);
    }
    persist(mine, std::move(changed), [done, outcome](const Result<void> &stored) {
        done(stored ? Result<Outcome>(outcome) : tl::unexpected(stored.error()));
    });
    emit this->changed(id);
    scheduleJobs();
    return {};
}

} // namespace lighterman
