// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands/command.h"

#include <QTimer>

namespace CLI {
class App;
}

namespace lighterman::cli {

struct AgentOptions
{
    enum class Verb : quint8 { Status, Stop, Run };
    Verb verb = Verb::Status;
};

void describeAgent(CLI::App &app, AgentOptions &options, Invocation &invocation);

/// `agent status` and `agent stop`. Neither starts an agent.
class AgentCommand final : public Command
{
    Q_OBJECT

public:
    AgentCommand(AgentLink &link, Console &console, AgentOptions options);

    void start() override;

private:
    void show(const protocol::Status &status);
    void stop();
    void awaitEnd();
    void sayEnd();

    AgentOptions m_options;
    QTimer m_patience; ///< single shot
};

} // namespace lighterman::cli
