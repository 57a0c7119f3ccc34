// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

namespace lighterman {

/// What networks may cost that a job uses.
enum class TransferPolicy : quint8 { Always, NotRoaming, Unmetered };
[[nodiscard]] QLatin1StringView wireName(TransferPolicy policy);
[[nodiscard]] std::optional<TransferPolicy> transferPolicyFromWire(QStringView name);

/// Reads a policy as people write it: by its own name, or by that of one of the five policies of
/// BITS (its reference, section 8.2), with or without hyphens, underscores, capitals and the prefix
/// `BITS_COST_STATE_TRANSFER_`. Nobody here knows how much of a volume is used up, so that
/// `standard` and `no-surcharge` mean what is left of them: not-roaming. InvalidArgument.
[[nodiscard]] Result<TransferPolicy> readTransferPolicy(QStringView text);

} // namespace lighterman
