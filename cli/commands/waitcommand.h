// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands/command.h"
#include "cli/commands/follower.h"

#include <QJsonArray>

namespace CLI {
class App;
}

namespace lighterman::cli {

struct WaitOptions
{
    QStringList jobs;
    double timeout = -1; ///< seconds; below 0: none
    bool show = false;   ///< watch
};

void describeWatch(CLI::App &app, WaitOptions &options, Invocation &invocation);
void describeWait(CLI::App &app, WaitOptions &options, Invocation &invocation);

/// `watch` and `wait`: stay until jobs have ended, with and without showing how it goes.
class WaitCommand final : public Command
{
    Q_OBJECT

public:
    WaitCommand(AgentLink &link, Console &console, const WaitOptions &options);

    void start() override;
    void interrupt(int signal) override;

private:
    void end(ExitStatus status);
    void sayWhatIsMissing();
    void showNext(std::size_t at, ExitStatus status);

    Follower m_follower;
    QJsonArray m_documents;
    bool m_refused;
};

} // namespace lighterman::cli
