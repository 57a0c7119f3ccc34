// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/job.h"

#include <span>
#include <vector>

namespace lighterman {

/// A job that has a slot or waits for one, as the schedule sees it.
struct Candidate
{
    JobId job = {};
    Priority priority = Priority::Normal;
    int host = 0;        ///< the same number for the same host
    qint64 place = 0;    ///< in the queue: smaller is earlier
    bool moving = false; ///< has a slot now
    /// Of its time slice, or what it would begin with; once it is not above 0, the slice is over.
    std::chrono::milliseconds sliceLeft{0};
    bool wouldLose = false; ///< it moves, and what it has of a file cannot be resumed
};

/// Why a job has to stop although nothing is wrong with it.
enum class StopReason : quint8 {
    Outranked,  ///< for one of higher priority
    SliceOver,  ///< for an equal, after its time slice
    OtherHost,  ///< for an equal of a host that has no slot yet
    FewerSlots, ///< there are fewer slots than there were
};

struct Displaced
{
    JobId job = {};
    StopReason why = StopReason::Outranked;
};

/// What to do so that the right jobs move.
struct Plan
{
    std::vector<JobId> start = {};
    std::vector<Displaced> stop = {};
    std::vector<JobId> renew = {}; ///< they go on with a new slice, and stand behind all
    /// When the first slice ends for which somebody waits; nothing: only an event changes the plan.
    std::optional<std::chrono::milliseconds> lookAgain = {};
};

/// Who moves (docs/adr/0015-who-moves.md): every foreground job, and of the others as many as there
/// are slots, higher priorities first. Among equals
///   1. who would lose what it has stays;
///   2. as long as a host waits without a slot, no other has two;
///   3. who has a slot keeps it for a time slice, and after that until an equal waits;
///   4. the host with the fewest slots comes first, and then the queue's order decides.
/// Of two whose slices are over one may have to stop and the other not: that one's slice begins
/// anew, or the first would be back at once. A pure function of its arguments, and the same for
/// jobs in any order.
[[nodiscard]] Plan schedule(std::span<const Candidate> candidates, int backgroundSlots,
                            std::chrono::milliseconds timeSlice);

} // namespace lighterman
