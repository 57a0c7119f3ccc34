// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/ports.h"
#include "agent/store/database.h"
#include "agent/store/minorrows.h"

/// Rows of the tables `files` and `progress`.
namespace lighterman::storage {

/// As many files as a job's row has room for (kMaxFiles is smaller).
inline constexpr qint64 kFilesPerRow = 65'536;

/// The key of a file: the row of its job and its index, so that the files of a job lie side by
/// side.
[[nodiscard]] constexpr qint64 fileId(qint64 jobRow, int index)
{
    return jobRow * kFilesPerRow + index;
}

/// Adds a file that the store does not have.
[[nodiscard]] Result<void> insertFile(Database &database, qint64 jobRow, const JobFile &file);
/// Adds a file or replaces what was known of it; older progress of it is forgotten.
/// TooManyFilesInJob for an index that is out of bounds.
[[nodiscard]] Result<void> writeFile(Database &database, qint64 jobRow, const JobFile &file);
/// Rows for files that the store does not have are passed over.
[[nodiscard]] Result<void> writeProgress(Database &database, qint64 file,
                                         const MinorRows::Reached &reached);

/// The files of these jobs, of all jobs when `jobs` is empty; by job and index, with the newest
/// progress. Jobs that the store does not have have no files.
[[nodiscard]] Result<JobStore::Files> loadFiles(Database &database, const std::vector<JobId> &jobs);

} // namespace lighterman::storage
