// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/passportwords.h"

#include "agent/auth/challenges.h"
#include "agent/auth/plainsignin.h"

#include <algorithm>
#include <array>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kMostElements = 64;
constexpr qsizetype kLongestPlace = qsizetype{16} << 10;

/// Where the element at `start` ends. A ticket in single quotes may hold commas: it ends with a
/// quote that another element, or nothing, follows.
qsizetype elementEnd(QByteArrayView raw, qsizetype start)
{
    constexpr QByteArrayView kTicket = "from-PP='";
    const QByteArrayView rest = raw.sliced(start);
    if (rest.size() > kTicket.size() && isSameWord(rest.first(kTicket.size()), kTicket)) {
        const qsizetype end = rest.indexOf("',", kTicket.size());
        if (end >= 0)
            return start + end + 1;
        if (rest.trimmed().endsWith('\''))
            return raw.size();
    }
    const qsizetype comma = raw.indexOf(',', start);
    return comma < 0 ? raw.size() : comma;
}

PassportElement readElement(QByteArrayView text)
{
    const qsizetype equals = text.indexOf('=');
    if (equals < 0)
        return {text.toByteArray(), std::nullopt, text.toByteArray()};
    return {text.first(equals).trimmed().toByteArray(),
            text.sliced(equals + 1).trimmed().toByteArray(), text.toByteArray()};
}

/// The link as it stands, but for commas, which would end the element.
QByteArray orgUrl(const QUrl &url)
{
    return url.toEncoded(QUrl::RemoveUserInfo | QUrl::RemoveFragment).replace(',', "%2C");
}

QByteArrayList askedFor(const PassportAsked &asked)
{
    return {"OrgVerb=" + asked.method, "OrgUrl=" + orgUrl(asked.url)};
}

/// Without what offers the upgrade to Negotiate, which is no part of a challenge.
QByteArrayList challengeOf(const PassportAsked &asked)
{
    constexpr std::array<QByteArrayView, 1> kUpgrade{"Negotiate2SupportedIf"};
    const auto words = PassportWords::read(asked.challenge);
    return words.value(kUpgrade.front()) ? words.without(kUpgrade)
                                         : QByteArrayList{asked.challenge};
}

} // namespace

PassportWords PassportWords::read(QByteArrayView raw)
{
    PassportWords words;
    for (qsizetype at = 0; at < raw.size() && words.m_elements.size() < kMostElements;) {
        while (at < raw.size() && QByteArrayView(", \t").contains(raw[at]))
            ++at;
        const qsizetype end = elementEnd(raw, at);
        if (const QByteArrayView text = raw.sliced(at, end - at).trimmed(); !text.isEmpty())
            words.m_elements.push_back(readElement(text));
        at = end;
    }
    return words;
}

std::optional<QByteArray> PassportWords::value(QByteArrayView name) const
{
    const auto found = std::ranges::find_if(
        m_elements, [&](const PassportElement &element) { return isSameWord(element.name, name); });
    if (found == m_elements.end())
        return std::nullopt;
    return found->value.value_or(QByteArray());
}

QByteArrayList PassportWords::without(std::span<const QByteArrayView> names) const
{
    QByteArrayList others;
    for (const PassportElement &element : m_elements) {
        const bool isNamed = std::ranges::any_of(
            names, [&](QByteArrayView name) { return isSameWord(element.name, name); });
        if (!isNamed)
            others += element.text;
    }
    return others;
}

std::optional<QByteArray> passportPart(QByteArrayView field)
{
    const auto challenges = parseChallenges(field);
    const auto found = std::ranges::find(challenges, kPassportScheme, &Challenge::scheme);
    if (found == challenges.end() || !found->isSound)
        return std::nullopt;
    return found->raw;
}

std::optional<PassportPlace> readPlace(QByteArrayView passportUrls)
{
    if (passportUrls.size() > kLongestPlace || hasControls(passportUrls))
        return std::nullopt;
    const auto words = PassportWords::read(passportUrls);
    const QByteArray link = words.value("DALogin").value_or(QByteArray());
    QUrl login = QUrl::fromEncoded(link.contains("://") ? link : "https://" + link);
    if (login.path().isEmpty())
        login.setPath(u"/"_s);
    PassportPlace place{login, words.value("DARealm").value_or(QByteArray()),
                        words.value("ConfigVersion").value_or(QByteArray()).toInt()};
    const bool isUsable = login.isValid() && login.scheme() == "https"_L1 && !login.host().isEmpty()
        && login.userInfo().isEmpty() && !place.realm.isEmpty();
    return isUsable ? std::optional(std::move(place)) : std::nullopt;
}

QByteArray ticketRequest(const PassportAsked &asked)
{
    const QByteArrayList parts = QByteArrayList{"tname="} + askedFor(asked) + challengeOf(asked);
    return "Passport1.4 " + parts.join(',');
}

Secret signInRequest(const PassportAsked &asked, const PassportAnswer &answer,
                     const Secret &password)
{
    const Secret plain = composed(password);
    const auto view = plain.reveal();
    const Secret escaped(QByteArray::fromRawData(view.data(), view.size()).toPercentEncoding());
    const QByteArray start
        = "Passport1.4 sign-in=" + composed(answer.user).toPercentEncoding() + ",pwd=";
    const QByteArrayList others
        = QByteArrayList{QByteArray(), "elapsed-time=" + QByteArray::number(answer.seconds)}
        + askedFor(asked) + answer.custom + challengeOf(asked);
    const QByteArray end = others.join(',');
    QByteArray whole;
    whole.reserve(start.size() + escaped.reveal().size() + end.size());
    whole += start;
    whole += escaped.reveal();
    whole += end;
    return Secret(std::move(whole));
}

bool isOfOneOrigin(const QUrl &a, const QUrl &b)
{
    const auto origin = [](const QUrl &url) {
        return spaceOf(AuthTarget::Server, AuthScheme::Passport, url, {});
    };
    return origin(a) == origin(b);
}

} // namespace lighterman
