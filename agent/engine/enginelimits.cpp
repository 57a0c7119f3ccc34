// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/engineclosing.h"
#include "agent/engine/limits.h"

#include <algorithm>

// How the engine holds moving and forgotten jobs to the limits of the settings.
namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// How often forgotten jobs are looked for, and those that have been warned.
constexpr std::chrono::hours kLook{24};
constexpr std::chrono::hours kCloseLook{1};

std::chrono::milliseconds idleTime(const Job &job, Moment now)
{
    return std::chrono::milliseconds(now - job.lastActive); // negative: the clock was set back
}

} // namespace

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
        if (--m_unfinished == 0) {
            m_alarms.look.reset();
            m_alarms.policy.reset();
        }
    } else if (!isMoving(job.state) && job.state != JobState::Queued
               && job.state != JobState::TransientError) {
        touch(entry); // it has stopped: trying again and again is no sign of life
    }
    showExpiry(entry);
}

/// Something has happened to the job, so nobody has forgotten it.
void Engine::touch(JobEntry &entry)
{
    entry.job.lastActive = std::max(entry.job.lastActive, m_ports.clock.now());
    if (!std::exchange(entry.job.warningLeft, {}))
        return;
    showExpiry(entry);
    note(entry, u"no longer about to be cancelled"_s);
}

void Engine::showExpiry(JobEntry &entry) const
{
    Job &job = entry.job;
    if (!job.cause)
        return;
    job.cause->expires.reset();
    if (!job.warningLeft)
        return;
    const Moment now = m_ports.clock.now();
    const Idleness idleness{idleTime(job, now), job.warningLeft, {}};
    job.cause->expires = now + timeToExpiry(idleness, m_settings.inactivityDays).count();
}

/// Warns of the end of jobs to which nothing happens, then ends them, and comes again.
void Engine::lookAtIdle()
{
    m_alarms.look.reset();
    if (m_unfinished == 0 || m_down)
        return;
    const auto monotonic = m_ports.clock.monotonic();
    const auto served = monotonic - std::exchange(m_lastLook, monotonic);
    std::vector<JobId> over;
    bool warned = false;
    for (auto &[id, entry] : m_entries) {
        if (isFinal(entry.job.state) || entry.closing)
            continue;
        if (lookAt(entry, served))
            over.push_back(id);
        warned = warned || entry.job.warningLeft;
    }
    m_alarms.look = m_ports.alarm.after(warned ? kCloseLook : kLook, [this] { lookAtIdle(); });
    for (const JobId &id : over)
        expire(id);
}

/// True when the time of the job is over.
bool Engine::lookAt(JobEntry &entry, std::chrono::milliseconds served)
{
    const int days = m_settings.inactivityDays;
    Job &job = entry.job;
    Idleness idleness{idleTime(job, m_ports.clock.now()), job.warningLeft, served};
    const auto left = restOfWarning(idleness, days);
    if (!left && !job.warningLeft)
        return false;
    const auto before = std::exchange(job.warningLeft, left);
    idleness.warningLeft = left;
    const auto rest = timeToExpiry(idleness, days);
    showExpiry(entry);
    if (!left)
        note(entry, u"no longer about to be cancelled"_s);
    else if (!before)
        note(entry,
             u"nothing has happened for long: cancelled at %1 unless resumed or changed"_s.arg(
                 toRfc3339(m_ports.clock.now() + rest.count())));
    persist(entry, {});
    emit changed(job.id);
    return left && rest.count() == 0;
}

void Engine::expire(const JobId &id)
{
    JobEntry &mine = *entry(id);
    const Moment since = mine.job.lastActive;
    Closing(*this).cancel(
        mine, JobEvent::InactivityTimeout,
        u"cancelled: nothing had happened for %1 days"_s.arg(m_settings.inactivityDays),
        [](const Result<Outcome> &) { /* nobody asked */ });
    mine.job.cause = Cause{ErrorCode::Inactive, since, {}};
    emit changed(id);
    scheduleJobs();
}

} // namespace lighterman
