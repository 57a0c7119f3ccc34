// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands/command.h"

namespace lighterman::cli {

/// `agent run`: this process becomes the agent.
class AgentRun final : public Command
{
    Q_OBJECT

public:
    using Command::Command;

    void start() override;
};

} // namespace lighterman::cli
