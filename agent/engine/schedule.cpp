// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/schedule.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace lighterman {

namespace {

using std::chrono::milliseconds;

bool keepsSlice(const Candidate &job)
{
    return job.moving && job.sliceLeft > milliseconds(0);
}

bool isOver(const Candidate *job)
{
    return job->moving && job->sliceLeft <= milliseconds(0);
}

/// Gives the slots away, one level after another.
class Sharing
{
public:
    using Level = std::vector<const Candidate *>;

    Sharing(int all, milliseconds slice, Plan &plan)
        : m_free(all)
        , m_slice(slice)
        , m_plan(plan)
    {
    }

    void share(Level level);

private:
    /// Who comes before whom among equals, with the slots as they are given away so far: smaller
    /// first.
    using Rank = std::tuple<int, qsizetype, bool, qint64>;
    [[nodiscard]] Rank rank(const Candidate &job) const;
    void stop(const Level &unlucky, StopReason whenInSlice, bool hasStarted);
    void goOn(const Level &lucky, bool isRenewed);

    int m_free;
    milliseconds m_slice;
    Plan &m_plan;
    std::vector<int> m_hosts; ///< of those who have a slot
};

Sharing::Rank Sharing::rank(const Candidate &job) const
{
    enum : int { Loses, KeepsHost, NewHost, Keeps, Waits };
    if (job.wouldLose)
        return {Loses, 0, false, job.place};
    const auto mine = std::ranges::count(m_hosts, job.host);
    const bool keeps = keepsSlice(job);
    const int group = mine == 0 ? (keeps ? KeepsHost : NewHost) : (keeps ? Keeps : Waits);
    return {group, mine, job.moving && !keeps, job.place}; // a slice that is over: behind all
}

void Sharing::share(Level level)
{
    const auto moved = std::ranges::count_if(level, &Candidate::moving);
    const auto inSlice = m_free >= moved ? StopReason::OtherHost
        : m_hosts.empty()                ? StopReason::FewerSlots
                                         : StopReason::Outranked;
    Level lucky;
    for (; m_free > 0 && !level.empty(); --m_free) {
        const auto best
            = std::ranges::min_element(level, {}, [this](const auto *job) { return rank(*job); });
        m_hosts.push_back((*best)->host);
        lucky.push_back(*best);
        *best = level.back();
        level.pop_back();
    }
    for (const Candidate *job : lucky) {
        if (!job->moving)
            m_plan.start.push_back(job->job);
    }
    stop(level, inSlice, !std::ranges::all_of(lucky, &Candidate::moving));
    if (!level.empty()) // all of them wait from now on
        goOn(lucky, std::ranges::any_of(level, isOver));
}

void Sharing::stop(const Level &unlucky, StopReason whenInSlice, bool hasStarted)
{
    for (const Candidate *job : unlucky) {
        const bool hasHadItsTurn = hasStarted && isOver(job);
        if (job->moving)
            m_plan.stop.push_back({job->job, hasHadItsTurn ? StopReason::SliceOver : whenInSlice});
    }
}

/// One that would lose its bytes gives its slot to no equal, and one whose slice is over and who
/// still has a slot goes on until an event.
void Sharing::goOn(const Level &lucky, bool isRenewed)
{
    for (const Candidate *job : lucky) {
        if (job->wouldLose || (isOver(job) && !isRenewed))
            continue;
        if (isOver(job))
            m_plan.renew.push_back(job->job);
        const milliseconds left = isOver(job) ? m_slice : job->sliceLeft;
        m_plan.lookAgain = std::min(m_plan.lookAgain.value_or(left), left);
    }
}

} // namespace

Plan schedule(std::span<const Candidate> candidates, int backgroundSlots, milliseconds timeSlice)
{
    Plan plan;
    std::array<Sharing::Level, 4> levels;
    for (const Candidate &candidate : candidates)
        levels.at(std::size_t(candidate.priority)).push_back(&candidate);
    for (const Candidate *job : levels.front()) {
        if (!job->moving)
            plan.start.push_back(job->job);
    }
    Sharing sharing(backgroundSlots, timeSlice, plan);
    for (const Priority priority : {Priority::High, Priority::Normal, Priority::Low})
        sharing.share(std::move(levels.at(std::size_t(priority))));
    return plan;
}

} // namespace lighterman
