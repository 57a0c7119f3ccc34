// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands/command.h"

namespace CLI {
class App;
}

namespace lighterman::cli {

void describeCheck(CLI::App &app, Invocation &invocation);

/// `check-now`: the agent tries, whatever it has been told of the network.
class CheckCommand final : public Command
{
    Q_OBJECT

public:
    using Command::Command;

    void start() override;

private:
    void report(const protocol::JobPage &page);
};

} // namespace lighterman::cli
