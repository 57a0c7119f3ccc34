// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/engine.h"

namespace lighterman {

/// How jobs to which nothing happens are warned of and ended. Copies of it go along with what is
/// waited for.
class Engine::Idling
{
public:
    explicit Idling(Engine &engine)
        : m_engine(&engine)
    {
    }
    /// Something has happened to the job, so nobody has forgotten it.
    void touch(JobEntry &entry) const;
    /// To be called when the job has another cause: it says when the job is to be ended.
    void showExpiry(JobEntry &entry) const;
    /// Warns of the end of jobs to which nothing happens, then ends them, and comes again.
    void lookAround() const;
    /// Drops jobs that have been in the list for long enough, and comes again for the next one.
    void purgeHistory() const;
    /// Comes for a job that came to its end at `modified`.
    void purgeLater(Moment modified) const;

private:
    [[nodiscard]] bool lookAt(JobEntry &entry, std::chrono::milliseconds served) const;
    void expire(const JobId &id) const;

    Engine *m_engine;
};

} // namespace lighterman
