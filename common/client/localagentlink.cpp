// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/client/localagentlink.h"

#include "common/base/log.h"
#include "common/base/paths.h"
#include "common/base/secret.h"
#include "common/client/agentsocket.h"
#include "common/protocol/encode.h"
#include "common/protocol/limits.h"
#include "common/protocol/pages.h"

#include <algorithm>
#include <utility>

namespace lighterman {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using protocol::ListJobs;
using Clock = PendingRequests::Clock;

namespace {

/// Bytes on their way to the agent at which the rest waits here.
constexpr qint64 kEnoughPending = protocol::kMaxFrame;

/// How long a started agent that has ended is looked for: another one may have been quicker.
constexpr auto kLastLook = 1s;

Error unreachable(const QString &detail)
{
    return fail(ErrorCode::AgentUnreachable, detail).value();
}

std::vector<QByteArray> payloadsOf(qint64 id, const protocol::Request &request)
{
    const auto *add = std::get_if<protocol::AddJob>(&request);
    if (!add)
        return {protocol::encode(id, request)};
    std::vector<QByteArray> payloads;
    for (const protocol::AddJob &part : protocol::split(*add))
        payloads.push_back(protocol::encode(id, part));
    return payloads;
}

/// Whether the answer waits for a server or a person, not for the agent alone.
bool needsOthers(const protocol::Request &request)
{
    return std::holds_alternative<protocol::AnswerQuestion>(request)
        || std::holds_alternative<protocol::UnlockKeyring>(request);
}

} // namespace

LocalAgentLink::LocalAgentLink(LinkOptions options, QObject *parent)
    : AgentLink(parent)
    , m_options(std::move(options))
    , m_error(fail(ErrorCode::None).value())
{
    if (m_options.socket.isEmpty())
        m_options.socket = paths::socket();
    m_retry.setSingleShot(true);
    m_deadlines.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &LocalAgentLink::attempt);
    connect(&m_deadlines, &QTimer::timeout, this, &LocalAgentLink::expire);
}

LocalAgentLink::~LocalAgentLink()
{
    // What they say while they are destroyed would reach what is half gone.
    if (m_socket)
        m_socket->disconnect(this);
    if (m_connection)
        m_connection->disconnect(this);
}

void LocalAgentLink::connectToAgent()
{
    if (m_looking || m_connection)
        return;
    m_retry.start(0ms);
    m_looking = true;
    m_parted = false;
    m_started.reset();
    m_giveUpAt = Clock::now() + m_options.connectTimeout;
    m_mayStartAt = {};
    // An agent that was just started listens soon.
    m_pause = m_options.shortestPause / 4;
    setState(LinkState::Connecting);
}

void LocalAgentLink::attempt()
{
    dropConnection();
    if (isTooLong(m_options.socket)) {
        giveUp(unreachable(
            u"the path of the socket is longer than %1 bytes"_s.arg(kLongestSocketPath)));
        return;
    }
    if (mayGiveUp() && Clock::now() >= m_giveUpAt) {
        giveUp(unreachable(whyGivenUp()));
        return;
    }
    // Should connecting hang, this calls it off.
    m_retry.start(m_looking ? m_options.connectTimeout : m_options.longestPause);
    m_socket = std::make_unique<QLocalSocket>();
    connect(m_socket.get(), &QLocalSocket::connected, this, &LocalAgentLink::connected);
    connect(m_socket.get(), &QLocalSocket::errorOccurred, this, &LocalAgentLink::attemptFailed);
    m_socket->connectToServer(m_options.socket);
}

bool LocalAgentLink::mayStart() const
{
    return m_looking ? m_options.startAgent : m_options.restartAgent && !m_parted;
}

bool LocalAgentLink::mayGiveUp() const
{
    return m_looking || (m_options.restartAgent && m_parted);
}

QString LocalAgentLink::whyGivenUp() const
{
    if (m_parted)
        return u"it was told to end"_s;
    if (m_started && m_started->hasEnded())
        return u"it was started but has ended"_s;
    return u"no answer at %1"_s.arg(m_options.socket);
}

Result<void> LocalAgentLink::start()
{
    m_mayStartAt = Clock::now() + m_options.connectTimeout;
    auto started = startAgent(
        m_options.agentProgram.isEmpty() ? findAgent() : m_options.agentProgram, m_options.socket);
    if (!started)
        return tl::unexpected(started.error());
    m_started.emplace(std::move(*started));
    return {};
}

