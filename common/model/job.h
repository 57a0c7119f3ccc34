// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/account.h"
#include "common/model/jobfile.h"
#include "common/model/jobspec.h"
#include "common/model/transitions.h"

#include <vector>

namespace lighterman {

/// Why a job that could move does not. One per job; sentences come from textOf and remedyOf.
struct Cause
{
    ErrorCode code = ErrorCode::None;
    Moment since = 0;
    std::optional<Moment> next = {}; ///< when it will be tried again by itself, where that is known
    /// When the job will be cancelled unless something happens to it; not stored.
    std::optional<Moment> expires = {};
    /// What a person may open in a browser to end it (captive-portal); not stored.
    std::optional<QString> link = {};
    bool operator==(const Cause &) const = default;
};

/// The notify command of a job still has to be run, or to be run again, because of the state that
/// the job is in.
struct Notice
{
    int failures = 0;                ///< in a row
    Moment since = 0;                ///< of the state
    std::optional<Moment> next = {}; ///< the next attempt; absent: now
    bool operator==(const Notice &) const = default;
};

/// Whether a captive portal has answered in place of the servers of a job.
enum class PortalSeen : quint8 {
    No,
    Yes,        ///< its page has come, and no file over http since
    Questioned, ///< so it has, but a person has the network looked at again
};

/// One job as everybody sees it; its files are held apart.
struct Job
{
    JobId id = {};
    QString name = {};
    JobType type = JobType::Download;
    JobState state = JobState::Queued;
    QString owner = {};  ///< login name
    QString folder = {}; ///< absolute
    qint64 bytesTransferred = 0;
    std::optional<qint64> bytesTotal = {}; ///< unknown until every file's size is
    int filesTransferred = 0;
    int filesTotal = 0;
    qint64 rate = 0; ///< bytes per second; not stored
    Moment created = 0;
    Moment modified = 0;
    /// Added, brought further by a new byte, stopped for good, or in a person's hand; unlike
    /// `modified` not by another try. Never goes back.
    Moment lastActive = 0;
    /// What is left of the warning before the job is cancelled; absent: not warned.
    std::optional<std::chrono::milliseconds> warningLeft = {};
    std::chrono::milliseconds timeUsed{0}; ///< connecting and transferring, since the last resume
    /// How long it has failed without a new byte in between; absent: it has not. Stays with the
    /// agent, over restarts of which it would else never be too long.
    std::optional<std::chrono::milliseconds> withoutProgress = {};
    std::optional<Moment> completed = {};
    int errorCount = 0;
    qint64 order = 0; ///< place in the queue: smaller is earlier
    std::optional<Cause> cause = {};
    std::optional<Error> error = {}; ///< in error and transient-error; kept until bytes move again
    JobSettings settings = {};
    std::optional<Notice> notice = {}; ///< stays with the agent
    /// Of the first file that is not here yet; empty in stores from before it was known. Stays with
    /// the agent.
    QString host = {};
    PortalSeen portal = PortalSeen::No; ///< stays with the agent
    int question = 0;                   ///< number of the one whose answer it waits for; 0: none
    std::vector<JobAccount> accounts = {};
    bool operator==(const Job &) const = default;
};

struct JobDetails
{
    Job job = {};
    std::vector<JobFile> files = {};
    bool operator==(const JobDetails &) const = default;
};

/// One line of a job's timeline.
struct LogEntry
{
    Moment at = 0;
    QString text = {}; ///< English, one line, no secrets
    bool operator==(const LogEntry &) const = default;
};

/// The four state changes of BITS that a person makes.
enum class JobVerb : quint8 { Suspend, Resume, Cancel, Complete };
[[nodiscard]] QLatin1StringView wireName(JobVerb verb);
[[nodiscard]] std::optional<JobVerb> jobVerbFromWire(QStringView name);

/// How a person moves a job among those of its priority: `lighterman set JOB queue=first`. Up and
/// down are one place.
enum class QueueMove : quint8 { First, Last, Up, Down };
[[nodiscard]] QLatin1StringView wireName(QueueMove move);
/// InvalidArgument.
[[nodiscard]] Result<QueueMove> queueMoveFromWire(QStringView name);

/// What a person says to let a job use the present network once, whatever that costs: `lighterman
/// set JOB use-anyway=once`. InvalidArgument for anything but `once`.
[[nodiscard]] Result<void> readUseAnyway(QStringView value);

/// Whether `verb` would be taken in the job's state; resume of a moving job is taken and does
/// nothing.
[[nodiscard]] bool isLegal(JobVerb verb, JobState state);

} // namespace lighterman
