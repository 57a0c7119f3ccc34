// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/client/agentstarter.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>

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

Result<void> startAgent(const QString &program, const QString &socket)
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
    if (!agent.startDetached())
        return fail(ErrorCode::AgentUnreachable,
                    u"%1 cannot be started: %2"_s.arg(program, agent.errorString()));
    return {};
}

} // namespace lighterman