void LocalAgentLink::attemptFailed(QLocalSocket::LocalSocketError why)
{
    dropConnection();
    const bool forbidden = why == QLocalSocket::SocketAccessError;
    if (m_looking && (forbidden || !mayStart())) {
        giveUp(unreachable(whyNot(why, m_options.socket)));
        return;
    }
    if (mayStart() && !forbidden && Clock::now() >= m_mayStartAt) {
        if (const auto started = start(); !started && m_looking) {
            giveUp(started.error());
            return;
        }
    }
    if (m_looking && m_started && m_started->hasEnded())
        m_giveUpAt = std::min(m_giveUpAt, Clock::now() + kLastLook);
    tryAgain();
}

void LocalAgentLink::tryAgain()
{
    const auto longest = m_looking ? 2 * m_options.shortestPause : m_options.longestPause;
    m_retry.start(m_pause);
    m_pause = std::min(2 * m_pause, longest);
}

void LocalAgentLink::connected()
{
    if (!isOurs(*m_socket)) {
        giveUp(unreachable(u"%1 belongs to another user"_s.arg(m_options.socket)));
        return;
    }
    m_retry.stop(); // from here on the time-out for the hello holds
    m_socket->disconnect(this);
    protocol::Hello own;
    own.program = m_options.program;
    m_connection
        = std::make_unique<protocol::Connection>(std::move(m_socket), own, m_options.connection);
    using protocol::Connection;
    connect(m_connection.get(), &Connection::opened, this, &LocalAgentLink::opened);
    connect(m_connection.get(), &Connection::received, this, &LocalAgentLink::received);
    connect(m_connection.get(), &Connection::drained, this, &LocalAgentLink::flush);
    connect(m_connection.get(), &Connection::broken, this, &LocalAgentLink::broken);
}

void LocalAgentLink::opened()
{
    m_looking = false;
    m_parted = false;
    m_error = fail(ErrorCode::None).value();
    m_state = LinkState::Connected;
    if (m_subscribed && !m_requests.contains(m_subscription))
        askForList();
    flush();
    emit stateChanged(m_state);
}

void LocalAgentLink::broken(const Error &error)
{
    dropConnection();
    if (m_state != LinkState::Connected && error.code == ErrorCode::ProtocolError) {
        giveUp(error);
        return;
    }
    if (m_state != LinkState::Connected) {
        tryAgain();
        return;
    }
    m_error = unreachable(error.detail);
    m_giveUpAt = Clock::now() + m_options.connectTimeout;
    m_outbox.clear();
    // A service manager that restarts the agent gets its chance first.
    m_mayStartAt = Clock::now() + 10 * m_options.shortestPause;
    m_pause = m_options.shortestPause;
    tryAgain();
    m_state = LinkState::Lost;
    m_requests.failAll(m_error);
    emit stateChanged(LinkState::Lost);
}

void LocalAgentLink::dropConnection()
{
    // Both may be in the middle of a signal.
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket.release()->deleteLater();
    }
    if (m_connection) {
        m_connection->disconnect(this);
        m_connection.release()->deleteLater();
    }
}

void LocalAgentLink::giveUp(const Error &error)
{
    dropConnection();
    m_retry.stop();
    m_outbox.clear();
    m_looking = false;
    m_error = error;
    m_state = LinkState::Failed;
    m_requests.failAll(error);
    emit stateChanged(LinkState::Failed);
}

void LocalAgentLink::setState(LinkState state)
{
    if (std::exchange(m_state, state) != state)
        emit stateChanged(state);
}

void LocalAgentLink::send(const protocol::Request &request, QObject *context, Answer answer)
{
    const auto *list = std::get_if<ListJobs>(&request);
    const bool subscribes = list && list->subscribe;
    const qint64 id
        = add(context, std::move(answer),
              subscribes ? PendingRequests::Pages::OneByOne : PendingRequests::Pages::PutTogether,
              needsOthers(request) ? m_options.patience : m_options.requestTimeout);
    if (subscribes) {
        m_subscribed = true;
        m_subscription = id;
        m_firstPage = true;
    }
    if (m_state == LinkState::Lost || m_state == LinkState::Failed)
        refuse(id, m_error);
    else
        queue(id, request);
}

