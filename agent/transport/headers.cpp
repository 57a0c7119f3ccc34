// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/headers.h"

#include <QLocale>
#include <QStringDecoder>

#include <algorithm>
#include <array>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestEtag = 1024;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool equalsIgnoringCase(QByteArrayView a, QByteArrayView b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

bool isTokenChar(char c)
{
    constexpr QByteArrayView kOthers = "!#$%&'*+-.^_`|~";
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || isDigit(c) || kOthers.contains(c);
}

int hexValue(char c)
{
    if (isDigit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

std::optional<QString> fromUtf8(QByteArrayView bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(bytes);
    return decoder.hasError() ? std::nullopt : std::optional(text);
}

/// Percent-decoding that refuses what is not encoded properly (RFC 8187, section 3.2.1).
std::optional<QByteArray> percentDecoded(QByteArrayView text)
{
    QByteArray bytes;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            bytes += text[i];
            continue;
        }
        if (i + 2 >= text.size() || hexValue(text[i + 1]) < 0 || hexValue(text[i + 2]) < 0)
            return std::nullopt;
        bytes += char(hexValue(text[i + 1]) * 16 + hexValue(text[i + 2]));
        i += 2;
    }
    return bytes;
}

/// `charset'language'value` of RFC 8187.
std::optional<QString> extendedValue(QByteArrayView value)
{
    const qsizetype first = value.indexOf('\'');
    const qsizetype second = first < 0 ? -1 : value.indexOf('\'', first + 1);
    if (second < 0)
        return std::nullopt;
    const auto bytes = percentDecoded(value.sliced(second + 1));
    if (!bytes)
        return std::nullopt;
    const QByteArrayView charset = value.first(first);
    if (equalsIgnoringCase(charset, "UTF-8"))
        return fromUtf8(*bytes);
    if (equalsIgnoringCase(charset, "ISO-8859-1"))
        return QString::fromLatin1(*bytes);
    return std::nullopt;
}

/// Walks through the parameters of a header field.
class ParameterReader
{
public:
    explicit ParameterReader(QByteArrayView text)
        : m_rest(text)
    {
    }

    struct Parameter
    {
        QByteArray name;
        QByteArray value;
    };

    /// The next parameter; one without a value (as the type in front is) has an empty one.
    std::optional<Parameter> next()
    {
        skip(" \t;");
        if (m_rest.isEmpty())
            return std::nullopt;
        Parameter parameter;
        parameter.name = token().toLower();
        skip(" \t");
        if (m_rest.startsWith('=')) {
            m_rest = m_rest.sliced(1);
            skip(" \t");
            parameter.value = m_rest.startsWith('"') ? quoted() : upToSemicolon();
        } else {
            upToSemicolon();
        }
        return parameter;
    }

private:
    void skip(QByteArrayView any)
    {
        while (!m_rest.isEmpty() && any.contains(m_rest.front()))
            m_rest = m_rest.sliced(1);
    }

    QByteArray take(qsizetype count)
    {
        QByteArray taken = m_rest.first(count).toByteArray();
        m_rest = m_rest.sliced(count);
        return taken;
    }

    QByteArray token()
    {
        const auto end = std::find_if_not(m_rest.begin(), m_rest.end(), isTokenChar);
        return take(end - m_rest.begin());
    }

    QByteArray upToSemicolon()
    {
        const qsizetype end = m_rest.indexOf(';');
        return take(end < 0 ? m_rest.size() : end).trimmed();
    }

    /// A quoted-string; nothing of one that has no end.
    QByteArray quoted()
    {
        QByteArray text;
        for (qsizetype i = 1; i < m_rest.size(); ++i) {
            if (m_rest[i] == '"') {
                m_rest = m_rest.sliced(i + 1);
                upToSemicolon();
                return text;
            }
            if (m_rest[i] == '\\' && ++i == m_rest.size())
                break;
            text += m_rest[i];
        }
        m_rest = {};
        return {};
    }

    QByteArrayView m_rest;
};

std::optional<QDateTime> dateOf(const QString &text, const QString &format)
{
    const QDateTime date = QLocale::c().toDateTime(text, format);
    if (!date.isValid())
        return std::nullopt;
    return QDateTime(date.date(), date.time(), Qt::UTC);
}

} // namespace

std::optional<qint64> parseDigits(QByteArrayView text)
{
    if (text.isEmpty() || text.size() > 18 || !std::all_of(text.begin(), text.end(), isDigit))
        return std::nullopt;
    return text.toByteArray().toLongLong();
}

