// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/agentcommand.h"

#include "cli/commands/agentrun.h"
#include "cli/commands/arguments.h"
#include "cli/commands/jobjson.h"
#include "cli/commands/table.h"
#include "common/base/humane.h"
#include "common/base/redact.h"

namespace lighterman::cli {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype kLongestRepair = 2000; ///< UTF-16 units; there are paths in it
constexpr auto kPatience = 5s;             ///< an agent leaves within two seconds

CLI::App &verb(CLI::App &agent, const char *name, const char *help, const char *example)
{
    return arguments::command(agent, name, help, example);
}

void makes(CLI::App &app, AgentOptions &options, Invocation &invocation, AgentOptions::Verb verb)
{
    app.callback([&options, &invocation, verb] {
        options.verb = verb;
        invocation.mayStart = false;
        invocation.make = [options](AgentLink &link, Console &console) -> std::unique_ptr<Command> {
            if (options.verb == AgentOptions::Verb::Run)
                return std::make_unique<AgentRun>(link, console);
            return std::make_unique<AgentCommand>(link, console, options);
        };
    });
}

} // namespace

void describeAgent(CLI::App &app, AgentOptions &options, Invocation &invocation)
{
    using Verb = AgentOptions::Verb;
    CLI::App &agent = arguments::command(
        app, "agent", "The transfer service itself, which holds the jobs and moves the bytes.",
        "lighterman agent status");
    agent.require_subcommand(1);
    makes(verb(agent, "status", "Says whether the service runs. Exit status 3 when it does not.",
               "lighterman agent status"),
          options, invocation, Verb::Status);
    makes(verb(agent, "stop",
               "Ends the service; jobs go on when it is started again. Exit status 3 when none\n"
               "runs.",
               "lighterman agent stop"),
          options, invocation, Verb::Stop);
    makes(verb(agent, "run", "Runs the service in the foreground, until Ctrl+C.",
               "lighterman agent run"),
          options, invocation, Verb::Run);
}

AgentCommand::AgentCommand(AgentLink &link, Console &console, AgentOptions options)
    : Command(link, console)
    , m_options(options)
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        failWith(
            fail(ErrorCode::TimedOut, u"the service was told to end but has not yet"_s).value());
    });
}

void AgentCommand::start()
{
    link().connectToAgent();
    if (m_options.verb == AgentOptions::Verb::Stop)
        stop();
    else
        ask<protocol::ShowStatus>({}, [this](const protocol::Status &status) { show(status); });
}

void AgentCommand::show(const protocol::Status &status)
{
    console().printJson(QJsonDocument(toJson(status)));
    const QStringList lines = labelledLines({
        {u"Version"_s, oneLine(status.version)},
        {u"Process"_s, QString::number(status.pid)},
        {u"Running since"_s, humane::dateAndTime(status.started)},
        {u"Unfinished jobs"_s, QString::number(status.jobs)},
        {u"Moving now"_s, QString::number(status.moving)},
        {u"Job store"_s, oneLine(status.store)},
        {u"Store repaired"_s, oneLine(status.storeRepair.value_or(QString()), kLongestRepair)},
    });
    console().print(lines.join(u'\n'));
    finish(ExitStatus::Done);
}

void AgentCommand::stop()
{
    ask<protocol::Stop>({}, [this](const protocol::Done &) { awaitEnd(); });
}

/// The answer comes before the agent has saved everything; it is gone when the connection is.
void AgentCommand::awaitEnd()
{
    if (link().state() != LinkState::Connected) {
        sayEnd();
        return;
    }
    connect(&link(), &AgentLink::stateChanged, this, &AgentCommand::sayEnd);
    m_patience.start(kPatience);
}

void AgentCommand::sayEnd()
{
    console().print(u"The transfer service has ended."_s);
    console().printJson(QJsonDocument(QJsonObject{{u"stopped"_s, true}}));
    finish(ExitStatus::Done);
}

} // namespace lighterman::cli
