// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands/console.h"
#include "cli/commands/exitstatus.h"
#include "common/client/agentlink.h"

#include <QStringList>

#include <memory>

namespace lighterman::cli {

/// One run of one command. Start it once; it reports once. Link and console are not owned and
/// outlive it.
class Command : public QObject
{
    Q_OBJECT

public:
    Command(AgentLink &link, Console &console);

    virtual void start() = 0;
    /// The program is asked to end by signal number `signal`. What runs in the agent goes on.
    virtual void interrupt(int signal);

signals:
    /// Exactly once, with the program's exit status.
    void finished(int status);

protected:
    [[nodiscard]] AgentLink &link() { return m_link; }
    [[nodiscard]] Console &console() { return m_console; }

    void finish(ExitStatus status) { finishWith(int(status)); }
    void finishWith(int status);
    /// Says what is wrong and finishes.
    void failWith(const Error &error);

    /// Asks the agent; an error ends the command.
    template <typename R>
    void ask(const R &request, std::function<void(const typename R::Reply &)> use)
    {
        m_link.ask<R>(request, this,
                      [this, use = std::move(use)](const Result<typename R::Reply> &reply) {
                          if (reply)
                              use(*reply);
                          else
                              failWith(reply.error());
                      });
    }

    /// Finds jobs by what a person typed; that none or several match ends the command.
    void withJobs(const QStringList &texts, std::function<void(const std::vector<Job> &)> use);

    /// Says where a secret that was just handed over is, unless it is in the keyring; then goes on.
    void tellOfKeyring(const std::function<void()> &then);

private:
    AgentLink &m_link;
    Console &m_console;
    bool m_finished = false;
};

/// What the command line asks for.
struct Invocation
{
    bool json = false;
    QString socket;       ///< empty: the usual one
    bool mayStart = true; ///< whether the agent is started when there is none
    std::function<std::unique_ptr<Command>(AgentLink &, Console &)> make;
};

} // namespace lighterman::cli
