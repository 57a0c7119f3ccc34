// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/engine.h"

// How the engine holds moving and forgotten jobs to the limits of the settings.
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

} // namespace lighterman
