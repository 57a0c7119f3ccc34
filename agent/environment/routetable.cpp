// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/routetable.h"

#include <algorithm>
#include <cstring>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

namespace lighterman {

namespace {

constexpr int kAnyLink = 0;
constexpr unsigned kHalfOfAll = 1;  ///< VPNs lead everything away over two routes of this length
constexpr qsizetype kAlignment = 4; ///< of messages and of their attributes

/// The kernel's own structures stand in the bytes as they are.
template <typename T>
std::optional<T> readAt(QByteArrayView bytes, qsizetype at)
{
    if (at < 0 || bytes.size() - at < qsizetype(sizeof(T)))
        return std::nullopt;
    T value{};
    std::memcpy(&value, bytes.sliced(at).data(), sizeof(T));
    return value;
}

constexpr qsizetype aligned(qsizetype size)
{
    return (size + kAlignment - 1) / kAlignment * kAlignment;
}

/// The attributes behind the first `head` bytes, by type; the last one of a type counts.
std::map<int, QByteArrayView> attributesOf(QByteArrayView payload, qsizetype head)
{
    std::map<int, QByteArrayView> found;
    constexpr qsizetype kHead = sizeof(rtattr);
    qsizetype at = aligned(head);
    while (const auto one = readAt<rtattr>(payload, at)) {
        const qsizetype size = one->rta_len;
        if (size < kHead || size > payload.size() - at)
            break;
        found[one->rta_type & NLA_TYPE_MASK] = payload.sliced(at + kHead, size - kHead);
        at += aligned(size);
    }
    return found;
}

QByteArray bytesOf(const std::map<int, QByteArrayView> &attributes, int type)
{
    const auto found = attributes.find(type);
    return found == attributes.end() ? QByteArray() : found->second.toByteArray();
}

quint32 numberOf(const std::map<int, QByteArrayView> &attributes, int type, quint32 otherwise)
{
    const auto found = attributes.find(type);
    return found == attributes.end() ? otherwise
                                     : readAt<quint32>(found->second, 0).value_or(otherwise);
}

} // namespace

std::vector<RouteMessage> routeMessages(QByteArrayView datagram)
{
    std::vector<RouteMessage> messages;
    constexpr qsizetype kHead = sizeof(nlmsghdr);
    qsizetype at = 0;
    while (const auto head = readAt<nlmsghdr>(datagram, at)) {
        const qsizetype size = head->nlmsg_len;
        if (size < kHead || size > datagram.size() - at)
            break;
        messages.push_back({head->nlmsg_type, head->nlmsg_flags, head->nlmsg_seq,
                            datagram.sliced(at + kHead, size - kHead)});
        at += aligned(size);
    }
    return messages;
}

bool isAboutReach(const RouteMessage &message)
{
    switch (message.type) {
    case RTM_NEWLINK:
    case RTM_DELLINK:
    case RTM_NEWADDR:
    case RTM_DELADDR:
        return true;
    case RTM_NEWROUTE:
    case RTM_DELROUTE: {
        const auto route = readAt<rtmsg>(message.payload, 0);
        return route && route->rtm_dst_len <= kHalfOfAll;
    }
    default:
        return false;
    }
}

void RouteTable::take(const RouteMessage &message)
{
    if (message.type == RTM_NEWLINK)
        takeLink(message.payload);
    else if (message.type == RTM_NEWADDR)
        takeAddress(message.payload);
    else if (message.type == RTM_NEWROUTE)
        takeRoute(message.payload);
}

void RouteTable::takeLink(QByteArrayView payload)
{
    const auto info = readAt<ifinfomsg>(payload, 0);
    if (!info)
        return;
    const bool isUp = (info->ifi_flags & unsigned(IFF_UP)) != 0;
    m_links[info->ifi_index] = {isUp, isUp && (info->ifi_flags & unsigned(IFF_RUNNING)) != 0,
                                (info->ifi_flags & unsigned(IFF_LOOPBACK)) != 0};
}

void RouteTable::takeAddress(QByteArrayView payload)
{
    const auto info = readAt<ifaddrmsg>(payload, 0);
    if (!info)
        return;
    const auto attributes = attributesOf(payload, sizeof(ifaddrmsg));
    const quint32 flags = numberOf(attributes, IFA_FLAGS, info->ifa_flags);
    // Every link has an IPv6 address of the link alone; one of IPv4 is there because nobody gave it
    // a better one, and reaches those who fared the same.
    const bool isLinkAlone = info->ifa_family == AF_INET6 && info->ifa_scope >= RT_SCOPE_LINK;
    const bool isReady = (flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) == 0;
    if (isLinkAlone || info->ifa_scope >= RT_SCOPE_HOST || !isReady)
        return;
    const QByteArray local = bytesOf(attributes, IFA_LOCAL);
    m_addresses.insert(
        {int(info->ifa_index), local.isEmpty() ? bytesOf(attributes, IFA_ADDRESS) : local});
}

void RouteTable::takeRoute(QByteArrayView payload)
{
    const auto info = readAt<rtmsg>(payload, 0);
    const bool leadsAway = info && info->rtm_type == RTN_UNICAST && info->rtm_dst_len <= kHalfOfAll
        && (info->rtm_flags & unsigned(RTM_F_CLONED)) == 0;
    if (!leadsAway)
        return;
    const auto attributes = attributesOf(payload, sizeof(rtmsg));
    const QByteArray table = QByteArray::number(numberOf(attributes, RTA_TABLE, info->rtm_table));
    m_routes.insert({int(numberOf(attributes, RTA_OIF, 0)),
                     table + ' ' + bytesOf(attributes, RTA_DST) + ' '
                         + bytesOf(attributes, RTA_GATEWAY) + bytesOf(attributes, RTA_VIA)});
}

bool RouteTable::isUsable(const Via &via) const
{
    const auto found = m_links.find(via.link);
    if (found == m_links.end())
        return via.link == kAnyLink;
    return found->second.hasCarrier && !found->second.isLoopback;
}

/// Adds to `ways` those that can be used; false when there are none.
bool RouteTable::collect(const std::set<Via> &all, char kind, QByteArray &ways) const
{
    const qsizetype before = ways.size();
    for (const Via &via : all) {
        if (isUsable(via))
            ways += kind + QByteArray::number(via.link) + ' ' + via.name.toHex() + '\n';
    }
    return ways.size() > before;
}

bool RouteTable::isSetUp() const
{
    return std::ranges::any_of(m_links, [this](const auto &link) {
        const bool hasAddress = std::ranges::any_of(
            m_addresses, [&](const Via &address) { return address.link == link.first; });
        return !link.second.isLoopback && (link.second.isUp || hasAddress);
    });
}

RouteFacts RouteTable::facts() const
{
    QByteArray ways;
    const bool hasAddress = collect(m_addresses, 'a', ways);
    const bool hasRoute = collect(m_routes, 'r', ways);
    if (hasAddress)
        return {hasRoute ? Reach::Everywhere : Reach::Site, ways};
    return {isSetUp() ? Reach::None : Reach::Unknown, ways};
}

} // namespace lighterman
