// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/store/database.h"
#include "common/model/job.h"

/// Rows of the table `jobs`, one by one; JobLoader reads them all.
namespace lighterman::storage {

/// The row of a job. NotFound.
[[nodiscard]] Result<qint64> rowOf(Database &database, const JobId &job);
/// Adds a job; answers with its row. InvalidArgument when its id is taken.
[[nodiscard]] Result<qint64> insertJob(Database &database, const Job &job);
[[nodiscard]] Result<void> updateJob(Database &database, qint64 row, const Job &job);
/// Removes a job with its files, progress and log.
[[nodiscard]] Result<void> removeJob(Database &database, qint64 row);

} // namespace lighterman::storage
