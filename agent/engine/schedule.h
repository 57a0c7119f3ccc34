// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/job.h"

#include <span>
#include <vector>

namespace lighterman {

/// A job that moves or could move, as the schedule sees it.
struct Candidate
{
    JobId job;
    Priority priority = Priority::Normal;
    qint64 order = 0;    ///< place in the queue
    bool moving = false; ///< holds a slot now
};

/// What to do so that the right jobs move.
struct Plan
{
    std::vector<JobId> start;
    std::vector<JobId> stop;
};

/// Who moves: every foreground job, and of the others as many as there are background slots. A
/// higher priority takes the slot of a lower one; among equals those who move go on, then the
/// queue's order decides. A pure function of its arguments.
[[nodiscard]] Plan schedule(std::span<const Candidate> candidates, int backgroundSlots);

} // namespace lighterman
