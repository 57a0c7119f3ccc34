// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/job.h"
#include "common/protocol/added.h"
#include "common/protocol/field.h"
#include "common/protocol/fileranges.h"
#include "common/protocol/limits.h"
#include "common/protocol/signinreplies.h"
#include "common/protocol/trustreplies.h"
#include "common/protocol/values.h"

#include <utility>
#include <variant>
#include <vector>

// What the agent says: replies to requests, and changes to those who subscribed.
namespace lighterman::protocol {

struct Done
{
    static constexpr auto kind = "done"_L1;
    static constexpr auto fields() { return std::tuple{}; }
};

/// Jobs, and the files of jobs when asked for, in pages of at most kPageRows rows. `last` ends the
/// answer. Rows are positional arrays (rows.h).
struct JobPage
{
    static constexpr auto kind = "job-page"_L1;
    qint64 revision = 0; ///< of the changes that are already in these rows
    bool last = true;
    std::vector<Job> jobs;
    std::vector<std::pair<JobId, JobFile>> files;
    static constexpr auto fields()
    {
        return std::tuple{Field{"revision"_L1, &JobPage::revision},
                          Field{"last"_L1, &JobPage::last}, Field{"jobs"_L1, &JobPage::jobs},
                          Field{"files"_L1, &JobPage::files}};
    }
};

/// What changed since the revision before: at most ten a second, numbered without gaps. A client
/// that sees a gap asks for the list again.
struct JobChanges
{
    static constexpr auto kind = "job-changes"_L1;
    qint64 revision = 0;
    std::vector<Job> jobs; ///< new and changed ones, whole rows
    std::vector<JobId> removed;
    static constexpr auto fields()
    {
        return std::tuple{Field{"revision"_L1, &JobChanges::revision},
                          Field{"jobs"_L1, &JobChanges::jobs},
                          Field{"removed"_L1, &JobChanges::removed}};
    }
};

/// The agent was told to end, by its owner or the system, and does: who only lost it for a moment
/// may look for it, but must not start it again.
struct Goodbye
{
    static constexpr auto kind = "goodbye"_L1;
    static constexpr auto fields() { return std::tuple{}; }
};

/// All of one job, in parts of at most kPageRows files: each has the job and its settings, and
/// goes on with the files where the one before ended. `last` ends the answer.
struct JobInfo
{
    static constexpr auto kind = "job-info"_L1;
    bool last = true;
    Job job;
    JobSettings settings;                         ///< header values are replaced by "***"
    std::vector<std::pair<JobId, JobFile>> files; ///< in their order
    /// Of those files that are not fetched whole; split() takes them out of `files`, where they
    /// have no column, and unite() puts them back.
    std::optional<std::vector<FileRanges>> ranges = {};
    static constexpr auto fields()
    {
        return std::tuple{Field{"last"_L1, &JobInfo::last}, Field{"job"_L1, &JobInfo::job},
                          Field{"settings"_L1, &JobInfo::settings},
                          Field{"files"_L1, &JobInfo::files}, Field{"ranges"_L1, &JobInfo::ranges}};
    }
};

struct JobLog
{
    static constexpr auto kind = "job-log"_L1;
    std::vector<LogEntry> entries; ///< oldest first, the newest kPageRows
    static constexpr auto fields() { return std::tuple{Field{"entries"_L1, &JobLog::entries}}; }
};

/// What came of a state change: a success may have a remark (partial-complete,
/// unable-to-delete-files, no-link-matches); `none` otherwise.
struct Changed
{
    static constexpr auto kind = "changed"_L1;
    ErrorCode remark = ErrorCode::None;
    QString detail; ///< files that could not be deleted
    static constexpr auto fields()
    {
        return std::tuple{Field{"remark"_L1, &Changed::remark},
                          Field{"detail"_L1, &Changed::detail}};
    }
};

struct Config
{
    static constexpr auto kind = "config"_L1;
    std::vector<KeyValue> values;
    static constexpr auto fields() { return std::tuple{Field{"values"_L1, &Config::values}}; }
};

struct Status
{
    static constexpr auto kind = "status"_L1;
    QString version;
    qint64 pid = 0;
    Moment started = 0;
    qint64 jobs = 0;                         ///< not yet final
    qint64 moving = 0;                       ///< connecting or transferring
    QString store;                           ///< path of the job store
    std::optional<QString> storeRepair = {}; ///< what was done about a damaged store; one sentence
    static constexpr auto fields()
    {
        return std::tuple{
            Field{"version"_L1, &Status::version},         Field{"pid"_L1, &Status::pid},
            Field{"started"_L1, &Status::started},         Field{"jobs"_L1, &Status::jobs},
            Field{"moving"_L1, &Status::moving},           Field{"store"_L1, &Status::store},
            Field{"store-repair"_L1, &Status::storeRepair}};
    }
};

/// A request was refused.
struct Failure
{
    static constexpr auto kind = "failure"_L1;
    Error error;
    static constexpr auto fields() { return std::tuple{Field{"error"_L1, &Failure::error}}; }
};

using Reply = std::variant<Done, Added, JobPage, JobInfo, JobLog, Changed, Config, Status, Failure,
                           CredentialList, QuestionList, KeyringInfo, TrustedList>;

} // namespace lighterman::protocol
