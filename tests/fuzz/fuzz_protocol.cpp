// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/protocol/decode.h"
#include "common/protocol/encode.h"
#include "common/protocol/framereader.h"

#include <cstdlib>

using namespace lighterman;
using namespace lighterman::protocol;

namespace {

void demand(bool holds)
{
    if (!holds)
        std::abort();
}

/// Whatever was taken must survive being written and read again.
void checkClient(const QByteArray &payload)
{
    const auto message = decodeFromClient(payload);
    const auto *request = message ? std::get_if<ClientRequest>(&*message) : nullptr;
    if (!request)
        return;
    const QByteArray written = encode(request->id, request->request);
    const auto again = decodeFromClient(written);
    demand(again.has_value());
    const auto &second = std::get<ClientRequest>(*again);
    demand(encode(second.id, second.request) == written);
}

void checkAgent(const QByteArray &payload)
{
    const auto message = decodeFromAgent(payload);
    const auto *reply = message ? std::get_if<AgentReply>(&*message) : nullptr;
    if (reply)
        demand(decodeFromAgent(encode(reply->id, reply->reply)).has_value());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FrameReader frames;
    frames.append(QByteArray(reinterpret_cast<const char *>(data), qsizetype(size)));
    for (auto next = frames.next(); next && *next; next = frames.next()) {
        if (const auto hello = decodeHello(**next))
            demand(decodeHello(encodeHello(*hello)).has_value());
        checkClient(**next);
        checkAgent(**next);
    }
    return 0;
}
