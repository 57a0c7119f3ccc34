// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/checkcommand.h"

#include "cli/commands/arguments.h"
#include "common/model/statewords.h"

#include <QJsonObject>
#include <QMap>

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
        ask<protocol::ListJobs>({}, [this](const protocol::JobPage &page) { report(page); });
    });
}

/// What a network has nothing to do with is not opened by trying it.
void CheckCommand::report(const protocol::JobPage &page)
{
    QMap<ErrorCode, int> held;
    for (const Job &job : page.jobs) {
        if (const auto hold = holdOf(job))
            ++held[*hold];
    }
    QJsonObject counts;
    QStringList reasons;
    for (auto it = held.cbegin(); it != held.cend(); ++it) {
        counts.insert(wireName(it.key()), it.value());
        reasons += u"%1 (%2)"_s.arg(holdReason(it.key())).arg(it.value());
    }
    console().print(u"What waits for the network, or for another attempt, is tried now."_s);
    if (!reasons.isEmpty())
        console().print(u"Still held by something else: "_s + reasons.join(u", "_s));
    console().printJson(QJsonDocument(QJsonObject{{u"checked"_s, true}, {u"held"_s, counts}}));
    finish(ExitStatus::Done);
}

} // namespace lighterman::cli
