// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands/command.h"

namespace CLI {
class App;
}

namespace lighterman::cli {

void describeQuestions(CLI::App &app, Invocation &invocation);

/// `questions`: the inbox of what only a person can answer.
class QuestionsCommand final : public Command
{
    Q_OBJECT

public:
    using Command::Command;

    void start() override;

private:
    void show(const protocol::QuestionList &list);
};

} // namespace lighterman::cli
