// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/proxyhelper/pacfunctions.h"

#include "agent/proxyhelper/addresses.h"

#include <algorithm>
#include <vector>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

quint32 numberOf(const IpAddress &address)
{
    quint32 number = 0;
    for (size_t at = 0; at < 4; ++at)
        number = (number << 8U) | quint32(address.bytes.at(at));
    return number;
}

std::optional<quint32> readFour(const QString &text)
{
    const auto address = readAddress(text);
    if (!address || address->bits != 32)
        return std::nullopt;
    return numberOf(*address);
}

} // namespace

bool matchesPattern(const QString &text, const QString &pattern)
{
    qsizetype at = 0;
    qsizetype in = 0;
    qsizetype star = -1;    // the last * in the pattern
    qsizetype starText = 0; // what it has taken so far ends here
    while (at < text.size()) {
        const bool isStar = in < pattern.size() && pattern[in] == u'*';
        if (isStar) {
            star = in++;
            starText = at;
        } else if (in < pattern.size() && (pattern[in] == u'?' || pattern[in] == text[at])) {
            ++in;
            ++at;
        } else if (star >= 0) { // an earlier * never has to take more: the last one can do it
            in = star + 1;
            at = ++starText;
        } else {
            return false;
        }
    }
    while (in < pattern.size() && pattern[in] == u'*')
        ++in;
    return in == pattern.size();
}

QString sortedAddresses(const QString &list)
{
    struct Item
    {
        IpAddress address;
        QString written;
    };
    std::vector<Item> items;
    const QStringList parts = list.split(u';');
    for (const QString &part : parts) {
        const auto address = readAddress(part.trimmed());
        if (!address)
            return {};
        items.push_back({*address, part.trimmed()});
    }
    std::stable_sort(items.begin(), items.end(), [](const Item &left, const Item &right) {
        if (left.address.bits != right.address.bits)
            return left.address.bits > right.address.bits;
        return left.address < right.address;
    });
    QStringList sorted;
    for (const Item &item : items)
        sorted.append(item.written);
    return sorted.join(u';');
}

QString PacFunctions::resolve(const QString &host)
{
    return m_lookUps.firstOfFour(host);
}

QString PacFunctions::resolveAll(const QString &host)
{
    return m_lookUps.of(host).join(u';');
}

QString PacFunctions::ownAddress() const
{
    for (const QString &address : m_addresses) {
        if (readFour(address))
            return address;
    }
    return m_addresses.value(0, u"127.0.0.1"_s);
}

QString PacFunctions::ownAddresses() const
{
    return m_addresses.join(u';');
}

bool PacFunctions::isInNet(const QString &host, const QString &net, const QString &mask)
{
    const auto wanted = readFour(net);
    const auto counted = readFour(mask);
    const auto address = readFour(m_lookUps.firstOfFour(host));
    return wanted && counted && address && (*wanted & *counted) == (*address & *counted);
}

bool PacFunctions::isInPrefixes(const QString &address, const QString &prefixes) const
{
    const auto read = readAddress(address);
    const QStringList list = prefixes.split(u';');
    return read && std::any_of(list.begin(), list.end(), [&read](const QString &prefix) {
               return prefix.contains(u'/') && isInPrefix(*read, prefix.trimmed());
           });
}

bool PacFunctions::matches(const QString &text, const QString &pattern) const
{
    return matchesPattern(text, pattern);
}

QString PacFunctions::sorted(const QString &list) const
{
    return sortedAddresses(list);
}

QList<int> PacFunctions::now(bool gmt) const
{
    const QDateTime here = gmt ? m_now.toUTC() : m_now.toLocalTime();
    const QDate date = here.date();
    const QTime time = here.time();
    return {date.year(), date.month() - 1, date.day(),   date.dayOfWeek() % 7,
            time.hour(), time.minute(),    time.second()};
}

} // namespace lighterman
