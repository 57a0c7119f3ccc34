// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/proxyhelper/lookups.h"

#include "agent/proxyhelper/addresses.h"

#include <algorithm>
#include <array>
#include <memory>
#include <netdb.h>

namespace lighterman {

namespace {

constexpr qsizetype kLongestName = 253; // RFC 1035, section 2.3.4

bool isAskable(const QString &name)
{
    return !name.isEmpty() && name.size() <= kLongestName
        && std::all_of(name.begin(), name.end(),
                       [](QChar letter) { return letter > u' ' && letter < QChar(0x7F); });
}

} // namespace

QStringList LookUps::of(const QString &host)
{
    if (readAddress(host))
        return {host};
    const QString name = host.toLower();
    if (const auto known = m_known.constFind(name); known != m_known.cend())
        return *known;
    if (m_known.size() >= kMost || !isAskable(name))
        return {};
    return *m_known.insert(name, m_ask(name));
}

QString LookUps::firstOfFour(const QString &host)
{
    const QStringList addresses = of(host);
    for (const QString &address : addresses) {
        if (const auto read = readAddress(address); read && read->bits == 32)
            return address;
    }
    return {};
}

QStringList LookUps::askSystem(const QString &name)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM; // each address once
    addrinfo *found = nullptr;
    if (::getaddrinfo(name.toUtf8().constData(), nullptr, &hints, &found) != 0)
        return {};
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> held(found, &::freeaddrinfo);
    QStringList addresses;
    for (const addrinfo *one = found; one != nullptr; one = one->ai_next) {
        std::array<char, NI_MAXHOST> text{};
        if (::getnameinfo(one->ai_addr, one->ai_addrlen, text.data(), text.size(), nullptr, 0,
                          NI_NUMERICHOST)
            == 0)
            addresses.append(QString::fromLatin1(text.data()).section(u'%', 0, 0));
    }
    return addresses;
}

} // namespace lighterman
