// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands/command.h"

namespace CLI {
class App;
}

namespace lighterman::cli {

struct TrustOptions
{
    QString server; ///< HOST[:PORT]; null: they are listed
};

void describeTrust(CLI::App &app, TrustOptions &options, Invocation &invocation);

/// A server as people name it.
struct NamedServer
{
    QString host; ///< lower case, without brackets
    int port = 0;
};
/// Reads HOST[:PORT], port 443 by default; an IPv6 address with a port has brackets.
/// invalid-argument.
[[nodiscard]] Result<NamedServer> readServer(const QString &text);

/// `trust`: the servers whose certificates a person has accepted although nobody vouches for them.
class TrustCommand final : public Command
{
    Q_OBJECT

public:
    TrustCommand(AgentLink &link, Console &console, TrustOptions options);

    void start() override;

private:
    void show(const protocol::TrustedList &list);
    void withdraw(const NamedServer &server);

    TrustOptions m_options;
};

} // namespace lighterman::cli