void LocalAgentLink::subscribe()
{
    m_subscribed = true;
    if (m_state == LinkState::Connected)
        askForList();
}

void LocalAgentLink::askForList()
{
    const auto answered = [this](const Result<protocol::Reply> &reply) {
        if (reply || m_state != LinkState::Connected || m_requests.contains(m_subscription))
            return;
        qCWarning(lcIpc) << "no list of jobs:" << wireName(reply.error().code)
                         << reply.error().detail;
        // An agent that is silent for so long is as good as gone.
        if (reply.error().code == ErrorCode::AgentUnreachable)
            m_connection->breakUp(reply.error());
        else
            emit listRefused(reply.error());
    };
    m_subscription
        = add(this, answered, PendingRequests::Pages::OneByOne, m_options.requestTimeout);
    m_firstPage = true;
    queue(m_subscription, ListJobs{.files = false, .subscribe = true});
}

qint64 LocalAgentLink::add(QObject *context, Answer answer, PendingRequests::Pages pages,
                           std::chrono::milliseconds patience)
{
    const qint64 id = m_requests.add(context, std::move(answer), patience, pages);
    if (!m_deadlines.isActive())
        watchDeadlines();
    return id;
}

void LocalAgentLink::refuse(qint64 id, const Error &error)
{
    QTimer::singleShot(0ms, this, [=, this] { m_requests.answer(id, tl::unexpected(error)); });
}

void LocalAgentLink::queue(qint64 id, const protocol::Request &request)
{
    auto payloads = payloadsOf(id, request);
    if (std::ranges::any_of(payloads, [](auto &p) { return p.size() > protocol::kMaxFrame; })) {
        refuse(id, fail(ErrorCode::TooLarge, u"the request is too large"_s).value());
        return;
    }
    bool begins = true;
    for (QByteArray &payload : payloads)
        m_outbox.push_back({id, std::exchange(begins, false), std::move(payload)});
    flush();
}

void LocalAgentLink::flush()
{
    while (m_state == LinkState::Connected && !m_outbox.empty()
           && m_connection->bytesPending() < kEnoughPending) {
        Outgoing next = std::move(m_outbox.front());
        m_outbox.pop_front();
        if (!next.begins || m_requests.contains(next.id))
            m_connection->send(next.payload); // failing, it breaks, and broken() sees to the rest
        else
            std::erase_if(m_outbox, [&](const Outgoing &other) { return other.id == next.id; });
        wipe(next.payload); // there may be a password in it
    }
}

void LocalAgentLink::received(const QByteArray &payload)
{
    auto message = protocol::decodeFromAgent(payload);
    if (!message) {
        m_connection->breakUp(message.error());
        return;
    }
    if (auto *reply = std::get_if<protocol::AgentReply>(&*message))
        takeReply(std::move(*reply));
    else if (const auto *changes = std::get_if<protocol::JobChanges>(&*message))
        emit jobChanges(*changes);
    else if (std::holds_alternative<protocol::QuestionsChanged>(*message))
        emit questionsChanged();
    else if (std::holds_alternative<protocol::Goodbye>(*message))
        m_parted = true;
    else
        takeUnknown(std::get<protocol::UnknownMessage>(*message));
}

void LocalAgentLink::takeReply(protocol::AgentReply reply)
{
    const auto *page = std::get_if<protocol::JobPage>(&reply.reply);
    if (page && reply.id == m_subscription && m_requests.contains(reply.id))
        emit jobPage(*page, std::exchange(m_firstPage, false));
    m_requests.take(reply.id, std::move(reply.reply));
}

void LocalAgentLink::takeUnknown(const protocol::UnknownMessage &message)
{
    // Without an id it is news of a kind that nobody here waits for.
    if (message.id)
        m_requests.answer(
            *message.id,
            fail(ErrorCode::ProtocolError, u"unknown reply \"%1\""_s.arg(message.kind)));
}

void LocalAgentLink::expire()
{
    m_requests.expire(Clock::now(), unreachable(u"no answer in time"_s));
    watchDeadlines();
}

void LocalAgentLink::watchDeadlines()
{
    const auto deadline = m_requests.nextDeadline();
    if (!deadline)
        return;
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now());
    m_deadlines.start(std::max(wait, 0ms));
}

} // namespace lighterman
