// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLatin1StringView>
#include <QString>

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

/// The name on the wire, on disk and on the command line: stable, lower case, never translated.
[[nodiscard]] QLatin1StringView wireName(JobState state);
[[nodiscard]] std::optional<JobState> jobStateFromWire(QStringView name);

} // namespace lighterman
