// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/checkcommand.h"

#include "cli/commands/arguments.h"

#include <QJsonObject>

namespace lighterman::cli {

using namespace Qt::StringLiterals;

void describeCheck(CLI::App &app, Invocation &invocation)
{
    CLI::App &check = arguments::command(
        app, "check-now",
        "Tries at once whatever waits for the network or for another attempt, even where the\n"
        "system says that there is no network, and looks after what is under way.",
        "lighterman check-now");
    check.callback([&invocation] {
        invocation.make = [](AgentLink &link, Console &console) {
            return std::make_unique<CheckCommand>(link, console);
        };
    });
}

void CheckCommand::start()
{
    link().connectToAgent();
    ask<protocol::CheckNetwork>({}, [this](const protocol::Done &) {
        console().print(u"Everything that waits for the network is tried now."_s);
        console().printJson(QJsonDocument(QJsonObject{{u"checked"_s, true}}));
        finish(ExitStatus::Done);
    });
}

} // namespace lighterman::cli
