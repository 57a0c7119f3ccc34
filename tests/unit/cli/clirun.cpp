// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cli/clirun.h"

namespace lighterman::testing {

using namespace Qt::StringLiterals;

CliRun::CliRun(FakeAgent &agent)
    : m_agent(agent)
    , m_console(m_in, m_out, m_err)
{
    m_in.open(QIODevice::ReadOnly);
    m_out.open(QIODevice::WriteOnly);
    m_err.open(QIODevice::WriteOnly);
    m_console.folder = u"/tmp"_s;
    m_console.now = [] { return FakeAgent::kNow; };
}

void CliRun::type(const QByteArray &input)
{
    m_in.close();
    m_in.setData(input);
    m_in.open(QIODevice::ReadOnly);
}

void CliRun::start(const QStringList &words)
{
    const auto invocation = cli::readCommandLine(QStringList{u"lighterman"_s} + words, m_console);
    if (!invocation) {
        m_early = int(invocation.error());
        return;
    }
    m_invocation = *invocation;
    m_command = m_invocation.make(m_agent, m_console);
    m_finished = std::make_unique<QSignalSpy>(m_command.get(), &cli::Command::finished);
    m_command->start();
}

int CliRun::status()
{
    if (!m_finished)
        return m_early;
    if (m_finished->isEmpty() && !m_finished->wait())
        return -1;
    return m_finished->size() == 1 ? m_finished->first().first().toInt() : -1;
}

int CliRun::run(const QStringList &words)
{
    start(words);
    return status();
}

} // namespace lighterman::testing
