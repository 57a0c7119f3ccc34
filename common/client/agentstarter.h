// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

namespace lighterman {

/// Where the agent's program is: `lighterman-agent` beside the running program, else in $PATH;
/// empty when it is nowhere.
[[nodiscard]] QString findAgent();

/// An agent that was started from here. It lives on without this object.
class AgentProcess final
{
public:
    explicit AgentProcess(qint64 pid);
    AgentProcess(AgentProcess &&other) noexcept;
    AgentProcess &operator=(AgentProcess &&) = delete;
    AgentProcess(const AgentProcess &) = delete;
    AgentProcess &operator=(const AgentProcess &) = delete;
    ~AgentProcess();

    /// Asks the kernel, at once; false where that cannot be known.
    [[nodiscard]] bool hasEnded() const;

private:
    int m_descriptor = -1;  ///< pidfd, owned: a number alone could be another process's by now
    bool m_wasGone = false; ///< before it could be looked at
};

/// Starts `program` so that it listens on `socket` and outlives the caller. It keeps none of the
/// caller's pipes open: its output goes to the file that $LIGHTERMAN_AGENT_LOG names, else to
/// the journal, or nowhere where there is none. AgentUnreachable.
Result<AgentProcess> startAgent(const QString &program, const QString &socket);

} // namespace lighterman
