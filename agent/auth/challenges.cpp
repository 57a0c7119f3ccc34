// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/challenges.h"

#include "common/model/credentials.h"

#include <QStringDecoder>

#include <algorithm>

namespace lighterman {

namespace {

constexpr QByteArrayView kBlanks = " \t";

bool isAlphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool isTokenChar(char c)
{
    return isAlphanumeric(c) || QByteArrayView("!#$%&'*+-.^_`|~").contains(c);
}

bool isToken68Char(char c)
{
    return isAlphanumeric(c) || QByteArrayView("-._~+/").contains(c);
}

bool isBareChar(char c)
{
    return !QByteArrayView(" \t,\"").contains(c);
}

/// The field from where it has not been read yet.
class Rest
{
public:
    explicit Rest(QByteArrayView text)
        : m_text(text)
    {
    }

    [[nodiscard]] bool isAtEnd() const { return m_text.isEmpty(); }
    [[nodiscard]] bool isAt(char c) const { return m_text.startsWith(c); }
    [[nodiscard]] bool isAtMemberEnd() const { return isAtEnd() || isAt(','); }

    QByteArrayView take(qsizetype count)
    {
        const QByteArrayView taken = m_text.first(count);
        m_text = m_text.sliced(count);
        return taken;
    }

    QByteArrayView takeAll() { return take(m_text.size()); }

    bool takeIf(char c)
    {
        const bool is = isAt(c);
        if (is)
            take(1);
        return is;
    }

    template <typename Predicate>
    QByteArrayView takeWhile(Predicate is)
    {
        const auto *const end = std::find_if_not(m_text.begin(), m_text.end(), is);
        return take(end - m_text.begin());
    }

    bool skip(QByteArrayView any)
    {
        return !takeWhile([any](char c) { return any.contains(c); }).isEmpty();
    }

private:
    QByteArrayView m_text;
};

/// Walks through the members of a list, which are schemes, their parameters, or nothing at all.
class ChallengeReader
{
public:
    ChallengeReader(QByteArrayView field, std::vector<Challenge> found)
        : m_rest(field)
        , m_found(std::move(found))
    {
    }

    std::vector<Challenge> readAll()
    {
        for (m_rest.skip(" \t,"); !m_rest.isAtEnd(); m_rest.skip(" \t,"))
            member();
        return std::move(m_found);
    }

private:
    void member()
    {
        const QByteArrayView word = m_rest.takeWhile(isTokenChar);
        const bool isFollowed = m_rest.skip(kBlanks);
        if (!word.isEmpty() && !m_rest.isAt('='))
            scheme(word, isFollowed);
        else if (!word.isEmpty() && !m_found.empty())
            parameter(word);
        else
            skipMember();
    }

    void scheme(QByteArrayView word, bool isFollowed)
    {
        if (m_found.size() == kMostChallenges) {
            m_rest.takeAll();
            return;
        }
        Challenge &challenge = m_found.emplace_back();
        challenge.scheme = word.toByteArray().toLower();
        if (challenge.scheme == kPassportScheme) {
            challenge.raw = m_rest.takeAll().trimmed().toByteArray();
            challenge.isSound = !hasControls(challenge.raw);
        } else if (isFollowed) {
            challenge.token = token68().toByteArray();
        }
    }

    /// What only looks like one is left to be read as a parameter.
    QByteArrayView token68()
    {
        Rest ahead = m_rest;
        const QByteArrayView start = ahead.takeWhile(isToken68Char);
        const QByteArrayView padding = ahead.takeWhile([](char c) { return c == '='; });
        const QByteArrayView whole(start.data(), start.size() + padding.size());
        ahead.skip(kBlanks);
        if (start.isEmpty() || !ahead.isAtMemberEnd())
            return {};
        m_rest = ahead;
        return whole;
    }

    void parameter(QByteArrayView word)
    {
        m_rest.takeIf('=');
        m_rest.skip(kBlanks);
        Challenge::Parameter read{word.toByteArray().toLower(), {}};
        read.value
            = m_rest.takeIf('"') ? quotedValue() : m_rest.takeWhile(isBareChar).toByteArray();
        Challenge &challenge = m_found.back();
        const bool isNew = !challenge.value(read.name);
        if (!isNew || !challenge.token.isEmpty() || hasControls(read.value))
            challenge.isSound = false;
        if (challenge.parameters.size() == kMostParameters)
            challenge.isSound = false;
        else if (isNew)
            challenge.parameters.push_back(std::move(read));
        m_rest.skip(kBlanks);
        if (!m_rest.isAtMemberEnd())
            skipMember();
    }

    QByteArray quotedValue()
    {
        QByteArray value;
        while (!m_rest.isAtEnd()) {
            char c = m_rest.take(1).front();
            if (c == '"')
                return value;
            if (c == '\\' && !m_rest.isAtEnd())
                c = m_rest.take(1).front();
            value += c;
        }
        m_found.back().isSound = false;
        return value;
    }

    /// To the next comma that is not within quotes.
    void skipMember()
    {
        if (!m_found.empty())
            m_found.back().isSound = false;
        bool isQuoted = false;
        while (!m_rest.isAtEnd() && (isQuoted || !m_rest.isAt(','))) {
            const char c = m_rest.take(1).front();
            if (c == '"')
                isQuoted = !isQuoted;
            else if (isQuoted && c == '\\' && !m_rest.isAtEnd())
                m_rest.take(1);
        }
    }

    Rest m_rest;
    std::vector<Challenge> m_found;
};

} // namespace

std::optional<QByteArray> Challenge::value(QByteArrayView name) const
{
    const auto found = std::ranges::find(parameters, name, &Parameter::name);
    return found == parameters.end() ? std::nullopt : std::optional(found->value);
}

std::vector<Challenge> parseChallenges(QByteArrayView field)
{
    if (field.size() > kLongestChallenges)
        return {};
    return ChallengeReader(field, {}).readAll();
}

Challenge parseAuthInfo(QByteArrayView field)
{
    if (field.size() > kLongestChallenges)
        return {};
    return ChallengeReader(field, {Challenge{}}).readAll().front();
}

QString realmText(const QByteArray &realm)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(realm);
    return (decoder.hasError() ? QString::fromLatin1(realm) : text).left(kMaxRealm);
}

bool hasControls(QByteArrayView text)
{
    return std::ranges::any_of(
        text, [](char c) { return (c >= '\0' && c < ' ' && c != '\t') || c == '\x7f'; });
}

QByteArray quoted(QByteArrayView text)
{
    QByteArray written = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            written += '\\';
        written += c;
    }
    return written + '"';
}

} // namespace lighterman
