// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/agent/agent.h"
#include "agent/main/processsetup.h"
#include "common/base/paths.h"

#include <QCoreApplication>

#include <cstdio>

int main(int argc, char **argv)
{
    using namespace lighterman;
    shedDescriptors();
    const SignalMask mask; // before any thread is made, for threads inherit it
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("lighterman-agent"));
    QCoreApplication::setApplicationVersion(QStringLiteral(LIGHTERMAN_VERSION));
    if (const auto answered = answerArguments(QCoreApplication::arguments()))
        return *answered;
    tuneMemory();

    Agent agent({paths::socket(), paths::store(), paths::settings(), paths::downloads()});
    const SignalWatch signalWatch([&agent] { agent.stop(); });
    QObject::connect(&agent, &Agent::finished, &app, &QCoreApplication::exit, Qt::QueuedConnection);
    if (const auto started = agent.start(); !started) {
        const Error &error = started.error();
        const QString why
            = QStringLiteral("lighterman-agent: %1 %2\n").arg(textOf(error.code), error.detail);
        std::fputs(qUtf8Printable(why), stderr);
        return 1;
    }
    return QCoreApplication::exec();
}
