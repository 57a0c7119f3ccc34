// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/restore.h"

#include <algorithm>

namespace lighterman {

namespace {

constexpr Moment kDay = 86'400'000; // ms

} // namespace

Job restored(Job job, Moment now)
{
    job.rate = 0;
    if (const auto state = next(job.state, JobEvent::AgentRestarted)) {
        job.state = *state;
        job.cause = Cause{ErrorCode::WaitingForTurn, now, {}};
    }
    return job;
}

std::chrono::milliseconds timeToRetry(const Job &job, Moment now)
{
    // What an event ends may have been ended by one that nobody saw.
    if (!job.cause || !job.cause->next || kindOf(job.cause->code) == ErrorKind::EventReleased)
        return {};
    // The wall clock may have been set meanwhile: never longer than what was chosen then.
    const Moment chosen = std::max(Moment(0), *job.cause->next - job.cause->since);
    return std::chrono::milliseconds(std::clamp(*job.cause->next - now, Moment(0), chosen));
}

std::chrono::milliseconds timeToPurge(Moment modified, int days, Moment now)
{
    // Not at once: whoever waits for the job still has to see how it ended. Not beyond a day: the
    // wall clock may be set, and does not stand still while the machine sleeps.
    constexpr std::chrono::milliseconds kLeast = std::chrono::minutes(1);
    return std::clamp(std::chrono::milliseconds(modified + days * kDay - now), kLeast,
                      std::chrono::milliseconds(kDay));
}

bool isOutdated(const Job &job, int days, Moment now)
{
    return isFinal(job.state) && now - job.modified >= days * kDay;
}

} // namespace lighterman
