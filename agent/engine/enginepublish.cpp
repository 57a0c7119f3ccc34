// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/engine.h"

// How whole files get their names, and how a run ends.
namespace lighterman {

/// Names the files that are whole, a batch at a time; with nothing left to name, the run may end.
///
/// The store learns of a file before the file gets its name. An agent that dies between the two
/// finds it again by what the store knows; one that the store does not know would come once more,
/// as `name (1)`.
void Engine::publish(JobEntry &entry)
{
    if (!entry.runner || entry.publishing)
        return;
    std::vector<JobFile> files;
    if (!entry.job.settings.manualComplete && !entry.revealError)
        files = entry.runner->hidden();
    if (files.empty()) {
        if (entry.end)
            endRun(entry);
        return;
    }
    entry.publishing = true;
    persist(entry, {},
            [this, id = entry.job.id, run = entry.run,
             files = std::move(files)](const Result<void> &stored) mutable {
                JobEntry *mine = this->entry(id);
                if (!mine)
                    return;
                if (stored && mine->run == run) {
                    reveal(*mine, std::move(files));
                    return;
                }
                published(*mine, run, {});
                if (stored) // else once the store has all of it
                    publish(*mine);
            });
}

void Engine::reveal(JobEntry &entry, std::vector<JobFile> files)
{
    m_ports.transport.reveal(
        std::move(files),
        [this, id = entry.job.id, run = entry.run](const std::vector<JobFile> &shown,
                                                   const std::optional<Error> &error) {
            JobEntry *mine = this->entry(id);
            if (!mine)
                return;
            if (mine->run == run)
                mine->revealError = error;
            published(*mine, run, shown);
            publish(*mine);
        });
}

/// `files` are as the disk says, whatever has become of the job meanwhile.
void Engine::published(JobEntry &entry, int run, const std::vector<JobFile> &files)
{
    entry.publishing = false;
    if (entry.runner && entry.run == run) {
        for (const JobFile &file : files) {
            entry.runner->replace(file);
            entry.changedFiles.insert(file.index);
        }
    } else if (!files.empty()) {
        persist(entry, files);
    }
    if (const auto then = std::exchange(entry.whenPublished, {}))
        then();
}

void Engine::endRun(JobEntry &entry)
{
    const Result<void> end = *std::exchange(entry.end, {});
    const bool isWhole = entry.isWhole();
    entry.count(m_ports.clock.monotonic());
    if (!end)
        fail(entry, end.error());
    else if (isWhole)
        succeed(entry);
    else
        fail(entry,
             entry.revealError.value_or(
                 Error{ErrorCode::FileNotFound, {}, ErrorContext::LocalFile, {}}));
    scheduleJobs();
}

} // namespace lighterman
