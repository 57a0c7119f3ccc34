// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/certificatedesk.h"
#include "agent/engine/engineidling.h"
#include "agent/engine/enginesigning.h"
#include "agent/engine/limits.h"

// How the engine holds moving jobs to the limits of the settings.
namespace lighterman {

/// Ends a run that a limit does not let go on; later, for the runner may be in the call.
void Engine::stopUnless(JobEntry &entry, const Result<void> &allowed)
{
    if (allowed)
        return;
    later([this, id = entry.job.id, run = entry.run, error = allowed.error()] {
        JobEntry *mine = this->entry(id);
        if (!mine || mine->run != run || !mine->runner)
            return;
        fail(*mine, error);
        scheduleJobs();
    });
}

/// Keeps the books of the limits when a job has entered another state.
void Engine::stateChanged(JobEntry &entry)
{
    Job &job = entry.job;
    entry.countTime(m_ports.clock.monotonic());
    if (isFinal(job.state)) {
        job.warningLeft.reset();
        job.timeUsed = {};
        m_signing->dropHeaders(job);
        if (--m_unfinished == 0) {
            m_alarms.look.reset();
            m_alarms.policy.reset();
        }
    } else if (!isMoving(job.state) && job.state != JobState::Queued
               && job.state != JobState::TransientError) {
        Idling(*this).touch(entry); // it has stopped: trying again and again is no sign of life
    }
    Idling(*this).showExpiry(entry);
    desk().stateChanged(job.id);
    certificates().stateChanged(job.id);
}

} // namespace lighterman
