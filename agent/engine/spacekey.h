// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/credentials.h"
#include "common/model/ids.h"

namespace lighterman {

/// Names of secrets in the keyring: to be told apart, and read by a person who looks there.
[[nodiscard]] QString keyOf(const ProtectionSpace &space);
/// `way` is a scheme, or what else names one secret among those of a job and target.
[[nodiscard]] QString keyOf(const JobId &job, AuthTarget target, const QString &way);

/// Of what was refused there for that user: told apart from what counts, which has no account.
[[nodiscard]] ProtectionSpace refusedSpace(ProtectionSpace space, const QString &user);

/// What a job ends with that nobody signs in for: http-401, http-407 or passphrase-needed. `realm`:
/// of a client key its file.
[[nodiscard]] Error signInWanted(AuthTarget target, const QString &detail,
                                 const QString &realm = {});

} // namespace lighterman
