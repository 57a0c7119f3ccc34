// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/notifier.h"

#include <QObject>
#include <QProcessEnvironment>

namespace lighterman {

/// Runs notify commands as processes of this user, each in a session of its own: without terminal,
/// input or output, in the folder /, with no descriptor of the agent's, and never through a shell.
/// None outlives the agent, however that ends; what a program has left in the background may.
class ProcessNotifier final : public QObject, public Notifier
{
    Q_OBJECT

public:
    /// The programs find `socket` as LIGHTERMAN_SOCKET, so that `lighterman` reaches this agent.
    explicit ProcessNotifier(const QString &socket, QObject *parent = nullptr);
    ~ProcessNotifier() override;

    std::unique_ptr<Pending> run(const NotifyTask &task, Ended ended) override;

private:
    QProcessEnvironment m_environment;
};

} // namespace lighterman
