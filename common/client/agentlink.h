// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"
#include "common/protocol/messages.h"

#include <QObject>

#include <functional>

namespace lighterman {

/// How things stand between a client and the agent.
enum class LinkState : quint8 {
    Connecting, ///< looking for the agent, or starting it
    Connected,
    Lost,   ///< was connected; looks for the agent again by itself
    Failed, ///< given up: agentLink's error says why; connectToAgent() tries again
};

/// All that a window or a command line may ask of the agent, and what it hears from it. The
/// implementation is LocalAgentLink; tests use a fake agent in memory.
class AgentLink : public QObject
{
    Q_OBJECT

public:
    using Answer = std::function<void(Result<protocol::Reply>)>;

    using QObject::QObject;

    /// Starts looking for the agent. Signals tell how it goes; returns at once.
    virtual void connectToAgent() = 0;
    [[nodiscard]] virtual LinkState state() const = 0;
    /// Why the link is Lost or Failed.
    [[nodiscard]] virtual Error error() const = 0;

    /// Asks the agent. `answer` is called exactly once, later, never from inside send(): with the
    /// reply, with what the agent said against it, or with agent-unreachable when the link broke or
    /// the time was up. A reply in pages is put together first. Requests made while Connecting wait
    /// for the connection. `answer` is not called when `context` is gone by then.
    virtual void send(const protocol::Request &request, QObject *context, Answer answer) = 0;

    /// send() with the reply in its own type.
    template <typename R>
    void ask(const R &request, QObject *context,
             std::function<void(Result<typename R::Reply>)> answer)
    {
        send(request, context, [answer = std::move(answer)](const Result<protocol::Reply> &reply) {
            if (!reply) {
                answer(tl::unexpected(reply.error()));
                return;
            }
            const auto *typed = std::get_if<typename R::Reply>(&*reply);
            answer(typed ? Result<typename R::Reply>(*typed)
                         : fail(ErrorCode::ProtocolError, QStringLiteral("another kind of reply")));
        });
    }

    /// Keeps jobPage and jobChanges coming, after every reconnection too.
    virtual void subscribe() = 0;

signals:
    void stateChanged(lighterman::LinkState state);
    /// A part of the list of jobs; the first of a new list has `first`.
    void jobPage(const lighterman::protocol::JobPage &page, bool first);
    void jobChanges(const lighterman::protocol::JobChanges &changes);
    /// Whoever asks for the open questions now gets another answer than before. Heard by who has
    /// subscribed; agents from before there were questions never say it.
    void questionsChanged();
    /// The agent says why there is no list; it is asked for again after a reconnection.
    void listRefused(const lighterman::Error &why);
};

} // namespace lighterman
