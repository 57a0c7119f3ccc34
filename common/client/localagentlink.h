// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/client/agentlink.h"
#include "common/client/agentstarter.h"
#include "common/client/pendingrequests.h"
#include "common/protocol/connection.h"
#include "common/protocol/decode.h"

#include <QLocalSocket>
#include <QTimer>

#include <deque>
#include <memory>
#include <optional>

namespace lighterman {

struct LinkOptions
{
    QString socket;         ///< absolute; empty: paths::socket()
    QString program;        ///< own name and version, for the agent's log
    bool startAgent = true; ///< start the agent when none answers connectToAgent()
    /// Start it again too when it was lost and does not come back. One that said goodbye is not
    /// started again; the link fails when nobody else does within connectTimeout.
    bool restartAgent = false;
    QString agentProgram;                             ///< empty: findAgent()
    std::chrono::milliseconds connectTimeout{10'000}; ///< from connectToAgent() to Failed
    std::chrono::milliseconds requestTimeout{30'000};
    /// The same for requests that wait for a server or a person.
    std::chrono::milliseconds patience{600'000};
    std::chrono::milliseconds shortestPause{100};  ///< before trying again; doubles …
    std::chrono::milliseconds longestPause{5'000}; ///< … up to this
    protocol::ConnectionLimits connection;
};

/// The agent of this user, over its socket. Nothing here blocks.
///
/// With `startAgent` an agent that does not answer is started, and has `connectTimeout` to listen;
/// without, the link fails at once. A lost link tries for ever, with growing pauses. Requests whose
/// answers are lost are never sent again: only the caller can know whether that is safe.
class LocalAgentLink final : public AgentLink
{
    Q_OBJECT

public:
    explicit LocalAgentLink(LinkOptions options = {}, QObject *parent = nullptr);
    ~LocalAgentLink() override;

    void connectToAgent() override;
    [[nodiscard]] LinkState state() const override { return m_state; }
    [[nodiscard]] Error error() const override { return m_error; }
    /// Beyond AgentLink: while Lost or Failed the answer is agent-unreachable or why it failed.
    void send(const protocol::Request &request, QObject *context, Answer answer) override;
    void subscribe() override;

private:
    struct Outgoing
    {
        qint64 id;
        bool begins; ///< the first part of its request
        QByteArray payload;
    };

    void attempt();
    void attemptFailed(QLocalSocket::LocalSocketError why);
    [[nodiscard]] bool mayStart() const;
    [[nodiscard]] bool mayGiveUp() const;
    [[nodiscard]] QString whyGivenUp() const;
    Result<void> start();
    void tryAgain();
    void connected();
    void opened();
    void broken(const Error &error);
    void received(const QByteArray &payload);
    void takeReply(protocol::AgentReply reply);
    void takeUnknown(const protocol::UnknownMessage &message);
    void dropConnection();
    void giveUp(const Error &error);
    void setState(LinkState state);

    qint64 add(QObject *context, Answer answer, PendingRequests::Pages pages,
               std::chrono::milliseconds patience);
    void refuse(qint64 id, const Error &error);
    void queue(qint64 id, const protocol::Request &request);
    void flush();
    void expire();
    void watchDeadlines();
    void askForList();

    LinkOptions m_options;
    LinkState m_state = LinkState::Connecting;
    Error m_error;
    bool m_looking = false; ///< connectToAgent() was called and nothing came of it yet
    bool m_parted = false;  ///< the agent said goodbye, and none has come since
    std::optional<AgentProcess> m_started;
    bool m_subscribed = false;
    bool m_firstPage = false;               ///< the subscription's next page begins a new list
    qint64 m_subscription = 0;              ///< number of the request whose pages are handed on
    std::unique_ptr<QLocalSocket> m_socket; ///< while connecting
    std::unique_ptr<protocol::Connection> m_connection;
    PendingRequests m_requests;
    std::deque<Outgoing> m_outbox;
    std::chrono::milliseconds m_pause{0};
    PendingRequests::Clock::time_point m_giveUpAt;
    PendingRequests::Clock::time_point m_mayStartAt;
    QTimer m_retry;
    QTimer m_deadlines;
};

} // namespace lighterman
