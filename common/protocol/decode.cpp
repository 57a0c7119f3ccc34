// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/protocol/decode.h"

#include "common/protocol/readvalue.h"

namespace lighterman::protocol {

namespace {

struct Envelope
{
    Name kind;
    std::optional<qint64> id;
    bool more = false; ///< of an add-job; only looked for where the rest is not read
};

/// Takes the pair whose key has just been read, if it is one of the envelope's own.
bool takeEnvelope(Reader &in, const Name &key, Envelope &envelope, bool &taken)
{
    taken = true;
    if (key == "kind"_L1) {
        if (envelope.kind.view().isEmpty())
            return in.read(envelope.kind);
        return in.refuse(QStringLiteral("twice: kind"));
    }
    if (key == "id"_L1) {
        if (!envelope.id)
            return in.read(envelope.id.emplace());
        return in.refuse(QStringLiteral("twice: id"));
    }
    taken = false;
    return true;
}

tl::unexpected<Error> asProtocolError(const Error &error)
{
    return fail(ErrorCode::ProtocolError, error.detail);
}

enum class Extent : bool { KindOnly, Whole };

bool scanPair(Reader &in, Envelope &envelope)
{
    Name key;
    bool taken = false;
    if (!in.read(key) || !takeEnvelope(in, key, envelope, taken))
        return false;
    if (key == "more"_L1 && envelope.kind == AddJob::kind)
        return in.read(envelope.more);
    return taken || in.skip();
}

/// Kind and id of a message. `Whole` proves by the way that the rest is well-formed.
Result<Envelope> scan(const QByteArray &payload, Extent extent)
{
    Reader in(payload);
    Envelope envelope;
    if (!in.enterMap())
        return asProtocolError(in.error());
    while (in.hasNext()) {
        if (!scanPair(in, envelope))
            return asProtocolError(in.error());
        if (extent == Extent::KindOnly && !envelope.kind.view().isEmpty())
            return envelope;
    }
    if (!in.leave() || !in.finish())
        return asProtocolError(in.error());
    if (envelope.kind.view().isEmpty())
        return fail(ErrorCode::ProtocolError, QStringLiteral("a message without kind"));
    return envelope;
}

/// Reads the whole frame as one `T`, the envelope's keys between its own.
template <typename T>
bool readMessage(Reader &in, T &message, Envelope &envelope)
{
    PairReader<T> pairs(in, message);
    if (!in.enterMap())
        return false;
    while (in.hasNext()) {
        Name key;
        bool taken = false;
        if (!in.read(key) || !takeEnvelope(in, key, envelope, taken))
            return false;
        if (!taken && !pairs.take(key))
            return false;
    }
    return in.leave() && pairs.finish() && in.finish();
}

template <typename T>
Result<T> decodeOnly(const QByteArray &payload)
{
    T message;
    Envelope envelope;
    Reader in(payload);
    if (!readMessage(in, message, envelope))
        return asProtocolError(in.error());
    if (!(envelope.kind == T::kind))
        return fail(ErrorCode::ProtocolError, QStringLiteral("another kind of message"));
    return message;
}

/// The alternative of `Any` whose kind is `kind`, with nothing in it.
template <typename Any, std::size_t... At>
std::optional<Any> emptyOf(const Name &kind, std::index_sequence<At...>)
{
    std::optional<Any> found;
    const auto look = [&](const auto &empty) {
        if (kind == empty.kind)
            found.emplace(empty);
    };
    (look(std::variant_alternative_t<At, Any>{}), ...);
    return found;
}

/// A message that belongs to a request.
template <typename Any>
struct Numbered
{
    qint64 id = 0;
    std::optional<Any> message; ///< absent for an unknown kind
};

template <typename Any>
bool readNumbered(Reader &in, Numbered<Any> &numbered)
{
    Envelope envelope;
    const auto read = [&](auto &message) { return readMessage(in, message, envelope); };
    if (!std::visit(read, *numbered.message))
        return false;
    if (!envelope.id)
        return in.refuse(QStringLiteral("a message without id"));
    numbered.id = *envelope.id;
    return true;
}

template <typename Any>
std::optional<Any> emptyOf(const Name &kind)
{
    return emptyOf<Any>(kind, std::make_index_sequence<std::variant_size_v<Any>>{});
}

/// Why `payload`, whose bytes are sound, is not taken; or the error if they are not sound.
Result<RefusedRequest> refused(const QByteArray &payload, const Error &why)
{
    const auto envelope = scan(payload, Extent::Whole);
    if (!envelope)
        return tl::unexpected(envelope.error());
    if (!envelope->id)
        return fail(ErrorCode::ProtocolError, QStringLiteral("a request without id"));
    return RefusedRequest{*envelope->id, envelope->kind.view().toString(), envelope->more, why};
}

} // namespace

Result<FromClient> decodeFromClient(const QByteArray &payload)
{
    const auto envelope = scan(payload, Extent::KindOnly);
    if (!envelope)
        return tl::unexpected(envelope.error());
    Numbered<Request> numbered{.message = emptyOf<Request>(envelope->kind)};
    if (!numbered.message)
        return refused(payload,
                       fail(ErrorCode::ProtocolError,
                            QStringLiteral("unknown request \"%1\"").arg(envelope->kind.view()))
                           .value());
    Reader in(payload);
    if (readNumbered(in, numbered))
        return ClientRequest{numbered.id, std::move(*numbered.message)};
    if (in.error().code == ErrorCode::ProtocolError)
        return tl::unexpected(in.error());
    return refused(payload, in.error());
}

Result<FromAgent> decodeFromAgent(const QByteArray &payload)
{
    const auto envelope = scan(payload, Extent::KindOnly);
    if (!envelope)
        return tl::unexpected(envelope.error());
    if (envelope->kind == JobChanges::kind)
        return decodeOnly<JobChanges>(payload);
    if (envelope->kind == QuestionsChanged::kind)
        return decodeOnly<QuestionsChanged>(payload);
    if (envelope->kind == Goodbye::kind)
        return decodeOnly<Goodbye>(payload);
    Numbered<Reply> numbered{.message = emptyOf<Reply>(envelope->kind)};
    if (!numbered.message) {
        return scan(payload, Extent::Whole).map([](const Envelope &whole) {
            return FromAgent(UnknownMessage{whole.kind.view().toString(), whole.id});
        });
    }
    Reader in(payload);
    if (!readNumbered(in, numbered))
        return asProtocolError(in.error());
    return AgentReply{numbered.id, std::move(*numbered.message)};
}

Result<Hello> decodeHello(const QByteArray &payload)
{
    return decodeOnly<Hello>(payload);
}

} // namespace lighterman::protocol
