// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/job.h"
#include "common/protocol/signinrequests.h"
#include "common/protocol/trustrequests.h"

#include <variant>
#include <vector>

// What a client asks for. A request names its reply type; the agent answers each request with that
// reply or with Failure.
namespace lighterman::protocol {

/// One job. A spec too large for one frame comes in parts with the same id, one after another: all
/// but the last say `more`, later parts add files only, and only the last is answered and has the
/// credentials.
struct AddJob
{
    static constexpr auto kind = "add-job"_L1;
    using Reply = Added;
    JobSpec spec;
    bool more = false;
    std::vector<Given> credentials = {}; ///< at most kMaxGiven
    static constexpr auto fields()
    {
        return std::tuple{Field{"spec"_L1, &AddJob::spec}, Field{"more"_L1, &AddJob::more},
                          LaterField{"credentials"_L1, &AddJob::credentials}};
    }
};

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

struct ShowJob
{
    static constexpr auto kind = "show-job"_L1;
    using Reply = JobInfo;
    JobId job;
    static constexpr auto fields() { return std::tuple{Field{"job"_L1, &ShowJob::job}}; }
};

struct ShowLog
{
    static constexpr auto kind = "show-log"_L1;
    using Reply = JobLog;
    JobId job;
    static constexpr auto fields() { return std::tuple{Field{"job"_L1, &ShowLog::job}}; }
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

/// Other links for the files of a job, all of the changes or none.
struct ChangeSource
{
    static constexpr auto kind = "change-source"_L1;
    using Reply = Changed;
    JobId job;
    std::vector<SourceChange> changes;
    static constexpr auto fields()
    {
        return std::tuple{Field{"job"_L1, &ChangeSource::job},
                          Field{"changes"_L1, &ChangeSource::changes}};
    }
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

struct ShowStatus
{
    static constexpr auto kind = "show-status"_L1;
    using Reply = Status;
    static constexpr auto fields() { return std::tuple{}; }
};

/// Everything that waits for the network or for another attempt is tried at once, whatever the
/// agent has been told of the network.
struct CheckNetwork
{
    static constexpr auto kind = "check-network"_L1;
    using Reply = Done;
    static constexpr auto fields() { return std::tuple{}; }
};

/// Answered with Done before the agent flushes and ends.
struct Stop
{
    static constexpr auto kind = "stop"_L1;
    using Reply = Done;
    static constexpr auto fields() { return std::tuple{}; }
};

using Request
    = std::variant<AddJob, ListJobs, ShowJob, ShowLog, ChangeJob, SetJob, ListConfig, SetConfig,
                   ShowStatus, Stop, ChangeSource, CheckNetwork, SetCredentials, RemoveCredentials,
                   ListCredentials, ListQuestions, AnswerQuestion, DecideQuestion,
                   ChooseClientCertificate, PutOffQuestion, UnlockKeyring, SkipKeyring, ShowKeyring,
                   ListTrusted, WithdrawTrust>;

} // namespace lighterman::protocol
