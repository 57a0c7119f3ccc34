// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/agent/agent.h"
#include "agent/main/processsetup.h"
#include "common/base/paths.h"
#include "common/model/statewords.h"

#include <QCoreApplication>

#include <cstdio>
#include <cstdlib>

int main(int argc, char **argv)
{
    using namespace lighterman;
    using namespace Qt::StringLiterals;
    shedDescriptors();
    leaveNoCore();
    const SignalMask mask; // before any thread is made, for threads inherit it
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("lighterman-agent"));
    QCoreApplication::setApplicationVersion(QStringLiteral(LIGHTERMAN_VERSION));
    if (const auto answered = answerArguments(QCoreApplication::arguments()))
        return *answered;
    tuneMemory();

    int exitStatus = 0;
    bool isHeldUp = false;
    {
        Agent agent({paths::socket(), paths::store(), paths::settings(), paths::downloads()});
        const SignalWatch signalWatch([&agent] { agent.stop(); });
        QObject::connect(&agent, &Agent::finished, &app, &QCoreApplication::quit,
                         Qt::QueuedConnection);
        QObject::connect(&agent, &Agent::failed, &agent, [&](const Error &why) {
            std::fputs(qUtf8Printable(u"lighterman-agent: "_s + sentenceOf(why) + u'\n'), stderr);
            exitStatus = 1;
            agent.stop();
        });
        agent.start();
        QCoreApplication::exec();
        isHeldUp = agent.isHeldUp();
    }
    if (isHeldUp) // all is put away, and only threads that wait for others are left
        std::_Exit(exitStatus);
    return exitStatus;
}
