// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/digestfields.h"

#include <algorithm>
#include <array>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// Every registered digest together has less than half of this.
constexpr qsizetype kLongestField = 4096;

/// As a field calls it, and as Checksum does; weak first.
struct Algorithm
{
    QByteArrayView field;
    QLatin1StringView name;
    int bytes;
};
constexpr std::array kOld{
    Algorithm{"md5", "md5"_L1, 16},
    Algorithm{"sha", "sha1"_L1, 20},
    Algorithm{"sha-256", "sha256"_L1, 32},
    Algorithm{"sha-512", "sha512"_L1, 64},
};
constexpr std::array kNew{kOld[2], kOld[3]};

/// Keeps the strongest of the digests it is shown.
template <std::size_t Size>
class Choice
{
public:
    explicit constexpr Choice(const std::array<Algorithm, Size> &known)
        : m_known(known)
    {
    }

    /// A name that comes again replaces what it said before (RFC 8941, section 4.2.2).
    void offer(QByteArrayView name, const std::optional<QByteArray> &digest)
    {
        const auto known = std::find_if(m_known.begin(), m_known.end(),
                                        [&](const Algorithm &a) { return a.field == name; });
        if (known == m_known.end())
            return;
        const bool fits = digest && digest->size() == known->bytes;
        m_digests[std::size_t(known - m_known.begin())] = fits ? digest : std::nullopt;
    }

    [[nodiscard]] std::optional<Checksum> strongest() const
    {
        for (std::size_t i = Size; i > 0; --i) {
            if (m_digests[i - 1])
                return Checksum{m_known[i - 1].name, *m_digests[i - 1]};
        }
        return std::nullopt;
    }

private:
    const std::array<Algorithm, Size> &m_known;
    std::array<std::optional<QByteArray>, Size> m_digests;
};

std::optional<QByteArray> fromBase64(QByteArrayView text)
{
    const auto read = QByteArray::fromBase64Encoding(text.toByteArray(),
                                                     QByteArray::AbortOnBase64DecodingErrors);
    return read ? std::optional(*read) : std::nullopt;
}

/// Walks through a dictionary of structured fields. Of its values only byte sequences are read; all
/// others are stepped over, with their parameters.
class DictionaryReader
{
public:
    explicit DictionaryReader(QByteArrayView text)
        : m_rest(text)
    {
        skip(" "); // as are blanks at the end
    }

    struct Member
    {
        QByteArrayView key;
        std::optional<QByteArray> bytes; ///< where the value is a byte sequence
    };

    /// The next member; none at the end, and where the text is no dictionary (isBroken()).
    std::optional<Member> next()
    {
        if (m_isBroken || m_rest.isEmpty())
            return std::nullopt;
        Member member{key(), {}};
        if (!member.key.isEmpty() && takeIf('=') && !value(member))
            m_isBroken = true;
        if (!m_isBroken && !parameters())
            m_isBroken = true;
        m_isBroken = m_isBroken || member.key.isEmpty() || !separator();
        return m_isBroken ? std::nullopt : std::optional(member);
    }
    [[nodiscard]] bool isBroken() const { return m_isBroken; }

private:
    void skip(QByteArrayView any)
    {
        while (!m_rest.isEmpty() && any.contains(m_rest.front()))
            m_rest = m_rest.sliced(1);
    }

    QByteArrayView take(qsizetype count)
    {
        const QByteArrayView taken = m_rest.first(count);
        m_rest = m_rest.sliced(count);
        return taken;
    }

    bool takeIf(char c)
    {
        const bool is = m_rest.startsWith(c);
        if (is)
            take(1);
        return is;
    }

    QByteArrayView key()
    {
        const auto isFirst = [](char c) { return (c >= 'a' && c <= 'z') || c == '*'; };
        if (m_rest.isEmpty() || !isFirst(m_rest.front()))
            return {};
        const auto end = std::find_if_not(m_rest.begin(), m_rest.end(), [&](char c) {
            return isFirst(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
        });
        return take(end - m_rest.begin());
    }

    bool value(Member &member)
    {
        if (!takeIf('('))
            return item(&member);
        for (skip(" "); !takeIf(')'); skip(" ")) { // an inner list
            if (m_rest.isEmpty() || !item(nullptr) || !parameters())
                return false;
        }
        return true;
    }

    bool item(Member *member)
    {
        if (takeIf('"'))
            return quoted();
        if (takeIf(':'))
            return bytes(member);
        constexpr QByteArrayView kEnds = " \t,;()\"";
        const auto end
            = std::find_if(m_rest.begin(), m_rest.end(), [&](char c) { return kEnds.contains(c); });
        return !take(end - m_rest.begin()).isEmpty();
    }

    bool bytes(Member *member)
    {
        const qsizetype end = m_rest.indexOf(':');
        if (end < 0)
            return false;
        const auto read = fromBase64(take(end));
        take(1);
        if (member)
            member->bytes = read;
        return read.has_value();
    }

    bool quoted()
    {
        while (!m_rest.isEmpty()) {
            const char c = take(1).front();
            if (c == '"')
                return true;
            if (c == '\\' && !m_rest.isEmpty())
                take(1);
        }
        return false;
    }

    bool parameters()
    {
        while (takeIf(';')) {
            skip(" ");
            if (key().isEmpty() || (takeIf('=') && !item(nullptr)))
                return false;
        }
        return true;
    }

    /// False for anything but the end, or a comma with another member behind it.
    bool separator()
    {
        skip(" \t");
        if (m_rest.isEmpty())
            return true;
        if (!takeIf(','))
            return false;
        skip(" \t");
        return !m_rest.isEmpty();
    }

    QByteArrayView m_rest;
    bool m_isBroken = false;
};

} // namespace

std::optional<Checksum> parseDigestField(QByteArrayView value)
{
    if (value.size() > kLongestField)
        return std::nullopt;
    Choice choice(kNew);
    DictionaryReader reader(value);
    while (const auto member = reader.next())
        choice.offer(member->key, member->bytes);
    return reader.isBroken() ? std::nullopt : choice.strongest();
}

std::optional<Checksum> parseOldDigestField(QByteArrayView value)
{
    if (value.size() > kLongestField)
        return std::nullopt;
    Choice choice(kOld);
    for (const QByteArray &part : value.toByteArray().split(',')) {
        const qsizetype equals = part.indexOf('=');
        if (equals > 0)
            choice.offer(part.first(equals).trimmed().toLower(),
                         fromBase64(part.sliced(equals + 1).trimmed()));
    }
    return choice.strongest();
}

std::optional<Checksum> digestOfWhole(const DigestFields &fields, bool isWhole)
{
    auto digest = parseDigestField(fields.ofRepresentation);
    if (!digest && isWhole)
        digest = parseDigestField(fields.ofContent);
    return digest ? digest : parseOldDigestField(fields.old);
}

} // namespace lighterman
