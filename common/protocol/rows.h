// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/job.h"
#include "common/protocol/field.h"

#include <utility>

// Columns of what travels in bulk: a row is an array in this order. New columns go to the end, for
// an older peer skips what it does not know. They are optional or LaterField, and left out at the
// end of a row that has nothing to say in them, for an older peer does not send them.
namespace lighterman::protocol {

using namespace Qt::StringLiterals;

/// Of a job's settings only the priority is in its row; JobInfo has the rest. Its accounts stay
/// with the agent.
template <>
struct RowFields<Job>
{
    static constexpr auto fields()
    {
        return std::tuple{Field{"id"_L1, &Job::id},
                          Field{"name"_L1, &Job::name},
                          Field{"type"_L1, &Job::type},
                          InnerField{"priority"_L1, &Job::settings, &JobSettings::priority},
                          Field{"state"_L1, &Job::state},
                          Field{"owner"_L1, &Job::owner},
                          Field{"folder"_L1, &Job::folder},
                          Field{"bytes-transferred"_L1, &Job::bytesTransferred},
                          Field{"bytes-total"_L1, &Job::bytesTotal},
                          Field{"files-transferred"_L1, &Job::filesTransferred},
                          Field{"files-total"_L1, &Job::filesTotal},
                          Field{"rate"_L1, &Job::rate},
                          Field{"created"_L1, &Job::created},
                          Field{"modified"_L1, &Job::modified},
                          Field{"completed"_L1, &Job::completed},
                          Field{"error-count"_L1, &Job::errorCount},
                          Field{"order"_L1, &Job::order},
                          Field{"cause"_L1, &Job::cause},
                          Field{"error"_L1, &Job::error},
                          LaterField{"question"_L1, &Job::question}};
    }
    static constexpr std::size_t kAtLeast = 19; ///< columns of the first version
};

/// A file with the job that it belongs to. What resuming needs stays with the agent.
using FileRow = std::pair<JobId, JobFile>;

template <>
struct RowFields<FileRow>
{
    static constexpr auto fields()
    {
        constexpr auto file = &FileRow::second;
        return std::tuple{Field{"job"_L1, &FileRow::first},
                          InnerField{"index"_L1, file, &JobFile::index},
                          InnerField{"url"_L1, file, &JobFile::url},
                          InnerField{"path"_L1, file, &JobFile::path},
                          InnerField{"part-path"_L1, file, &JobFile::partPath},
                          InnerField{"bytes-transferred"_L1, file, &JobFile::bytesTransferred},
                          InnerField{"bytes-total"_L1, file, &JobFile::bytesTotal},
                          InnerField{"transferred"_L1, file, &JobFile::transferred},
                          InnerField{"completed"_L1, file, &JobFile::completed},
                          InnerField{"resumable"_L1, file, &JobFile::resumable},
                          InnerField{"check"_L1, file, &JobFile::check}};
    }
    static constexpr std::size_t kAtLeast = 10; ///< columns of the first version
};

} // namespace lighterman::protocol
