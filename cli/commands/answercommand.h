// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands/command.h"

namespace CLI {
class App;
}

namespace lighterman::cli {

struct AnswerOptions
{
    QString number;
    QString user;               ///< null: not given
    bool passwordStdin = false; ///< else the terminal is asked
    bool remember = false;      ///< in the keyring, as without it
    bool session = false;       ///< not kept in the keyring
    bool onlyWaiting = false;   ///< not for other jobs
    QString clientCertificate;  ///< null: not given
    bool accept = false;
    bool reject = false;

    /// Whether it is said for whom or how long a secret is kept.
    [[nodiscard]] bool keeps() const { return remember || session || onlyWaiting; }
    [[nodiscard]] bool givesSecret() const { return !user.isNull() || passwordStdin; }
};

void describeAnswer(CLI::App &app, AnswerOptions &options, Invocation &invocation);

/// `answer`: answers a question, and says whether that was accepted.
class AnswerCommand final : public Command
{
    Q_OBJECT

public:
    AnswerCommand(AgentLink &link, Console &console, AnswerOptions options);

    void start() override;

private:
    [[nodiscard]] Result<void> check();
    void find(const protocol::QuestionList &list);
    [[nodiscard]] Result<void> fits() const;
    void decide();
    void choose();
    void putOff();
    void askUser();
    void askSecret();
    void take(Secret secret);
    void settled(const Result<protocol::Done> &outcome);

    AnswerOptions m_options;
    protocol::QuestionRow m_row;
};

} // namespace lighterman::cli
