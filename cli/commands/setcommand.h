// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands/command.h"

namespace CLI {
class App;
}

namespace lighterman::cli {

struct SetOptions
{
    QString job;
    QStringList values; ///< KEY=VALUE
};

void describeSet(CLI::App &app, SetOptions &options, Invocation &invocation);

/// `set`: changes properties of a job, all or none.
class SetCommand final : public Command
{
    Q_OBJECT

public:
    SetCommand(AgentLink &link, Console &console, SetOptions options);

    void start() override;

private:
    void set(const JobId &job);
    void move(const JobId &job);
    void show(const JobId &job, const protocol::Changed &changed);

    SetOptions m_options;
    std::vector<protocol::KeyValue> m_values;
    std::vector<SourceChange> m_sources;    // instead of values
    std::optional<protocol::Given> m_given; // what the links had of user name and password
};

/// Reads `KEY=VALUE` words. InvalidArgument.
[[nodiscard]] Result<std::vector<protocol::KeyValue>> readKeyValues(const QStringList &words);

} // namespace lighterman::cli
