// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/client/agentstarter.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>

#include <cerrno>
#include <poll.h>
#include <unistd.h>
#include <utility>
extern "C" {
#include <sys/pidfd.h> // does not say itself that its functions are C's before glibc 2.39
}

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// What runs a program with its words going to the journal; empty where there is none.
QString findJournal()
{
    return QFileInfo::exists(u"/run/systemd/journal/stdout"_s)
        ? QStandardPaths::findExecutable(u"systemd-cat"_s)
        : QString();
}

} // namespace

QString findAgent()
{
    const QString name = u"lighterman-agent"_s;
    const QString beside
        = QStandardPaths::findExecutable(name, {QCoreApplication::applicationDirPath()});
    return beside.isEmpty() ? QStandardPaths::findExecutable(name) : beside;
}

AgentProcess::AgentProcess(qint64 pid)
    : m_descriptor(::pidfd_open(pid_t(pid), 0))
    , m_wasGone(m_descriptor < 0 && errno == ESRCH)
{
}

AgentProcess::AgentProcess(AgentProcess &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_wasGone(other.m_wasGone)
{
}

AgentProcess::~AgentProcess()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

bool AgentProcess::hasEnded() const
{
    pollfd ended{m_descriptor, POLLIN, 0};
    return m_wasGone || (m_descriptor >= 0 && ::poll(&ended, 1, 0) > 0);
}

Result<AgentProcess> startAgent(const QString &program, const QString &socket)
{
    if (program.isEmpty())
        return fail(ErrorCode::AgentUnreachable, u"the program lighterman-agent was not found"_s);

    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"LIGHTERMAN_SOCKET"_s, socket);
    const QString log = environment.value(u"LIGHTERMAN_AGENT_LOG"_s);

    QProcess agent;
    agent.setProgram(program);
    const QString journal = log.isEmpty() ? findJournal() : QString();
    if (!journal.isEmpty() && QFileInfo(program).isExecutable()) {
        agent.setProgram(journal);
        agent.setArguments({u"--identifier=lighterman-agent"_s, program});
    }
    agent.setProcessEnvironment(environment);
    agent.setWorkingDirectory(QDir::rootPath()); // so that no file system is kept from unmounting
    agent.setStandardInputFile(QProcess::nullDevice());
    agent.setStandardOutputFile(log.isEmpty() ? QProcess::nullDevice() : log, QIODevice::Append);
    agent.setStandardErrorFile(log.isEmpty() ? QProcess::nullDevice() : log, QIODevice::Append);
    qint64 pid = 0;
    if (!agent.startDetached(&pid))
        return fail(ErrorCode::AgentUnreachable,
                    u"%1 cannot be started: %2"_s.arg(program, agent.errorString()));
    return AgentProcess(pid);
}

} // namespace lighterman
