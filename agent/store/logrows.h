// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/store/database.h"
#include "common/model/job.h"

#include <vector>

/// Rows of the table `log`: the timelines of jobs.
namespace lighterman::storage {

/// The newest lines that are kept of a job.
inline constexpr int kLogLines = 1'000;

[[nodiscard]] Result<void> appendLog(Database &database, qint64 jobRow, const LogEntry &entry);
[[nodiscard]] Result<std::vector<LogEntry>> loadLog(Database &database, qint64 jobRow);

} // namespace lighterman::storage
