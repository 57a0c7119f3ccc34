// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/passportcookies.h"

#include "agent/auth/challenges.h"

#include <algorithm>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestLine = 4096;
constexpr qsizetype kMostLines = 32;
constexpr std::size_t kMostCookies = 32;

/// Servers delete a cookie by a date long gone, and that is all that dates are looked at for. Those
/// of Passport are of the nineties.
bool isLongGone(const QByteArray &expires)
{
    const QList<QByteArray> words = QByteArray(expires).replace('-', ' ').split(' ');
    return std::ranges::any_of(words, [](const QByteArray &word) {
        const int year = word.toInt();
        return word.size() == 4 && year >= 1601 && year < 2000;
    });
}

struct Attributes
{
    bool isSecure = false;
    bool isOver = false; ///< the cookie is to be deleted
};

Attributes readAttributes(const QList<QByteArray> &parts)
{
    Attributes read;
    for (const QByteArray &part : parts.sliced(1)) {
        const qsizetype equals = part.indexOf('=');
        const QByteArray name = part.left(equals < 0 ? part.size() : equals).trimmed();
        const QByteArray value = equals < 0 ? QByteArray() : part.sliced(equals + 1).trimmed();
        if (isSameWord(name, "secure"))
            read.isSecure = true;
        else if (isSameWord(name, "max-age"))
            read.isOver = value.startsWith('-') || value == "0";
        else if (isSameWord(name, "expires"))
            read.isOver = read.isOver || isLongGone(value);
    }
    return read;
}

/// Nothing that could end the field, or look like another cookie.
bool isSound(QByteArrayView text)
{
    return std::ranges::all_of(
        text, [](char c) { return c > ' ' && c < '\x7f' && c != ';' && c != ','; });
}

} // namespace

void PassportCookies::take(const QUrl &from, QByteArrayView lines)
{
    const QList<QByteArray> all = lines.toByteArray().split('\n');
    for (const QByteArray &line : all.first(std::min(all.size(), kMostLines)))
        takeLine(from.host(), line);
}

void PassportCookies::takeLine(const QString &host, QByteArrayView line)
{
    const QList<QByteArray> parts = line.trimmed().toByteArray().split(';');
    const QByteArray &pair = parts.first();
    const qsizetype equals = pair.indexOf('=');
    if (line.size() > kLongestLine || equals <= 0)
        return;
    const QByteArray name = pair.first(equals).trimmed();
    const QByteArray value = pair.sliced(equals + 1).trimmed();
    if (name.isEmpty() || !isSound(name) || !isSound(value))
        return;
    std::erase_if(m_cookies,
                  [&](const Cookie &cookie) { return cookie.host == host && cookie.name == name; });
    const Attributes attributes = readAttributes(parts);
    if (!attributes.isOver && !value.isEmpty() && m_cookies.size() < kMostCookies)
        m_cookies.push_back({host, name, Secret(value), attributes.isSecure});
}

QByteArray PassportCookies::fieldFor(const QUrl &to) const
{
    const bool isSecure = to.scheme() == "https"_L1;
    QByteArray field;
    for (const Cookie &cookie : m_cookies) {
        if (cookie.host != to.host() || (cookie.isSecure && !isSecure))
            continue;
        field += (field.isEmpty() ? "" : "; ") + cookie.name + '=';
        field += cookie.value.reveal();
    }
    return field;
}

void PassportCookies::forget(const QUrl &from)
{
    std::erase_if(m_cookies, [&](const Cookie &cookie) { return cookie.host == from.host(); });
}

} // namespace lighterman
