// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/pacing.h"

#include <algorithm>

namespace lighterman {

namespace {

/// Something as long as there is anything: many that share very little must all get on.
qint64 partOf(qint64 left, double part)
{
    if (part >= 1.0) // also where there is no limit, for no double has such a number
        return left;
    return std::max(qint64(double(left) * part), std::min<qint64>(left, 1));
}

RateLimit tighter(RateLimit one, RateLimit other)
{
    if (!one || !other)
        return one ? one : other;
    return std::min(*one, *other);
}

} // namespace

void Pacing::setPace(const JobId &job, const JobPace &pace, Time now)
{
    const auto found = m_groups.find(job);
    if (found == m_groups.end())
        return;
    found->second.pace = pace;
    found->second.own.setLimit(pace.limit, now);
}

void Pacing::setSharedLimit(RateLimit limit, Time now)
{
    m_shared.setLimit(limit, now);
}

JobPace Pacing::paceOf(const JobId &job) const
{
    const auto found = m_groups.find(job);
    return found == m_groups.end() ? JobPace() : found->second.pace;
}

RateLimit Pacing::limitOf(const JobId &job) const
{
    const auto found = m_groups.find(job);
    if (found == m_groups.end())
        return {};
    const JobPace &pace = found->second.pace;
    return tighter(pace.limit, pace.isShared ? m_shared.limit() : RateLimit());
}

bool Pacing::isNeeded() const
{
    const auto isLimited = [this](const auto &one) { return limitOf(one.first).has_value(); };
    return std::ranges::any_of(m_groups, isLimited)
        || std::ranges::any_of(m_paces, &Pace::isWaiting); // a limit may be gone meanwhile
}

Pacing::Group &Pacing::join(Pace &pace, const JobId &job)
{
    m_paces.push_back(&pace);
    Group &group = m_groups[job];
    ++group.paces;
    return group;
}

void Pacing::leave(Pace &pace, const JobId &job)
{
    std::erase(m_paces, &pace);
    if (--m_groups.at(job).paces == 0)
        m_groups.erase(job);
}

qint64 Pacing::left(const Group &group) const
{
    return group.pace.isShared ? std::min(group.own.left(), m_shared.left()) : group.own.left();
}

void Pacing::spend(Group &group, qint64 bytes)
{
    group.own.spend(bytes);
    if (group.pace.isShared)
        m_shared.spend(bytes);
}

/// Who wants something, and how many of them each job has.
void Pacing::weigh()
{
    for (auto &[job, group] : m_groups)
        group.due = 0;
    for (Pace *pace : m_paces) {
        pace->m_isDue = pace->isWaiting();
        pace->m_group.due += pace->m_isDue ? 1 : 0;
    }
}

/// What `pace` may have so that enough is left for each of the others whose turn is to come: what a
/// job may have is for all its connections.
qint64 Pacing::shareOf(const Pace &pace) const
{
    const Group &group = pace.m_group;
    const auto weightOf
        = [](const Group &one) { return 1.0 / double(std::max<std::size_t>(one.due, 1)); };
    double mine = 0;
    double all = 0;
    for (const Pace *one : m_paces) {
        if (!one->m_isDue)
            continue;
        mine += &one->m_group == &group ? weightOf(group) : 0;
        all += one->m_group.pace.isShared ? weightOf(one->m_group) : 0;
    }
    const qint64 own = partOf(group.own.left(), weightOf(group) / mine);
    return group.pace.isShared ? std::min(own, partOf(m_shared.left(), weightOf(group) / all))
                               : own;
}

/// Connections may end, and others begin, while one reads.
void Pacing::handOut()
{
    weigh();
    while (true) {
        const auto next = std::ranges::find(m_paces, true, &Pace::m_isDue);
        if (next == m_paces.end())
            return;
        Pace *const pace = *next;
        const qint64 share = shareOf(*pace);
        pace->m_isDue = false;
        if (share <= 0)
            continue;
        pace->m_share = share;
        pace->m_goOn();
        if (std::ranges::find(m_paces, pace) != m_paces.end())
            pace->m_share.reset();
    }
}

void Pacing::go(Time now)
{
    m_shared.refill(now);
    for (auto &[job, group] : m_groups)
        group.own.refill(now);
    if (m_paces.empty())
        return;
    std::rotate(m_paces.begin(), m_paces.begin() + 1, m_paces.end());
    handOut();
    handOut(); // what some have left
}

Pace::Pace(Pacing &pacing, const JobId &job, std::function<void()> goOn)
    : m_pacing(pacing)
    , m_job(job)
    , m_group(pacing.join(*this, job))
    , m_goOn(std::move(goOn))
{
}

Pace::~Pace()
{
    m_pacing.leave(*this, m_job);
}

qint64 Pace::allowed(qint64 wanted)
{
    const qint64 most = std::min({wanted, m_pacing.left(m_group), m_share.value_or(wanted)});
    m_isWaiting = most <= 0;
    m_hasWaited = m_hasWaited || m_isWaiting;
    return std::max<qint64>(most, 0);
}

void Pace::spend(qint64 bytes)
{
    m_pacing.spend(m_group, bytes);
    if (m_share)
        *m_share -= bytes;
}

} // namespace lighterman
