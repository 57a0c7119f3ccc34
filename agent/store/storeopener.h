// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/store/database.h"
#include "agent/store/openreport.h"
#include "common/model/job.h"

#include <vector>

namespace lighterman::storage {

struct OpenedStore
{
    OpenReport report;
    std::vector<Job> jobs;
};

/// Opens the store at `path`, makes it where there is none, and reads its jobs.
///
/// A store that is damaged is set aside under a dated name and the newest good backup takes its
/// place, else an empty store; a missing one is treated the same way. Damage is what SQLite or the
/// quick look at the tables finds while reading; the full check costs a reading of the whole file
/// and is made here only when markDamaged() asked for it, otherwise later (Upkeep).
///
/// StoreNewer: a newer program wrote it; nothing is touched. StoreFailed: the file cannot be read
/// or written for a reason that is not its content; nothing is renamed.
[[nodiscard]] Result<OpenedStore> openStore(Database &database, const QString &path);

/// Has the next openStore() check all of the file first.
void markDamaged(const QString &path);

} // namespace lighterman::storage
