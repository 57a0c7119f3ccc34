// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands/command.h"
#include "cli/commands/jobfinder.h"

namespace CLI {
class App;
}

namespace lighterman::cli {

struct InfoOptions
{
    QString job;
};

void describeInfo(CLI::App &app, InfoOptions &options, Invocation &invocation);

/// `info`: everything that is known of one job.
class InfoCommand final : public Command
{
    Q_OBJECT

public:
    InfoCommand(AgentLink &link, Console &console, InfoOptions options);

    void start() override;

private:
    void find(const std::vector<Job> &jobs);
    void show(const protocol::JobInfo &info);

    InfoOptions m_options;
    std::optional<PlaceInQueue> m_place;
};

/// What `info` prints for people.
[[nodiscard]] QStringList infoLines(const protocol::JobInfo &info, Moment now,
                                    std::optional<PlaceInQueue> place = {});

} // namespace lighterman::cli
