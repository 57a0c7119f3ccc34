// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/listcommand.h"

#include "cli/commands/arguments.h"
#include "cli/commands/jobfinder.h"
#include "cli/commands/jobjson.h"
#include "cli/commands/table.h"
#include "common/base/humane.h"
#include "common/base/redact.h"
#include "common/model/progress.h"
#include "common/model/statewords.h"

#include <QHash>

#include <algorithm>

namespace lighterman::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr int kNameColumn = 1;

QString progressOf(const Job &job)
{
    const auto percent = humane::percent(job.bytesTransferred, job.bytesTotal);
    const QString amount = humane::amount(job.bytesTransferred, job.bytesTotal);
    return percent ? u"%1 % of %2"_s.arg(*percent).arg(humane::size(*job.bytesTotal)) : amount;
}

/// Time left while it moves; why not, while it does not.
QString remarkOf(const Job &job, Moment now)
{
    if (job.state == JobState::Transferring)
        return humane::timeLeft(secondsLeft(job.bytesTransferred, job.bytesTotal, job.rate));
    return job.state == JobState::Acknowledged && job.completed ? humane::when(*job.completed, now)
                                                                : stateWords(job, now).sentence;
}

QJsonArray arrayOf(const protocol::JobPage &page)
{
    QHash<JobId, std::vector<JobFile>> files;
    for (const auto &[job, file] : page.files)
        files[job].push_back(file);
    QJsonArray array;
    for (const Job &job : page.jobs)
        array.append(toJson(job, files.value(job.id)));
    return array;
}

} // namespace

void describeList(CLI::App &app, ListOptions &options, Invocation &invocation)
{
    CLI::App &list = arguments::command(
        app, "list", "Lists the jobs in the order of the queue, one a line.",
        "lighterman list\n  lighterman --json list | jq '.[] | select(.state == \"error\") | .id'");
    list.add_flag("--all", options.all, "Cancelled jobs too");
    list.callback([&] {
        invocation.make = [options](AgentLink &link, Console &console) {
            return std::make_unique<ListCommand>(link, console, options);
        };
    });
}

std::vector<QStringList> jobTable(const std::vector<Job> &jobs, Moment now)
{
    std::vector<QStringList> rows{
        {u"ID"_s, u"NAME"_s, u"STATE"_s, u"PROGRESS"_s, u"RATE"_s, u"LEFT"_s}};
    for (const Job &job : jobs) {
        const bool moves = job.state == JobState::Transferring;
        rows.push_back({shortId(job.id), oneLine(job.name), stateWords(job, now).word,
                        progressOf(job), moves ? humane::rate(job.rate) : QString(),
                        remarkOf(job, now)});
    }
    return rows;
}

ListCommand::ListCommand(AgentLink &link, Console &console, ListOptions options)
    : Command(link, console)
    , m_options(options)
{
}

void ListCommand::start()
{
    link().connectToAgent();
    ask<protocol::ListJobs>({console().json, false},
                            [this](const protocol::JobPage &page) { show(page); });
}

void ListCommand::show(protocol::JobPage page)
{
    if (!m_options.all)
        std::erase_if(page.jobs, [](const Job &job) { return job.state == JobState::Cancelled; });
    std::ranges::stable_sort(page.jobs, {}, &Job::order);
    if (console().json) {
        console().printJson(QJsonDocument(arrayOf(page)));
    } else if (page.jobs.empty()) {
        console().note(u"No jobs yet. Add one with: lighterman add URL"_s);
    } else {
        const auto rows = jobTable(page.jobs, console().now());
        const QStringList lines = tableLines(rows, console().columns(), kNameColumn);
        console().print(lines.join(u'\n'));
    }
    finish(ExitStatus::Done);
}

} // namespace lighterman::cli
