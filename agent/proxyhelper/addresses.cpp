// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/proxyhelper/addresses.h"

#include <algorithm>
#include <arpa/inet.h>
#include <sys/socket.h>

namespace lighterman {

std::optional<IpAddress> readAddress(const QString &text)
{
    constexpr qsizetype kLongest = 45; // characters, of an IPv6 address that ends as one of IPv4
    if (text.size() > kLongest || text.contains(QChar(0)))
        return std::nullopt;
    const QByteArray written = text.toUtf8();
    IpAddress address;
    if (::inet_pton(AF_INET, written.constData(), address.bytes.data()) == 1)
        return address;
    address.bits = 128;
    if (::inet_pton(AF_INET6, written.constData(), address.bytes.data()) == 1)
        return address;
    return std::nullopt;
}

bool isInPrefix(const IpAddress &address, const IpAddress &prefix, int length)
{
    if (address.bits != prefix.bits || length < 0 || length > address.bits)
        return false;
    for (int bit = 0; bit < length; bit += 8) {
        const unsigned differs = unsigned(address.bytes.at(size_t(bit / 8)))
            ^ unsigned(prefix.bytes.at(size_t(bit / 8)));
        const int counted = std::min(8, length - bit);
        if ((differs >> unsigned(8 - counted)) != 0)
            return false;
    }
    return true;
}

bool isInPrefix(const IpAddress &address, const QString &prefix)
{
    const auto start = readAddress(prefix.section(u'/', 0, 0));
    if (!start)
        return false;
    if (!prefix.contains(u'/'))
        return isInPrefix(address, *start, start->bits);
    bool isNumber = false;
    const int length = prefix.section(u'/', 1).toInt(&isNumber);
    return isNumber && isInPrefix(address, *start, length);
}

} // namespace lighterman
