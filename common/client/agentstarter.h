// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

namespace lighterman {

/// Where the agent's program is: `lighterman-agent` beside the running program, else in $PATH;
/// empty when it is nowhere.
[[nodiscard]] QString findAgent();

/// Starts `program` so that it listens on `socket` and outlives the caller. It keeps none of the
/// caller's pipes open: its output goes to the file that $LIGHTERMAN_AGENT_LOG names, else to
/// the journal, or nowhere where there is none. AgentUnreachable.
Result<void> startAgent(const QString &program, const QString &socket);

} // namespace lighterman
