// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands/command.h"

#include <QJsonArray>

#include <array>

namespace CLI {
class App;
}

namespace lighterman::cli {

struct ChangeOptions
{
    JobVerb verb = JobVerb::Resume;
    QStringList jobs;
    bool all = false;
};

/// The four commands share `options`: only one of them can be on a command line.
void describeChanges(CLI::App &app, ChangeOptions &options, Invocation &invocation);

/// `suspend`, `resume`, `cancel` and `complete`.
class ChangeCommand final : public Command
{
    Q_OBJECT

public:
    ChangeCommand(AgentLink &link, Console &console, ChangeOptions options);

    void start() override;

private:
    void changeAll(std::vector<Job> jobs);
    void changeNext();
    void take(const Job &job, const Result<protocol::Changed> &changed);
    void refuse(const Job &job, Error error);
    void done(const Job &job, const protocol::Changed &changed);

    ChangeOptions m_options;
    std::vector<Job> m_jobs;
    std::size_t m_next = 0;
    QJsonArray m_documents;
    ExitStatus m_status = ExitStatus::Done;
};

/// Whether `--all` means this job: the verb is legal and would change something. Completing a job
/// throws away what has not arrived, so that all means only those that have it all.
[[nodiscard]] bool isMeantByAll(JobVerb verb, JobState state);

} // namespace lighterman::cli
