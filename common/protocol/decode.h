// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/protocol/messages.h"

#include <QByteArray>

// Bytes of a peer, who may be anybody, as messages. An error is always ProtocolError and means that
// the bytes make no sense: the connection is to be closed.
namespace lighterman::protocol {

struct ClientRequest
{
    qint64 id = 0;
    Request request;
};

/// A well-formed request that cannot be taken: of an unknown kind, or with a value that is none of
/// ours (a link that is no link, a verb from the future). To be answered with Failure{error}.
struct RefusedRequest
{
    qint64 id = 0;
    QString kind;
    bool more = false; ///< a part of an add-job, and not the last one
    Error error;
};

struct AgentReply
{
    qint64 id = 0;
    Reply reply;
};

/// A message of a kind that this version does not know. With an id it answers a request.
struct UnknownMessage
{
    QString kind;
    std::optional<qint64> id;
};

using FromClient = std::variant<ClientRequest, RefusedRequest>;
using FromAgent = std::variant<AgentReply, JobChanges, QuestionsChanged, Goodbye, UnknownMessage>;

/// What the agent reads after the client's hello.
[[nodiscard]] Result<FromClient> decodeFromClient(const QByteArray &payload);
/// What a client reads after the agent's hello.
[[nodiscard]] Result<FromAgent> decodeFromAgent(const QByteArray &payload);
/// The first message of either side. Whether its version will do is for the caller to say.
[[nodiscard]] Result<Hello> decodeHello(const QByteArray &payload);

} // namespace lighterman::protocol
