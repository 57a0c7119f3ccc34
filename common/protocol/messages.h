// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/job.h"
#include "common/protocol/field.h"

#include <variant>

/// Every message of the wire as a struct with one field list (docs/protocol.md is the
/// specification). A request names its reply type; the agent answers each request with that reply
/// or with Failure.
namespace lighterman::protocol {

using namespace Qt::StringLiterals;

/// `kMajor` rises when an old peer would misread us, `kMinor` when we merely say more. Every step
/// has its line in docs/protocol.md and its recorded bytes in tests/data/protocol/.
inline constexpr qint64 kMajor = 1;
inline constexpr qint64 kMinor = 0;

/// First message in both directions; anything else before it closes the connection.
struct Hello
{
    static constexpr auto kind = "hello"_L1;
    qint64 major = kMajor;
    qint64 minor = kMinor;
    QString program;                   ///< name and version, for the log
    std::vector<QString> capabilities; ///< what the peer offers beyond the version
    static constexpr auto fields()
    {
        return std::tuple{Field{"major"_L1, &Hello::major}, Field{"minor"_L1, &Hello::minor},
                          Field{"program"_L1, &Hello::program},
                          Field{"capabilities"_L1, &Hello::capabilities}};
    }
};

struct Done
{
    static constexpr auto kind = "done"_L1;
    static constexpr auto fields() { return std::tuple{}; }
};

struct Added
{
    static constexpr auto kind = "added"_L1;
    JobId job;
    static constexpr auto fields() { return std::tuple{Field{"job"_L1, &Added::job}}; }
};

/// One job. A spec too large for one frame comes in parts on the same connection: all but the last
/// say `more`, later parts add files only, and only the last is answered with the job's id.
struct AddJob
{
    static constexpr auto kind = "add-job"_L1;
    using Reply = Added;
    JobSpec spec;
    bool more = false;
    static constexpr auto fields()
    {
        return std::tuple{Field{"spec"_L1, &AddJob::spec}, Field{"more"_L1, &AddJob::more}};
    }
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
inline constexpr int kPageRows = 1000;

/// All jobs. With `subscribe` the pages are followed by JobChanges until the connection ends.
struct ListJobs
{
    static constexpr auto kind = "list-jobs"_L1;
    using Reply = JobPage;
    bool files = false;
    bool subscribe = false;
    static constexpr auto fields()
    {
        return std::tuple{Field{"files"_L1, &ListJobs::files},
                          Field{"subscribe"_L1, &ListJobs::subscribe}};
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

struct JobInfo
{
    static constexpr auto kind = "job-info"_L1;
    Job job;
    JobSettings settings;                         ///< header values are replaced by "***"
    std::vector<std::pair<JobId, JobFile>> files; ///< the first kPageRows of them
    static constexpr auto fields()
    {
        return std::tuple{Field{"job"_L1, &JobInfo::job}, Field{"settings"_L1, &JobInfo::settings},
                          Field{"files"_L1, &JobInfo::files}};
    }
};

struct ShowJob
{
    static constexpr auto kind = "show-job"_L1;
    using Reply = JobInfo;
    JobId job;
    static constexpr auto fields() { return std::tuple{Field{"job"_L1, &ShowJob::job}}; }
};

struct JobLog
{
    static constexpr auto kind = "job-log"_L1;
    std::vector<LogEntry> entries; ///< oldest first, the newest kPageRows
    static constexpr auto fields() { return std::tuple{Field{"entries"_L1, &JobLog::entries}}; }
};

struct ShowLog
{
    static constexpr auto kind = "show-log"_L1;
    using Reply = JobLog;
    JobId job;
    static constexpr auto fields() { return std::tuple{Field{"job"_L1, &ShowLog::job}}; }
};

/// What came of a state change: a success may have a remark (partial-complete,
/// unable-to-delete-files); `none` otherwise.
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

struct ChangeJob
{
    static constexpr auto kind = "change-job"_L1;
    using Reply = Changed;
    JobId job;
    JobVerb verb = JobVerb::Resume;
    static constexpr auto fields()
    {
        return std::tuple{Field{"job"_L1, &ChangeJob::job}, Field{"verb"_L1, &ChangeJob::verb}};
    }
};

struct KeyValue
{
    QString key;
    QString value;
    bool operator==(const KeyValue &) const = default;
};

/// All or none of `values`; the key `name` renames the job.
struct SetJob
{
    static constexpr auto kind = "set-job"_L1;
    using Reply = Done;
    JobId job;
    std::vector<KeyValue> values;
    static constexpr auto fields()
    {
        return std::tuple{Field{"job"_L1, &SetJob::job}, Field{"values"_L1, &SetJob::values}};
    }
};

struct Config
{
    static constexpr auto kind = "config"_L1;
    std::vector<KeyValue> values;
    static constexpr auto fields() { return std::tuple{Field{"values"_L1, &Config::values}}; }
};

struct ListConfig
{
    static constexpr auto kind = "list-config"_L1;
    using Reply = Config;
    static constexpr auto fields() { return std::tuple{}; }
};

struct SetConfig
{
    static constexpr auto kind = "set-config"_L1;
    using Reply = Done;
    std::vector<KeyValue> values;
    static constexpr auto fields() { return std::tuple{Field{"values"_L1, &SetConfig::values}}; }
};

struct Status
{
    static constexpr auto kind = "status"_L1;
    QString version;
    qint64 pid = 0;
    Moment started = 0;
    qint64 jobs = 0;   ///< not yet final
    qint64 moving = 0; ///< connecting or transferring
    QString store;     ///< path of the job store
    static constexpr auto fields()
    {
        return std::tuple{Field{"version"_L1, &Status::version}, Field{"pid"_L1, &Status::pid},
                          Field{"started"_L1, &Status::started}, Field{"jobs"_L1, &Status::jobs},
                          Field{"moving"_L1, &Status::moving},   Field{"store"_L1, &Status::store}};
    }
};

struct ShowStatus
{
    static constexpr auto kind = "show-status"_L1;
    using Reply = Status;
    static constexpr auto fields() { return std::tuple{}; }
};

/// Answered with Done before the agent flushes and ends.
struct Stop
{
    static constexpr auto kind = "stop"_L1;
    using Reply = Done;
    static constexpr auto fields() { return std::tuple{}; }
};

/// A request was refused.
struct Failure
{
    static constexpr auto kind = "failure"_L1;
    Error error;
    static constexpr auto fields() { return std::tuple{Field{"error"_L1, &Failure::error}}; }
};

using Request = std::variant<AddJob, ListJobs, ShowJob, ShowLog, ChangeJob, SetJob, ListConfig,
                             SetConfig, ShowStatus, Stop>;
using Reply = std::variant<Done, Added, JobPage, JobInfo, JobLog, Changed, Config, Status, Failure>;

} // namespace lighterman::protocol
