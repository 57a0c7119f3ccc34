// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/jobstate.h"

#include <algorithm>
#include <array>
#include <optional>

namespace lighterman {

struct Transition
{
    JobState from;
    JobEvent on;
    JobState to;
};

/// The whole life of a job: reference of BITS, section 1.2 of its states, with the decisions of
/// DESIGN section 5 (connecting jobs follow transferring ones when a gate shuts; a transferred job
/// cannot be suspended). Nothing else in the program may change a state.
inline constexpr auto kTransitions = [] {
    using enum JobState;
    using enum JobEvent;
    return std::to_array<Transition>({
        {Queued, Start, Connecting},
        {Queued, NetworkLost, TransientError},
        {Queued, GateShut, TransientError},
        {Queued, TokenLost, Error},
        {Queued, Suspend, Suspended},
        {Queued, Complete, Acknowledged},
        {Queued, Cancel, Cancelled},
        {Queued, InactivityTimeout, Cancelled},

        {Connecting, Connected, Transferring},
        {Connecting, Preempted, Queued},
        {Connecting, AgentRestarted, Queued},
        {Connecting, OwnerLoggedOff, Queued},
        {Connecting, TransientFailure, TransientError},
        {Connecting, NetworkLost, TransientError},
        {Connecting, GateShut, TransientError},
        {Connecting, FatalFailure, Error},
        {Connecting, DownloadTimeout, Error},
        {Connecting, TokenLost, Error},
        {Connecting, Suspend, Suspended},
        {Connecting, Complete, Acknowledged},
        {Connecting, Cancel, Cancelled},
        {Connecting, InactivityTimeout, Cancelled},

        {Transferring, Finished, Transferred},
        {Transferring, Preempted, Queued},
        {Transferring, AgentRestarted, Queued},
        {Transferring, OwnerLoggedOff, Queued},
        {Transferring, TransientFailure, TransientError},
        {Transferring, NetworkLost, TransientError},
        {Transferring, GateShut, TransientError},
        {Transferring, FatalFailure, Error},
        {Transferring, DownloadTimeout, Error},
        {Transferring, TokenLost, Error},
        {Transferring, RangesDone, Suspended},
        {Transferring, Suspend, Suspended},
        {Transferring, Complete, Acknowledged},
        {Transferring, Cancel, Cancelled},
        {Transferring, InactivityTimeout, Cancelled},

        {Suspended, Resume, Queued},
        {Suspended, Complete, Acknowledged},
        {Suspended, Cancel, Cancelled},
        {Suspended, InactivityTimeout, Cancelled},

        {Error, Resume, Queued},
        {Error, Suspend, Suspended},
        {Error, Complete, Acknowledged},
        {Error, Cancel, Cancelled},
        {Error, InactivityTimeout, Cancelled},

        {TransientError, RetryDue, Queued},
        {TransientError, NetworkBack, Queued},
        {TransientError, GateOpened, Queued},
        {TransientError, Resume, Queued},
        {TransientError, NoProgress, Error},
        {TransientError, TokenLost, Error},
        {TransientError, Suspend, Suspended},
        {TransientError, Complete, Acknowledged},
        {TransientError, Cancel, Cancelled},
        {TransientError, InactivityTimeout, Cancelled},

        {Transferred, ResumeMoreFiles, Queued},
        {Transferred, ValidationFailed, Error},
        {Transferred, Complete, Acknowledged},
        {Transferred, Cancel, Cancelled},
        {Transferred, InactivityTimeout, Cancelled},
    });
}();

/// The state after `event`, or nothing where the event has no meaning in `from`.
[[nodiscard]] constexpr std::optional<JobState> next(JobState from, JobEvent event)
{
    for (const Transition &t : kTransitions) {
        if (t.from == from && t.on == event)
            return t.to;
    }
    return std::nullopt;
}

/// True when no event leads out of `state`.
[[nodiscard]] constexpr bool isFinal(JobState state)
{
    return std::ranges::none_of(kTransitions, [=](const Transition &t) { return t.from == state; });
}

/// True while a job holds a slot.
[[nodiscard]] constexpr bool isMoving(JobState state)
{
    return state == JobState::Connecting || state == JobState::Transferring;
}

static_assert(isFinal(JobState::Acknowledged) && isFinal(JobState::Cancelled));
static_assert(!isFinal(JobState::Error), "a failed job can be tried again");

} // namespace lighterman