std::optional<ContentRange> parseContentRange(QByteArrayView value)
{
    value = value.trimmed();
    constexpr QByteArrayView kUnit = "bytes ";
    if (value.size() < kUnit.size() || !equalsIgnoringCase(value.first(kUnit.size()), kUnit))
        return std::nullopt;
    value = value.sliced(kUnit.size()).trimmed();
    const qsizetype slash = value.indexOf('/');
    if (slash < 0)
        return std::nullopt;
    const QByteArrayView span = value.first(slash).trimmed();
    const QByteArrayView total = value.sliced(slash + 1).trimmed();
    ContentRange range;
    range.total = parseDigits(total);
    if (!range.total && total != "*")
        return std::nullopt;
    if (span == "*")
        return range.total ? std::optional(range) : std::nullopt;
    const qsizetype dash = span.indexOf('-');
    if (dash < 0)
        return std::nullopt;
    const auto first = parseDigits(span.first(dash).trimmed());
    const auto last = parseDigits(span.sliced(dash + 1).trimmed());
    if (!first || !last || *last < *first || (range.total && *last >= *range.total))
        return std::nullopt;
    range.first = *first;
    range.last = *last;
    return range;
}

QByteArray entityTag(QByteArrayView value)
{
    value = value.trimmed();
    const qsizetype quote = isStrong(value) ? 0 : 2;
    if (value.size() < quote + 2 || value.size() > kLongestEtag
        || !value.sliced(quote).startsWith('"') || !value.endsWith('"'))
        return {};
    const QByteArrayView inner = value.sliced(quote + 1, value.size() - quote - 2);
    const bool clean = std::all_of(inner.begin(), inner.end(), [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && c != '"' && c != 0x7F;
    });
    return clean ? value.toByteArray() : QByteArray();
}

std::optional<QDateTime> parseHttpDate(QByteArrayView value)
{
    constexpr qsizetype kLongest = 40;
    if (value.size() > kLongest)
        return std::nullopt;
    const QString text = QString::fromLatin1(value).simplified();
    if (auto date = dateOf(text, u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s))
        return date;
    if (auto date = dateOf(text, u"ddd MMM d HH:mm:ss yyyy"_s))
        return date;
    // The form of RFC 850 has two digits for the year, which Qt takes to be of the 20th century,
    // and no weekday that would fit another one: it is skipped.
    const qsizetype comma = text.indexOf(u',');
    auto date = dateOf(text.sliced(comma + 1).trimmed(), u"dd-MMM-yy HH:mm:ss 'GMT'"_s);
    if (date && date->date().year() < 1970)
        date = date->addYears(100);
    return date;
}

std::optional<std::chrono::seconds> parseRetryAfter(QByteArrayView value, QByteArrayView date,
                                                    const QDateTime &now)
{
    value = value.trimmed();
    std::optional<qint64> wait = parseDigits(value);
    if (!wait) {
        const auto moment = parseHttpDate(value);
        if (!moment)
            return std::nullopt;
        wait = (parseHttpDate(date).value_or(now).msecsTo(*moment) + 999) / 1000;
    }
    constexpr qint64 kMost = std::chrono::seconds(kLongestRetryAfter).count();
    return std::chrono::seconds(std::clamp<qint64>(*wait, 0, kMost));
}

QString dispositionName(QByteArrayView value)
{
    std::optional<QString> extended;
    QString plain;
    ParameterReader reader(value);
    while (const auto parameter = reader.next()) {
        if (parameter->name == "filename*" && !extended)
            extended = extendedValue(parameter->value);
        else if (parameter->name == "filename" && plain.isEmpty())
            plain = decodedText(parameter->value);
    }
    return extended && !extended->isEmpty() ? *extended : plain;
}

QByteArray mediaType(QByteArrayView value)
{
    const qsizetype end = value.indexOf(';');
    return (end < 0 ? value : value.first(end)).trimmed().toByteArray().toLower();
}

bool isIdentity(QByteArrayView contentEncoding)
{
    const QByteArrayView value = contentEncoding.trimmed();
    return value.isEmpty() || equalsIgnoringCase(value, "identity");
}

QString decodedText(QByteArrayView bytes)
{
    return fromUtf8(bytes).value_or(QString::fromLatin1(bytes));
}

} // namespace lighterman
