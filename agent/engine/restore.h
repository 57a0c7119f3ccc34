// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/job.h"

#include <chrono>

namespace lighterman {

/// A stored job as it is after the agent has come up again: what was moving is queued, and a retry
/// whose time has passed is due. What held it then it still says. `now` is the wall clock.
[[nodiscard]] Job restored(Job job, Moment now);

/// How long a stored job in transient-error still has to wait.
[[nodiscard]] std::chrono::milliseconds timeToRetry(const Job &job, Moment now);

/// How long to wait for the next look at a list whose oldest final job was last changed at
/// `modified`.
[[nodiscard]] std::chrono::milliseconds timeToPurge(Moment modified, int days, Moment now);

/// Whether a final job has been in the list for longer than `days`.
[[nodiscard]] bool isOutdated(const Job &job, int days, Moment now);

} // namespace lighterman
