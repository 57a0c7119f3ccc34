// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/command.h"

#include "cli/commands/jobfinder.h"

namespace lighterman::cli {

namespace {

constexpr int kSignalled = 128; ///< what shells add to the number of a signal

} // namespace

Command::Command(AgentLink &link, Console &console)
    : m_link(link)
    , m_console(console)
{
}

void Command::interrupt(int signal)
{
    finishWith(kSignalled + signal);
}

void Command::finishWith(int status)
{
    if (std::exchange(m_finished, true))
        return;
    const bool isLost = status == int(ExitStatus::Done) && m_console.hasFailed();
    emit finished(isLost ? int(ExitStatus::Failed) : status);
}

void Command::failWith(const Error &error)
{
    if (m_finished)
        return;
    m_console.report(error);
    finish(exitStatusOf(error));
}

void Command::withJobs(const QStringList &texts, std::function<void(const std::vector<Job> &)> use)
{
    ask<protocol::ListJobs>({}, [this, texts, use = std::move(use)](const protocol::JobPage &page) {
        if (const auto jobs = findJobs(page.jobs, texts))
            use(*jobs);
        else
            failWith(jobs.error());
    });
}

} // namespace lighterman::cli
