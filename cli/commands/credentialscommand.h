// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands/command.h"
#include "cli/commands/signinoptions.h"

namespace lighterman::cli {

struct CredentialsOptions
{
    enum class Verb : quint8 { Set, Remove, List };

    Verb verb = Verb::List;
    QString job;
    SignInOptions who;
};

void describeCredentials(CLI::App &app, CredentialsOptions &options, Invocation &invocation);

/// `credentials`: what one job signs in with. Secrets are given, and never shown.
class CredentialsCommand final : public Command
{
    Q_OBJECT

public:
    CredentialsCommand(AgentLink &link, Console &console, CredentialsOptions options);

    void start() override;

private:
    void withJob(std::function<void(const JobId &)> use);
    void set(const protocol::Given &given);
    void removedAll(const Result<protocol::Done> &removed);
    void remove(AuthTarget target, std::optional<AuthScheme> scheme);
    void show(const protocol::CredentialList &list);

    CredentialsOptions m_options;
};

} // namespace lighterman::cli
