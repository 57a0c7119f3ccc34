// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/protocol/encode.h"

#include "common/base/secret.h"
#include "common/protocol/limits.h"
#include "common/protocol/rows.h"
#include "common/protocol/values.h"
#include "common/protocol/writer.h"

namespace lighterman::protocol {

namespace {

template <typename T>
bool hasSecret(const T &)
{
    return std::is_same_v<T, SetCredentials> || std::is_same_v<T, AnswerQuestion>;
}
bool hasSecret(const AddJob &job)
{
    return !job.credentials.empty();
}

/// The envelope comes first, so that the reader knows what to expect.
template <typename T>
void writeEnvelope(QByteArray &bytes, std::optional<qint64> id, const T &message,
                   Writer::LongTexts longTexts)
{
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
}

template <typename T>
QByteArray envelope(std::optional<qint64> id, const T &message, Writer::LongTexts longTexts)
{
    QByteArray bytes;
    if (!hasSecret(message)) {
        writeEnvelope(bytes, id, message, longTexts);
        return bytes;
    }
    bytes.reserve(kMaxFrame); // growing, it would leave parts of the secret behind
    writeEnvelope(bytes, id, message, longTexts);
    QByteArray exact(bytes.constData(), bytes.size());
    wipe(bytes);
    return exact;
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

QByteArray encode(const QuestionsChanged &news)
{
    return envelope({}, news, Writer::LongTexts::Cut);
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
