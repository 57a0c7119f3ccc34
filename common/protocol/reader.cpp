// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/protocol/reader.h"

#include "common/model/credentials.h"
#include "common/protocol/limits.h"

#include <algorithm>

namespace lighterman::protocol {

using namespace Qt::StringLiterals;

void Name::assign(QByteArrayView text)
{
    const bool plain = text.size() <= kLongest
        && std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
    m_size = plain ? text.size() : 0;
    std::transform(text.begin(), text.begin() + m_size, m_text.begin(),
                   [](char c) { return QLatin1Char(c); });
}

Reader::Reader(const QByteArray &frame)
    : m_in(frame)
    , m_size(frame.size())
{
}

bool Reader::refuse(const QString &detail, ErrorCode code)
{
    if (m_error.code == ErrorCode::None)
        m_error = fail(code, detail).value();
    return false;
}

bool Reader::check()
{
    if (m_error.code == ErrorCode::None && m_in.lastError() != QCborError::NoError)
        refuse(u"not CBOR: "_s + m_in.lastError().toString());
    return m_error.code == ErrorCode::None;
}

bool Reader::enter(quint64 itemsPerElement, qsizetype most)
{
    if (!m_in.isLengthKnown())
        return refuse(u"a container without a length"_s);
    // Each item takes a byte at least, so what the frame cannot hold is known before it is read.
    const quint64 count = m_in.length();
    if (count > left() / itemsPerElement || count > quint64(most))
        return refuse(u"a container of %1 items"_s.arg(count));
    m_in.enterContainer();
    return check();
}

bool Reader::enterMap()
{
    return m_in.isMap() ? enter(2, kMaxItems) : refuse(u"a map was expected"_s);
}

std::optional<qsizetype> Reader::enterArray(qsizetype most)
{
    if (!m_in.isArray()) {
        refuse(u"an array was expected"_s);
        return std::nullopt;
    }
    const auto count = qsizetype(m_in.isLengthKnown() ? m_in.length() : 0);
    return enter(1, most) ? std::optional(count) : std::nullopt;
}

bool Reader::leave()
{
    if (!check())
        return false;
    if (m_in.hasNext() || m_in.containerDepth() == 0)
        return refuse(u"more items than expected"_s);
    m_in.leaveContainer();
    return check();
}

bool Reader::read(bool &value)
{
    if (!m_in.isBool())
        return refuse(u"true or false was expected"_s);
    value = m_in.toBool();
    return stepOver();
}

bool Reader::read(qint64 &value)
{
    constexpr auto kMost = quint64(std::numeric_limits<qint64>::max());
    if (m_in.isUnsignedInteger() && m_in.toUnsignedInteger() <= kMost) {
        value = qint64(m_in.toUnsignedInteger());
        return stepOver();
    }
    // Counted from -1 downwards; 2^64 of them come as 0.
    const quint64 below = m_in.isNegativeInteger() ? quint64(m_in.toNegativeInteger()) : 0;
    if (below == 0 || below > kMost)
        return refuse(u"a whole number of 64 bits was expected"_s);
    value = -qint64(below);
    return stepOver();
}

/// How many bytes the string has that comes next; nothing when it is not one that is taken.
std::optional<qsizetype> Reader::stringSize(qsizetype most)
{
    const qsizetype size = m_in.isLengthKnown() ? m_in.currentStringChunkSize() : -1;
    if (size >= 0 && size <= most && quint64(size) <= left())
        return size;
    if (size < 0 || quint64(size) > left())
        refuse(u"a text without a length that fits into its frame"_s);
    else
        refuse(u"a text of %1 bytes"_s.arg(size), ErrorCode::StringTooLong);
    return std::nullopt;
}

/// Reads a string that has as many bytes as stringSize() said and `bytes` has room for.
bool Reader::readChunk(std::span<char> bytes)
{
    const auto chunk = m_in.readStringChunk(bytes.data(), qsizetype(bytes.size()));
    // An empty string has no chunk; any other is followed by its end, which must be stepped over.
    const bool whole = chunk.status == QCborStreamReader::EndOfString
        || (chunk.status == QCborStreamReader::Ok
            && m_in.readStringChunk(nullptr, 0).status == QCborStreamReader::EndOfString);
    return whole || (check() && refuse(u"a text that cannot be read"_s));
}

bool Reader::read(QString &value)
{
    constexpr std::size_t kShort = 96;
    if (!m_in.isString())
        return refuse(u"a text was expected"_s);
    const auto length = stringSize(kMaxText);
    if (!length)
        return false;
    const auto size = std::size_t(*length);
    std::array<char, kShort> few{};
    QByteArray many;
    if (size > kShort)
        many.resize(qsizetype(size));
    const std::span<char> bytes
        = size > kShort ? std::span(many.data(), size) : std::span(few).first(size);
    if (!readChunk(bytes))
        return false;
    const QUtf8StringView text(bytes.data(), qsizetype(size));
    if (!text.isValidUtf8())
        return refuse(u"a text that is not UTF-8"_s);
    value = text.toString();
    return true;
}

bool Reader::read(QByteArray &value)
{
    if (!m_in.isByteArray())
        return refuse(u"a byte string was expected"_s);
    const auto size = stringSize(kMaxText);
    if (!size)
        return false;
    value.resize(*size);
    return readChunk({value.data(), std::size_t(value.size())});
}

bool Reader::read(Secret &value)
{
    constexpr qsizetype kMost = 3 * kMaxPassword; // bytes of UTF-8
    if (!m_in.isByteArray())
        return refuse(u"a byte string was expected"_s);
    const auto size = stringSize(kMaxFrame);
    if (!size)
        return false;
    if (*size > kMost)
        return refuse({}, ErrorCode::PasswordTooLarge);
    QByteArray bytes(*size, Qt::Uninitialized);
    const bool ok = readChunk({bytes.data(), std::size_t(bytes.size())});
    value = Secret(std::move(bytes)); // also what was not read to its end is wiped
    return ok;
}

bool Reader::readExactly(std::span<char> bytes)
{
    if (!m_in.isByteArray())
        return refuse(u"a byte string was expected"_s);
    const auto size = stringSize(kMaxText);
    if (!size)
        return false;
    if (std::size_t(*size) != bytes.size())
        return refuse(u"a byte string of %1 bytes was expected"_s.arg(bytes.size()));
    return readChunk(bytes);
}

bool Reader::read(Name &name)
{
    if (!m_in.isString())
        return refuse(u"a name was expected"_s);
    const auto size = stringSize(kMaxText);
    if (!size)
        return false;
    if (*size > Name::kLongest) {
        name.assign({});
        return stepOver();
    }
    std::array<char, Name::kLongest> bytes{};
    if (!readChunk(std::span(bytes).first(std::size_t(*size))))
        return false;
    name.assign({bytes.data(), *size});
    const bool plain = !name.view().isEmpty();
    return plain || QUtf8StringView(bytes.data(), *size).isValidUtf8()
        || refuse(u"a name that is not UTF-8"_s);
}

/// Enters the container that comes next, whatever its kind, as the one at `depth`.
bool Reader::enterAny(int depth)
{
    if (depth > kMaxDepth)
        return refuse(u"containers too deep in each other"_s);
    return m_in.isMap() ? enterMap() : enterArray(kMaxItems).has_value();
}

bool Reader::skip()
{
    int depth = 0;
    do {
        if (depth > 0 && !hasNext()) {
            if (!leave())
                return false;
            --depth;
        } else if (m_in.isContainer()) {
            if (!enterAny(++depth))
                return false;
        } else if (!stepOver()) {
            return false;
        }
    } while (depth > 0);
    return true;
}

bool Reader::stepOver()
{
    if (m_in.isTag())
        return refuse(u"a tag"_s);
    const bool isText = m_in.isString() || m_in.isByteArray();
    if (isText && !stringSize(kMaxFrame))
        return false;
    return m_in.next() || (check() && refuse(u"an element that cannot be read"_s));
}

bool Reader::finish()
{
    if (check() && left() != 0)
        return refuse(u"%1 bytes behind the message"_s.arg(left()));
    return check();
}

} // namespace lighterman::protocol
