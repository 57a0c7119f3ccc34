// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLatin1StringView>
#include <QString>

#include <algorithm>
#include <array>
#include <optional>

namespace lighterman {

/// The nine states of BITS (BG_JOB_STATE), in its own order.
enum class JobState : quint8 {
    Queued,         ///< runnable; waits for its turn or for a gate
    Connecting,     ///< asks the server
    Transferring,   ///< moves bytes
    Suspended,      ///< paused by a person, until resumed
    Error,          ///< needs a person: will not be tried again by itself
    TransientError, ///< heals by itself: by time, or by the event that ends the trouble
    Transferred,    ///< all files are here, hidden until `complete`
    Acknowledged,   ///< final: finished
    Cancelled,      ///< final: called off
};
inline constexpr int kJobStates = 9;

/// Everything that can move a job from one state to another.
enum class JobEvent : quint8 {
    Resume,            ///< person: go on, or try again now
    ResumeMoreFiles,   ///< person: go on, after files were added to a finished job
    Suspend,           ///< person
    Cancel,            ///< person
    Complete,          ///< person, or the agent itself unless the job is to be completed by hand
    Start,             ///< scheduler picks the job
    Connected,         ///< the server answered as hoped
    Finished,          ///< the last file is here
    Preempted,         ///< time slice over, or a job of higher priority needs the slot
    AgentRestarted,    ///< found running in the store when the agent came up
    OwnerLoggedOff,    ///< the owner's last session ended
    TransientFailure,  ///< an error that time may heal
    NetworkLost,       ///< no connection any more
    GateShut,          ///< cost, power, bandwidth or another policy forbids to move now
    FatalFailure,      ///< an error that only a person can heal
    DownloadTimeout,   ///< longer in connecting and transferring than the job may take
    TokenLost,         ///< the helper token of an unfinished job is gone
    RetryDue,          ///< the retry delay is over
    NetworkBack,       ///< a connection again: whatever the error was
    GateOpened,        ///< what forbade to move is over
    NoProgress,        ///< no byte for longer than the no-progress timeout
    ValidationFailed,  ///< the content of a finished file is not what it should be
    RangesDone,        ///< on-demand job: all ranges asked for so far are here
    InactivityTimeout, ///< untouched for longer than the agent keeps jobs
};
inline constexpr int kJobEvents = 24;

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

/// The name on the wire, on disk and on the command line: stable, lower case, never translated.
[[nodiscard]] QLatin1StringView wireName(JobState state);
[[nodiscard]] std::optional<JobState> jobStateFromWire(QStringView name);

} // namespace lighterman
