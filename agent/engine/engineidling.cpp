// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/engineidling.h"

#include "agent/engine/engineclosing.h"
#include "agent/engine/limits.h"
#include "agent/engine/restore.h"

#include <algorithm>

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

void Engine::Idling::touch(JobEntry &entry) const
{
    entry.job.lastActive = std::max(entry.job.lastActive, m_engine->m_ports.clock.now());
    if (!std::exchange(entry.job.warningLeft, {}))
        return;
    showExpiry(entry);
    m_engine->note(entry, u"no longer about to be cancelled"_s);
}

void Engine::Idling::showExpiry(JobEntry &entry) const
{
    Job &job = entry.job;
    if (!job.cause)
        return;
    job.cause->expires.reset();
    if (!job.warningLeft)
        return;
    const Moment now = m_engine->m_ports.clock.now();
    const Idleness idleness{idleTime(job, now), job.warningLeft, {}};
    job.cause->expires = now + timeToExpiry(idleness, m_engine->m_settings.inactivityDays).count();
}

void Engine::Idling::lookAround() const
{
    m_engine->m_alarms.look.reset();
    if (m_engine->m_unfinished == 0 || m_engine->m_down)
        return;
    const auto monotonic = m_engine->m_ports.clock.monotonic();
    const auto served = monotonic - std::exchange(m_engine->m_lastLook, monotonic);
    std::vector<JobId> over;
    bool warned = false;
    for (auto &[id, entry] : m_engine->m_entries) {
        if (isFinal(entry.job.state) || entry.closing)
            continue;
        if (lookAt(entry, served))
            over.push_back(id);
        warned = warned || entry.job.warningLeft;
    }
    m_engine->m_alarms.look = m_engine->m_ports.alarm.after(
        warned ? kCloseLook : kLook, [idling = *this] { idling.lookAround(); });
    for (const JobId &id : over)
        expire(id);
}

/// True when the time of the job is over.
bool Engine::Idling::lookAt(JobEntry &entry, std::chrono::milliseconds served) const
{
    const int days = m_engine->m_settings.inactivityDays;
    Job &job = entry.job;
    Idleness idleness{idleTime(job, m_engine->m_ports.clock.now()), job.warningLeft, served};
    const auto left = restOfWarning(idleness, days);
    if (!left && !job.warningLeft)
        return false;
    const auto before = std::exchange(job.warningLeft, left);
    idleness.warningLeft = left;
    const auto rest = timeToExpiry(idleness, days);
    showExpiry(entry);
    if (!left)
        m_engine->note(entry, u"no longer about to be cancelled"_s);
    else if (!before)
        m_engine->note(
            entry,
            u"nothing has happened for long: cancelled at %1 unless resumed or changed"_s.arg(
                toRfc3339(m_engine->m_ports.clock.now() + rest.count())));
    m_engine->persist(entry, {});
    emit m_engine->changed(job.id);
    return left && rest.count() == 0;
}

void Engine::Idling::expire(const JobId &id) const
{
    JobEntry &mine = *m_engine->entry(id);
    const Moment since = mine.job.lastActive;
    Closing(*m_engine).cancel(
        mine, JobEvent::InactivityTimeout,
        u"cancelled: nothing had happened for %1 days"_s.arg(m_engine->m_settings.inactivityDays),
        [](const Result<Outcome> &) { /* nobody asked */ });
    mine.job.cause = Cause{ErrorCode::Inactive, since, {}};
    emit m_engine->changed(id);
    m_engine->scheduleJobs();
}

void Engine::Idling::purgeHistory() const
{
    const Moment now = m_engine->m_ports.clock.now();
    const int days = m_engine->m_settings.historyDays;
    std::vector<JobId> old;
    std::optional<Moment> oldest;
    for (const auto &[id, entry] : m_engine->m_entries) {
        if (!isFinal(entry.job.state))
            continue;
        if (!entry.closing && !entry.job.notice && isOutdated(entry.job, days, now))
            old.push_back(id);
        else
            oldest = std::min(oldest.value_or(entry.job.modified), entry.job.modified);
    }
    for (const JobId &id : old) {
        m_engine->m_entries.erase(id);
        m_engine->m_ports.store.remove(
            id, [](const Result<void> &) { /* tried again at the next start */ });
        emit m_engine->removed(id);
    }
    m_engine->m_alarms.purge.reset();
    if (oldest)
        purgeLater(*oldest);
}

void Engine::Idling::purgeLater(Moment modified) const
{
    if (m_engine->m_down)
        return;
    const auto delay
        = timeToPurge(modified, m_engine->m_settings.historyDays, m_engine->m_ports.clock.now());
    m_engine->m_alarms.purge
        = m_engine->m_ports.alarm.after(delay, [self = *this] { self.purgeHistory(); });
}

} // namespace lighterman
