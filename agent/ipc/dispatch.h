// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/engine.h"
#include "common/protocol/decode.h"
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
    /// Tries whatever waits for the network, and disbelieves what is known of it.
    virtual void checkNetwork() = 0;
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
    /// Called once for each request; for a job in parts at its last one, or at the first bad one.
    using Answer = std::function<void(protocol::Reply)>;

    /// Neither is owned; both outlive the dispatch.
    Dispatch(Engine &engine, AgentControl &control)
        : m_engine(engine)
        , m_control(control)
    {
    }

    /// Lists are the session's own business and are not taken here. `answer` may be called after
    /// this object is gone.
    void handle(const protocol::ClientRequest &request, const Answer &answer);
    /// Answers a request that is not taken: it could not be read, or nothing can be served. `more`:
    /// it is part of a job, and the parts that still come are dropped.
    void refuse(qint64 id, bool more, const Error &why, const Answer &answer);

private:
    /// A job that arrives in parts.
    struct Growing
    {
        qint64 id = 0; ///< of the request
        JobSpec spec;
        bool dropped = false;                       ///< answered already
        std::optional<GivenCredentials> given = {}; ///< what its links had
    };
    [[nodiscard]] Result<void> grow(qint64 id, JobSpec part);
    void add(qint64 id, const protocol::AddJob &part, const Answer &answer);
    void handle(const protocol::ShowJob &request, const Answer &answer);
    void handle(const protocol::ShowLog &request, const Answer &answer);
    void handle(const protocol::ChangeJob &request, const Answer &answer);
    void handle(const protocol::SetJob &request, const Answer &answer);
    void handle(const protocol::ChangeSource &request, const Answer &answer);
    void handle(const protocol::ListConfig &request, const Answer &answer);
    void handle(const protocol::SetConfig &request, const Answer &answer);
    void handle(const protocol::ShowStatus &request, const Answer &answer);
    void handle(const protocol::Stop &request, const Answer &answer);
    void handle(const protocol::CheckNetwork &request, const Answer &answer);
    void handle(const protocol::ListJobs &request, const Answer &answer);
    void handle(const protocol::SetCredentials &request, const Answer &answer);
    void handle(const protocol::RemoveCredentials &request, const Answer &answer);
    void handle(const protocol::ListCredentials &request, const Answer &answer);
    void handle(const protocol::ListQuestions &request, const Answer &answer);
    void handle(const protocol::AnswerQuestion &request, const Answer &answer);
    void handle(const protocol::DecideQuestion &request, const Answer &answer);
    void handle(const protocol::ChooseClientCertificate &request, const Answer &answer);
    void handle(const protocol::PutOffQuestion &request, const Answer &answer);
    void handle(const protocol::UnlockKeyring &request, const Answer &answer);
    void handle(const protocol::SkipKeyring &request, const Answer &answer);
    void handle(const protocol::ShowKeyring &request, const Answer &answer);
    void handle(const protocol::ListTrusted &request, const Answer &answer);
    void handle(const protocol::WithdrawTrust &request, const Answer &answer);

    Engine &m_engine;
    AgentControl &m_control;
    std::optional<Growing> m_growing;
};

} // namespace lighterman
