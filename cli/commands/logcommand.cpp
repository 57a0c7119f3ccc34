// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/logcommand.h"

#include "cli/commands/arguments.h"
#include "common/base/humane.h"
#include "common/base/redact.h"

#include <QJsonArray>
#include <QJsonObject>

namespace lighterman::cli {

using namespace Qt::StringLiterals;

void describeLog(CLI::App &app, LogOptions &options, Invocation &invocation)
{
    CLI::App &log = arguments::command(
        app, "log",
        "Shows what happened to a job, oldest first, in local time. With --json: an array of\n"
        "{\"at\", \"text\"} with times in UTC.",
        "lighterman log debian.iso");
    arguments::value(log, "JOB", options.job, "Id, beginning of it, or name of the job")
        .required()
        ->type_name("");
    log.callback([&] {
        invocation.make = [options](AgentLink &link, Console &console) {
            return std::make_unique<LogCommand>(link, console, options);
        };
    });
}

LogCommand::LogCommand(AgentLink &link, Console &console, LogOptions options)
    : Command(link, console)
    , m_options(std::move(options))
{
}

void LogCommand::start()
{
    link().connectToAgent();
    withJobs({m_options.job}, [this](const std::vector<Job> &jobs) {
        ask<protocol::ShowLog>({jobs.front().id},
                               [this](const protocol::JobLog &log) { show(log); });
    });
}

void LogCommand::show(const protocol::JobLog &log)
{
    QJsonArray array;
    for (const LogEntry &entry : log.entries) {
        array.append(QJsonObject{{u"at"_s, toRfc3339(entry.at)}, {u"text"_s, entry.text}});
        console().print(humane::dateAndTime(entry.at) + u"  "_s + oneLine(entry.text));
    }
    console().printJson(QJsonDocument(array));
    finish(ExitStatus::Done);
}

} // namespace lighterman::cli
