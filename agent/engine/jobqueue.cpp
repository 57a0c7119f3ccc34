// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/jobqueue.h"

#include <algorithm>
#include <limits>

namespace lighterman {

namespace {

using std::chrono::milliseconds;

/// So many newcomers go before a job that has had its turn: as good as all, and yet a stream of
/// them without an end keeps nobody waiting for ever.
constexpr qint64 kNewcomers = 10'000;

} // namespace

void JobQueue::Level::insert(const Turn &turn)
{
    Line &line = hosts[turn.host];
    if (line.empty() || turn.place < line.begin()->first) {
        if (!line.empty())
            fronts.erase({line.begin()->first, turn.host});
        fronts.emplace(turn.place, turn.host);
    }
    line.emplace(turn.place, &turn);
}

void JobQueue::Level::erase(const Turn &turn)
{
    const auto found = hosts.find(turn.host);
    Line &line = found->second;
    const bool wasFront = line.begin()->first == turn.place;
    line.erase(turn.place);
    if (wasFront) {
        fronts.erase({turn.place, turn.host});
        if (!line.empty())
            fronts.emplace(line.begin()->first, turn.host);
    }
    if (line.empty())
        hosts.erase(found);
}

/// The candidates of one plan, who know hosts by numbers.
class JobQueue::Gathering
{
public:
    Candidate &add(const Turn &turn, milliseconds sliceLeft)
    {
        const auto host = m_hosts.emplace(turn.host, int(m_hosts.size())).first->second;
        return candidates.emplace_back(Candidate{JobId::fromBytes(turn.place.second), turn.priority,
                                                 host, turn.place.first,
                                                 turn.at == Turn::At::Holding, sliceLeft, false});
    }

    std::vector<Candidate> candidates;

private:
    std::unordered_map<QString, int> m_hosts;
};

void JobQueue::know(qint64 order)
{
    m_first = std::min(m_first, order);
    m_last = std::max(m_last, order);
}

void JobQueue::sendBehind(Turn &turn)
{
    m_behind = std::max(m_behind + 1, m_last + kNewcomers);
    turn.behind = m_behind;
    turn.used = {};
}

void JobQueue::put(const Job &job, Turn &turn, bool mayNotBegin)
{
    const Priority priority = job.settings.priority;
    const bool waits = job.state == JobState::Queued && !mayNotBegin;
    const bool holds = isMoving(job.state) && priority != Priority::Foreground;
    const bool held = turn.at == Turn::At::Holding;
    if (turn.at == Turn::At::Waiting)
        m_levels.at(std::size_t(turn.priority)).erase(turn);
    if (held && !holds)
        leaveSlot(turn);
    turn.at = waits ? Turn::At::Waiting : holds ? Turn::At::Holding : Turn::At::Nowhere;
    turn.priority = priority;
    turn.host = job.host;
    turn.place = {turn.behind.value_or(job.order), job.id.toBytes()};
    if (waits)
        m_levels.at(std::size_t(priority)).insert(turn);
    if (holds && !held)
        enterSlot(turn);
}

void JobQueue::enterSlot(Turn &turn)
{
    if (turn.used >= m_settings.timeSlice) // slices have become shorter since
        turn.used = {};
    turn.since = m_clock.monotonic();
    m_held.emplace(turn.place.second, &turn);
}

/// A slice is used up in one piece or in several: who has to make way for others goes on with it.
void JobQueue::leaveSlot(Turn &turn)
{
    m_held.erase(turn.place.second);
    turn.used += m_clock.monotonic() - turn.since;
    if (turn.used >= m_settings.timeSlice)
        sendBehind(turn);
}

milliseconds JobQueue::sliceLeft(const Turn &turn) const
{
    const milliseconds slice = m_settings.timeSlice;
    if (turn.at == Turn::At::Holding)
        return slice - turn.used - (m_clock.monotonic() - turn.since);
    return turn.used < slice ? slice - turn.used : slice;
}

void JobQueue::gatherHeld(Gathering &gathering, const std::function<bool(const JobId &)> &wouldLose)
{
    m_spared.clear();
    for (const auto &[id, turn] : m_held) {
        Candidate &job = gathering.add(*turn, sliceLeft(*turn));
        job.wouldLose = wouldLose(job.job);
        if (job.wouldLose && !m_levels.at(std::size_t(job.priority)).fronts.empty())
            m_spared.insert(job.job);
    }
}

/// No plan can start more than `most` jobs, so it looks at no more hosts than that; at more than
/// one job of a host only where there are too few hosts; and at one more, who goes on waiting.
void JobQueue::gatherWaiting(Gathering &gathering, const Level &level, std::size_t most) const
{
    const std::size_t depth = level.fronts.size() > most ? 1 : most + 1;
    auto hosts = most + 1;
    for (auto front = level.fronts.begin(); front != level.fronts.end() && hosts > 0; --hosts) {
        const Level::Line &line = level.hosts.at(front->second);
        auto jobs = depth;
        for (auto job = line.begin(); job != line.end() && jobs > 0; ++job, --jobs)
            gathering.add(*job->second, sliceLeft(*job->second));
        ++front;
    }
}

std::vector<JobId> JobQueue::waiting() const
{
    std::vector<JobId> all;
    for (const Level &level : m_levels) {
        for (const auto &[host, line] : level.hosts) {
            for (const auto &[place, turn] : line)
                all.push_back(JobId::fromBytes(place.second));
        }
    }
    return all;
}

Plan JobQueue::plan(const std::function<bool(const JobId &)> &wouldLose)
{
    Gathering gathering;
    gatherHeld(gathering, wouldLose);
    for (const Level &level : m_levels) {
        const bool isForeground = &level == &m_levels.front();
        gatherWaiting(gathering, level,
                      isForeground ? std::numeric_limits<int>::max()
                                   : std::size_t(m_settings.backgroundSlots));
    }
    Plan plan = schedule(gathering.candidates, m_settings.backgroundSlots, m_settings.timeSlice);
    for (const JobId &id : plan.renew) {
        Turn &turn = *m_held.at(id.toBytes());
        sendBehind(turn); // else the same one would go on each time
        turn.place.first = *turn.behind;
        turn.since = m_clock.monotonic();
    }
    return plan;
}

} // namespace lighterman
