// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands/command.h"

namespace CLI {
class App;
}

namespace lighterman::cli {

struct LogOptions
{
    QString job;
};

void describeLog(CLI::App &app, LogOptions &options, Invocation &invocation);

/// `log`: the dated timeline of one job.
class LogCommand final : public Command
{
    Q_OBJECT

public:
    LogCommand(AgentLink &link, Console &console, LogOptions options);

    void start() override;

private:
    void show(const protocol::JobLog &log);

    LogOptions m_options;
};

} // namespace lighterman::cli
