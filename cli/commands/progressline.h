// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/job.h"

namespace lighterman::cli {

/// One job while it is watched on a terminal: name, bar and what stateWords says, in at most
/// `width` columns. The bar gives way first.
[[nodiscard]] QString progressLine(const Job &job, Moment now, int width);

/// The same without a terminal: `debian.iso: 42 % · 8.1 MB/s · about 3 min left`.
[[nodiscard]] QString plainLine(const Job &job, Moment now);

} // namespace lighterman::cli
