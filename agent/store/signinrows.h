// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/store/database.h"
#include "agent/store/signinchanges.h"

/// Rows of the tables `accounts`, `questions` and `certificates`, and the last number of a question
/// in `meta`.
namespace lighterman::storage {

[[nodiscard]] Result<void> writeSignIns(Database &database, const SignInChanges &changes);
/// Accounts in any order, questions by number. Rows that cannot be understood are passed over with
/// a line in the log.
[[nodiscard]] Result<StoredSignIns> loadSignIns(Database &database);

} // namespace lighterman::storage
