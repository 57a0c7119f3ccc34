// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands/addoptions.h"
#include "cli/commands/command.h"
#include "cli/commands/follower.h"

#include <QJsonArray>

#include <map>

namespace CLI {
class App;
}

namespace lighterman::cli {

void describeAdd(CLI::App &app, AddOptions &options, Invocation &invocation);

/// `add`: makes jobs, prints their ids, and waits for them if asked to.
class AddCommand final : public Command
{
    Q_OBJECT

public:
    AddCommand(AgentLink &link, Console &console, AddOptions options);

    void start() override;
    void interrupt(int signal) override;

private:
    void signIn();
    void begin();
    void addMore();
    void takeAnswered();
    void take(const Result<protocol::Added> &added);
    void afterAdding();
    void goOn();
    void tellOfSpace();
    void follow();
    void showNext(std::size_t at);
    void printAll();

    AddOptions m_options;
    std::vector<protocol::AddJob> m_jobs;
    std::size_t m_asked = 0;
    std::size_t m_taken = 0;                                  // answers, in the order of the links
    std::map<std::size_t, Result<protocol::Added>> m_answers; // not taken yet, by index
    bool m_isAdded = false;                                   // nothing more is to be asked
    std::vector<protocol::Added> m_added;
    QJsonArray m_documents;
    ExitStatus m_status = ExitStatus::Done;
    std::unique_ptr<Follower> m_follower;
};

} // namespace lighterman::cli
