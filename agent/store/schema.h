// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/store/database.h"

#include <functional>
#include <span>

/// The tables of the store, and how older ones become today's.
namespace lighterman::storage {

/// `PRAGMA user_version` of a store that this program writes.
inline constexpr int kSchemaVersion = 11;
/// `PRAGMA application_id`: "Ligh", so that file(1) and we know the file again.
inline constexpr qint32 kApplicationId = 0x4C696768;

/// One step from the version before to `version`. Released steps are never changed.
struct Migration
{
    int version;
    Result<void> (*run)(Database &);
};

[[nodiscard]] std::span<const Migration> migrations();

/// Pragmas of a connection that writes: WAL, foreign keys, small caches.
[[nodiscard]] Result<void> configure(Database &database);

/// Brings the tables to the version of the last of `steps`, all in one synced transaction.
/// `beforeChange` is asked first where jobs could be lost (not for an empty file), and may refuse.
/// StoreNewer when a newer program wrote the file, DatabaseCorrupt when it is not ours at all; both
/// leave it alone.
[[nodiscard]] Result<void> migrate(Database &database, std::span<const Migration> steps,
                                   const std::function<Result<void>()> &beforeChange);

/// A quick look: is every table there that its version has? DatabaseCorrupt when not.
[[nodiscard]] Result<void> probe(Database &database);

} // namespace lighterman::storage
