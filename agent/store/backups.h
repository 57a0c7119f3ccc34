// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/store/database.h"
#include "common/base/time.h"

#include <optional>
#include <vector>

/// Copies of the store beside it: `jobs.db.backup-1` to `-3`, by turns.
namespace lighterman::storage {

inline constexpr int kBackups = 3;

struct Backup
{
    QString path;
    Moment made = 0;
};

/// Those that are there, newest first.
[[nodiscard]] std::vector<Backup> backupsOf(const QString &store);

/// Writes a copy of an open store beside it, under a name that is not yet a backup's.
[[nodiscard]] Result<void> copyStore(Database &database, const QString &store);
/// Checks that copy and gives it the place of the oldest backup. Apart from copyStore(), so that
/// what waits for the store has its turn between the two.
[[nodiscard]] Result<void> keepCopy(const QString &store);
/// Both at once.
[[nodiscard]] Result<void> makeBackup(Database &database, const QString &store);

/// Writes the newest backup that is sound beside the store, ready to be renamed to it; answers with
/// that backup, or nothing when none is good. The path of the copy is restoredPath().
[[nodiscard]] Result<std::optional<Backup>> prepareRestore(const QString &store);
[[nodiscard]] QString restoredPath(const QString &store);

} // namespace lighterman::storage
