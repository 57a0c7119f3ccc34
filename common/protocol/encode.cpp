// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/protocol/encode.h"

#include "common/protocol/rows.h"
#include "common/protocol/values.h"
#include "common/protocol/writer.h"

namespace lighterman::protocol {

namespace {

/// The envelope comes first, so that the reader knows what to expect.
template <typename T>
QByteArray envelope(std::optional<qint64> id, const T &message, Writer::LongTexts longTexts)
{
    QByteArray bytes;
    Writer out(bytes, longTexts);
    out.beginMap(Writer::pairsOf(message) + (id ? 2 : 1));
    out.write("kind"_L1);
    out.write(T::kind);
    if (id) {
        out.write("id"_L1);
        out.write(*id);
    }
    out.writePairs(message);
    out.endMap();
    return bytes;
}

} // namespace

QByteArray encode(qint64 id, const Request &request)
{
    return std::visit(
        [&](const auto &message) { return envelope(id, message, Writer::LongTexts::Keep); },
        request);
}

QByteArray encode(qint64 id, const Reply &reply)
{
    return std::visit(
        [&](const auto &message) { return envelope(id, message, Writer::LongTexts::Cut); }, reply);
}

QByteArray encode(const JobChanges &changes)
{
    return envelope({}, changes, Writer::LongTexts::Cut);
}

QByteArray encode(const Goodbye &goodbye)
{
    return envelope({}, goodbye, Writer::LongTexts::Cut);
}

QByteArray encodeHello(const Hello &hello)
{
    return envelope({}, hello, Writer::LongTexts::Cut);
}

} // namespace lighterman::protocol
