// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands/command.h"

namespace CLI {
class App;
}

namespace lighterman::cli {

struct ConfigOptions
{
    enum class Verb : quint8 { List, Get, Set };
    Verb verb = Verb::List;
    QString key;       ///< of get
    QStringList words; ///< of set: KEY=VALUE words, or KEY VALUE
};

void describeConfig(CLI::App &app, ConfigOptions &options, Invocation &invocation);

/// `config list`, `config get` and `config set`: settings of the agent.
class ConfigCommand final : public Command
{
    Q_OBJECT

public:
    ConfigCommand(AgentLink &link, Console &console, ConfigOptions options);

    void start() override;

private:
    [[nodiscard]] Result<std::vector<protocol::KeyValue>> valuesToSet() const;
    [[nodiscard]] Result<void> check();
    void list(const protocol::Config &config);
    void get(const protocol::Config &config);
    void ask();

    ConfigOptions m_options;
    std::vector<protocol::KeyValue> m_values;
};

} // namespace lighterman::cli
