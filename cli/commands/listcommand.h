// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands/command.h"

namespace CLI {
class App;
}

namespace lighterman::cli {

struct ListOptions
{
    bool all = false;
};

void describeList(CLI::App &app, ListOptions &options, Invocation &invocation);

/// `list`: a table of the jobs, or their array.
class ListCommand final : public Command
{
    Q_OBJECT

public:
    ListCommand(AgentLink &link, Console &console, ListOptions options);

    void start() override;

private:
    void show(protocol::JobPage page);

    ListOptions m_options;
};

/// The table of `list`; the first row is the heading.
[[nodiscard]] std::vector<QStringList> jobTable(const std::vector<Job> &jobs, Moment now);

} // namespace lighterman::cli
