// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/engine.h"

// How whole files get their names, and how a run ends.
namespace lighterman {

/// How a batch of files gets its names.
class Engine::Naming
{
public:
    explicit Naming(Engine &engine)
        : m_engine(&engine)
    {
    }
    void reveal(const JobEntry &entry, std::vector<JobFile> files) const;
    void published(JobEntry &entry, int run, const std::vector<JobFile> &files) const;
    void endRun(JobEntry &entry) const;

private:
    Engine *m_engine;
};

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
            Naming(*this).endRun(entry);
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
                    Naming(*this).reveal(*mine, std::move(files));
                    return;
                }
                Naming(*this).published(*mine, run, {});
                if (stored) // else once the store has all of it
                    publish(*mine);
            });
}

void Engine::Naming::reveal(const JobEntry &entry, std::vector<JobFile> files) const
{
    m_engine->m_ports.transport.reveal(
        std::move(files),
        [self = *this, id = entry.job.id, run = entry.run](const std::vector<JobFile> &shown,
                                                           const std::optional<Error> &error) {
            JobEntry *mine = self.m_engine->entry(id);
            if (!mine)
                return;
            if (mine->run == run)
                mine->revealError = error;
            self.published(*mine, run, shown);
            self.m_engine->publish(*mine);
        });
}

/// `files` are as the disk says, whatever has become of the job meanwhile.
void Engine::Naming::published(JobEntry &entry, int run, const std::vector<JobFile> &files) const
{
    entry.publishing = false;
    if (entry.runner && entry.run == run) {
        for (const JobFile &file : files) {
            entry.runner->replace(file);
            entry.changedFiles.insert(file.index);
        }
    } else if (!files.empty()) {
        m_engine->persist(entry, files);
    }
    if (const auto then = std::exchange(entry.whenPublished, {}))
        then();
}

void Engine::Naming::endRun(JobEntry &entry) const
{
    const Result<void> end = *std::exchange(entry.end, {});
    const bool isWhole = entry.isWhole();
    entry.count(m_engine->m_ports.clock.monotonic());
    if (!end)
        m_engine->fail(entry, end.error());
    else if (isWhole)
        m_engine->succeed(entry);
    else
        m_engine->fail(entry,
                       entry.revealError.value_or(
                           Error{ErrorCode::FileNotFound, {}, ErrorContext::LocalFile, {}}));
    m_engine->scheduleJobs();
}

} // namespace lighterman
