// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/changecommand.h"

#include "cli/commands/arguments.h"
#include "cli/commands/jobfinder.h"
#include "cli/commands/jobjson.h"
#include "common/base/redact.h"
#include "common/model/statewords.h"

namespace lighterman::cli {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    JobVerb verb = JobVerb::Resume;
    const char *name = nullptr;
    const char *help = nullptr;
    const char *example = nullptr;
    QLatin1StringView done;
};

constexpr std::array kWords{
    Words{JobVerb::Suspend, "suspend", "Pauses jobs: they keep what has arrived and their place.",
          "lighterman suspend debian.iso", "paused"_L1},
    Words{JobVerb::Resume, "resume",
          "Lets paused jobs go on, and tries failed and waiting ones again at once.",
          "lighterman resume --all", "resumed"_L1},
    Words{JobVerb::Cancel, "cancel",
          "Calls jobs off and deletes their unfinished files. Finished files stay.",
          "lighterman cancel 7f3c", "cancelled"_L1},
    Words{JobVerb::Complete, "complete",
          "Makes the files of jobs appear. What has not arrived yet is thrown away; --all means\n"
          "only jobs of which everything is here.",
          "lighterman complete debian.iso", "completed"_L1},
};

} // namespace

void describeChanges(CLI::App &app, ChangeOptions &options, Invocation &invocation)
{
    for (const Words &words : kWords) {
        CLI::App &change = arguments::command(app, words.name, words.help, words.example);
        auto &jobs = arguments::rest(change, "JOB", options.jobs,
                                     "Ids, beginnings of them, or names of jobs");
        jobs.type_name("");
        change.add_flag("--all", options.all, "All jobs that this can be done to")->excludes(&jobs);
        change.callback([&options, &invocation, verb = words.verb] {
            options.verb = verb;
            invocation.make = [options](AgentLink &link, Console &console) {
                return std::make_unique<ChangeCommand>(link, console, options);
            };
        });
    }
}

bool isMeantByAll(JobVerb verb, JobState state)
{
    switch (verb) {
    case JobVerb::Suspend:
        return state != JobState::Suspended && isLegal(verb, state);
    case JobVerb::Resume:
        return next(state, JobEvent::Resume).has_value();
    case JobVerb::Cancel:
        return isLegal(verb, state);
    case JobVerb::Complete:
        return state == JobState::Transferred;
    }
    return false;
}

ChangeCommand::ChangeCommand(AgentLink &link, Console &console, ChangeOptions options)
    : Command(link, console)
    , m_options(std::move(options))
{
}

void ChangeCommand::start()
{
    if (m_options.jobs.isEmpty() && !m_options.all) {
        failWith(fail(ErrorCode::InvalidArgument, u"give a JOB or --all"_s).value());
        return;
    }
    link().connectToAgent();
    if (!m_options.all) {
        withJobs(m_options.jobs, [this](const std::vector<Job> &jobs) { changeAll(jobs); });
        return;
    }
    ask<protocol::ListJobs>({}, [this](const protocol::JobPage &page) {
        std::vector<Job> jobs = page.jobs;
        std::erase_if(jobs,
                      [this](const Job &job) { return !isMeantByAll(m_options.verb, job.state); });
        changeAll(std::move(jobs));
    });
}

void ChangeCommand::changeAll(std::vector<Job> jobs)
{
    m_jobs = std::move(jobs);
    if (m_jobs.empty())
        console().note(u"There is no job to do this to."_s);
    changeNext();
}

void ChangeCommand::changeNext()
{
    if (m_next == m_jobs.size() || m_status == ExitStatus::NoAgent) {
        console().printJson(QJsonDocument(m_documents));
        finish(m_status);
        return;
    }
    const Job job = m_jobs.at(m_next++);
    link().ask<protocol::ChangeJob>(
        {job.id, m_options.verb}, this,
        [this, job](const Result<protocol::Changed> &changed) { take(job, changed); });
}

void ChangeCommand::take(const Job &job, const Result<protocol::Changed> &changed)
{
    if (changed) {
        done(job, *changed);
        return;
    }
    refuse(job, changed.error());
    changeNext();
}

void ChangeCommand::refuse(const Job &job, Error error)
{
    m_status = exitStatusOf(error);
    const QString who = label(job);
    error.detail = error.detail.isEmpty() ? who : who + u": "_s + error.detail;
    console().complain(error);
    QJsonObject document = errorDocument(error);
    document.insert(u"id"_s, job.id.toString());
    m_documents.append(document);
}

void ChangeCommand::done(const Job &job, const protocol::Changed &changed)
{
    console().print(label(job) + u": "_s + kWords.at(std::size_t(m_options.verb)).done);
    if (changed.remark != ErrorCode::None)
        console().complain(fail(changed.remark, changed.detail).value());
    if (!console().json) {
        changeNext();
        return;
    }
    ask<protocol::ShowJob>({job.id}, [this, changed](const protocol::JobInfo &info) {
        m_documents.append(withRemark(toJson(info), changed));
        changeNext();
    });
}

} // namespace lighterman::cli
