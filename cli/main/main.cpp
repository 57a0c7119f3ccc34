// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/commandline.h"
#include "cli/main/signals.h"
#include "cli/main/terminal.h"
#include "common/client/localagentlink.h"

#include <QCoreApplication>

int main(int argc, char *argv[])
{
    using namespace lighterman;
    const QCoreApplication app(argc, argv);
    cli::Terminal terminal;
    const auto invocation = cli::readCommandLine(QCoreApplication::arguments(), terminal.console());
    if (!invocation)
        return int(invocation.error());

    if (!invocation->socket.isEmpty()) // where `agent run` has to listen
        qputenv("LIGHTERMAN_SOCKET", invocation->socket.toLocal8Bit());
    LinkOptions options;
    options.socket = invocation->socket;
    options.program = cli::programVersion();
    options.startAgent = invocation->mayStart;
    options.restartAgent = invocation->mayStart; // so that who waits for a job sees its end
    LocalAgentLink link(options);
    const auto command = invocation->make(link, terminal.console());
    // Queued, for a command may end before the loop begins.
    QObject::connect(command.get(), &cli::Command::finished, &app, &QCoreApplication::exit,
                     Qt::QueuedConnection);
    const cli::Signals interrupts;
    QObject::connect(&interrupts, &cli::Signals::caught, command.get(), &cli::Command::interrupt);
    command->start();
    return QCoreApplication::exec();
}
