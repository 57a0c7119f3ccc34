// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/ports.h"

namespace lighterman {

/// A program to be run, and what it finds in its environment beside what the agent has.
struct NotifyTask
{
    NotifyCommand command = {};
    std::vector<std::pair<QString, QString>> environment = {};
};

/// What the engine asks of whoever starts programs; a port like those in ports.h.
class Notifier
{
public:
    virtual ~Notifier() = default;

    /// Success when the program ends with status 0; else notify-not-runnable, notify-failed.
    /// Destroying the Pending kills the program and what it has started.
    using Ended = std::function<void(Result<void>)>;
    [[nodiscard]] virtual std::unique_ptr<Pending> run(const NotifyTask &task, Ended ended) = 0;
};

} // namespace lighterman
