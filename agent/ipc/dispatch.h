// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/engine.h"
#include "common/protocol/messages.h"

#include <functional>

namespace lighterman {

/// What requests need beyond the engine: the agent as a whole.
class AgentControl
{
public:
    virtual ~AgentControl() = default;
    [[nodiscard]] virtual protocol::Status status() const = 0;
    /// Flushes and ends the agent, soon.
    virtual void stop() = 0;
    /// Makes the default folder of downloads where it is missing.
    virtual void prepareFolder() = 0;
    /// Keeps changed settings.
    virtual void save(const Settings &settings, JobStore::Done done) = 0;
    /// Why no job can be served, for instance a store that is newer than the program; nothing when
    /// all is well.
    [[nodiscard]] virtual std::optional<Error> refusal() const = 0;
};

/// Turns requests into calls of the engine and their outcome into replies. One for each session:
/// parts of a large job are put together here.
class Dispatch final
{
public:
    /// Called once for each request, except for parts of a job that has more to come.
    using Answer = std::function<void(protocol::Reply)>;

    /// Neither is owned; both outlive the dispatch.
    Dispatch(Engine &engine, AgentControl &control)
        : m_engine(engine)
        , m_control(control)
    {
    }

    /// Lists are the session's own business and are not taken here. `answer` may be called after
    /// this object is gone.
    void handle(const protocol::Request &request, Answer answer);

private:
    void handle(const protocol::AddJob &request, const Answer &answer);
    void handle(const protocol::ShowJob &request, const Answer &answer);
    void handle(const protocol::ShowLog &request, const Answer &answer);
    void handle(const protocol::ChangeJob &request, const Answer &answer);
    void handle(const protocol::SetJob &request, const Answer &answer);
    void handle(const protocol::ListConfig &request, const Answer &answer);
    void handle(const protocol::SetConfig &request, const Answer &answer);
    void handle(const protocol::ShowStatus &request, const Answer &answer);
    void handle(const protocol::Stop &request, const Answer &answer);
    void handle(const protocol::ListJobs &request, const Answer &answer);

    Engine &m_engine;
    AgentControl &m_control;
    std::optional<JobSpec> m_growing; ///< a job that arrives in parts
};

} // namespace lighterman
