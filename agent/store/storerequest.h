// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/ports.h"
#include "agent/store/signinchanges.h"
#include "agent/store/storeopener.h"

#include <functional>
#include <variant>
#include <vector>

namespace lighterman::storage {

// What is asked of the store's thread, as values that wait in a queue.

struct LoadRequest
{
    std::function<void(Result<OpenedStore>)> done;
};
struct FilesRequest
{
    std::vector<JobId> jobs;
    std::function<void(Result<JobStore::Files>)> done;
};
struct SignInsRequest
{
    std::function<void(Result<StoredSignIns>)> done;
};
struct LogRequest
{
    JobId job;
    std::function<void(Result<std::vector<LogEntry>>)> done;
};

struct InsertRequest
{
    JobDetails job;
    JobStore::Done done;
};
struct UpdateRequest
{
    Job job;
    std::vector<JobFile> files;
    JobStore::Done done;
};
struct RemoveRequest
{
    JobId job;
    JobStore::Done done;
};
/// What is acknowledged once it is synced.
using WriteRequest = std::variant<InsertRequest, UpdateRequest, RemoveRequest>;

struct ProgressRequest
{
    std::vector<FileProgress> rows;
};
struct LogLineRequest
{
    JobId job;
    LogEntry entry;
};

struct KeepRequest
{
    std::variant<SpaceAccount, Question, TrustedCertificate> what;
};
struct DropRequest
{
    std::variant<ProtectionSpace, int, ServerPlace> what; ///< int: number of a question
};

using Request = std::variant<LoadRequest, FilesRequest, SignInsRequest, LogRequest, WriteRequest,
                             ProgressRequest, LogLineRequest, KeepRequest, DropRequest>;

/// Callbacks on their way back to the thread that asked.
using Answers = std::vector<std::function<void()>>;

} // namespace lighterman::storage
