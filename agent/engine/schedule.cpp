// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/schedule.h"

#include <algorithm>
#include <tuple>

namespace lighterman {

Plan schedule(std::span<const Candidate> candidates, int backgroundSlots)
{
    Plan plan;
    std::vector<const Candidate *> background;
    for (const Candidate &candidate : candidates) {
        if (candidate.priority != Priority::Foreground)
            background.push_back(&candidate);
        else if (!candidate.moving)
            plan.start.push_back(candidate.job);
    }
    std::ranges::sort(background, {}, [](const Candidate *c) {
        return std::tuple(c->priority, !c->moving, c->order);
    });
    for (int place = 0; const Candidate *candidate : background) {
        const bool hasSlot = place++ < backgroundSlots;
        if (hasSlot && !candidate->moving)
            plan.start.push_back(candidate->job);
        if (!hasSlot && candidate->moving)
            plan.stop.push_back(candidate->job);
    }
    return plan;
}

} // namespace lighterman
