// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands/commandline.h"
#include "tests/support/fakeagent.h"

#include <QBuffer>
#include <QJsonArray>
#include <QJsonObject>
#include <QSignalSpy>

namespace lighterman::testing {

/// One run of the command line against a fake agent, without process and terminal.
class CliRun
{
public:
    explicit CliRun(FakeAgent &agent);

    /// Reads the command line and starts the command.
    void start(const QStringList &words);
    /// The exit status, once the command has ended; -1 when it does not.
    int status();
    /// start() and status().
    int run(const QStringList &words);
    void interrupt(int signal) { m_command->interrupt(signal); }

    [[nodiscard]] QString out() const { return QString::fromUtf8(m_out.data()); }
    [[nodiscard]] QString err() const { return QString::fromUtf8(m_err.data()); }
    /// The only JSON document on the output; null when it is anything else.
    [[nodiscard]] QJsonDocument json() const { return QJsonDocument::fromJson(m_out.data()); }
    [[nodiscard]] bool isRunning() const { return m_finished && m_finished->isEmpty(); }
    /// What is read from standard input.
    void type(const QByteArray &input);
    [[nodiscard]] cli::Console &console() { return m_console; }
    /// What the last command line said; only after it was accepted.
    [[nodiscard]] const cli::Invocation &invocation() const { return m_invocation; }

private:
    FakeAgent &m_agent;
    QBuffer m_in;
    QBuffer m_out;
    QBuffer m_err;
    cli::Console m_console;
    cli::Invocation m_invocation;
    std::unique_ptr<cli::Command> m_command;
    std::unique_ptr<QSignalSpy> m_finished;
    int m_early = -1; ///< status of a command line that made no command
};

} // namespace lighterman::testing
