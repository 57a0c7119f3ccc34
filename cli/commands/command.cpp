// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/command.h"

#include "cli/commands/jobfinder.h"

namespace lighterman::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr int kSignalled = 128; ///< what shells add to the number of a signal

/// Empty where it is in the keyring, as people expect.
QString whereItIs(KeyringState keyring)
{
    switch (keyring) {
    case KeyringState::Open:
        break;
    case KeyringState::Locked:
        return u"The keyring is locked: the secret is kept in memory until somebody opens it."_s;
    case KeyringState::Missing:
        return u"There is no keyring in this session: the secret is kept in memory until the agent "
               "ends."_s;
    case KeyringState::Failed:
        return u"The keyring does not answer: the secret is kept in memory until it does."_s;
    }
    return {};
}

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

void Command::tellOfKeyring(const std::function<void()> &then)
{
    m_link.ask<protocol::ShowKeyring>(
        {}, this, [this, then](const Result<protocol::KeyringInfo> &info) {
            const QString where = info ? whereItIs(info->facts.state) : QString();
            if (!where.isEmpty())
                m_console.note(where);
            then();
        });
}

} // namespace lighterman::cli
