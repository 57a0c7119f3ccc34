// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/routetable.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

namespace lighterman {

namespace {

constexpr int kAnyLink = 0;
constexpr unsigned kHalfOfAll = 1;  ///< VPNs lead everything away over two routes of this length
constexpr qsizetype kAlignment = 4; ///< of messages and of their attributes

// The kernel's names of kinds of links (IFLA_INFO_KIND).
constexpr std::array kTunnels{"wireguard", "amneziawg", "tun", "ovpn",   "ovpn-dco-v2",
                              "ipip",      "sit",       "gre", "ip6tnl", "ip6gre",
                              "vti",       "vti6",      "xfrm"};
constexpr std::array kInner{"bridge", "openvswitch", "dummy",  "ifb",    "nlmon",
                            "vrf",    "vxlan",       "geneve", "gretap", "ip6gretap"};
constexpr std::array kPairs{"veth", "netkit"};

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

/// `name` as the kernel writes it, with a null byte behind it.
template <std::size_t N>
bool isOneOf(const std::array<const char *, N> &names, const QByteArray &name)
{
    return std::ranges::any_of(
        names, [&](const char *one) { return qstrcmp(name.constData(), one) == 0; });
}

/// Whether one of them is on this link.
template <typename T>
bool isOn(int link, const T &all)
{
    return std::ranges::any_of(all, [link](const auto &one) { return one.link == link; });
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
        messages.push_back({head->nlmsg_type, head->nlmsg_flags, head->nlmsg_seq, head->nlmsg_pid,
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
    const auto attributes = attributesOf(payload, sizeof(ifinfomsg));
    const auto has = [flags = info->ifi_flags](unsigned flag) { return (flags & flag) != 0; };
    Link link;
    const QByteArray kind
        = bytesOf(attributesOf(bytesOf(attributes, IFLA_LINKINFO), 0), IFLA_INFO_KIND);
    if (isOneOf(kTunnels, kind))
        link.kind = Kind::Tunnel;
    else if (isOneOf(kInner, kind))
        link.kind = Kind::Inner;
    else if (isOneOf(kPairs, kind))
        link.kind = Kind::Pair;
    link.isUp = has(IFF_UP);
    link.hasCarrier = link.isUp && has(IFF_RUNNING);
    link.isLoopback = has(IFF_LOOPBACK);
    link.isDialled = has(IFF_POINTOPOINT);
    link.isPort = numberOf(attributes, IFLA_MASTER, 0) != 0;
    m_links[info->ifi_index] = link;
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
    // With IPv4 the same bit says that it is not the first one of its network.
    const bool isFleeting = info->ifa_family == AF_INET6 && (flags & IFA_F_TEMPORARY) != 0;
    (isFleeting ? m_fleeting : m_addresses)
        .insert({int(info->ifa_index), local.isEmpty() ? bytesOf(attributes, IFA_ADDRESS) : local});
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

/// Whether it carries only what another link does.
bool RouteTable::leans(const Link &link)
{
    return link.kind == Kind::Tunnel || link.kind == Kind::Inner;
}

/// Whether a network may come over it at all, now or once it has a carrier.
bool RouteTable::canCarry(int index, const Link &link) const
{
    if (link.isLoopback)
        return false;
    const bool isWayOut = !link.isPort && (isOn(index, m_addresses) || isOn(index, m_fleeting));
    return link.kind == Kind::Card || (link.kind == Kind::Pair && isWayOut);
}

/// Whether it has a network for itself, or for the bridge that it is a port of.
bool RouteTable::carries(int index, const Link &link) const
{
    return canCarry(index, link) && link.hasCarrier
        && (link.isPort || isOn(index, m_addresses) || isOn(index, m_fleeting)
            || isOn(index, m_routes));
}

std::set<int> RouteTable::usableLinks() const
{
    const auto canOne = [this](const auto &one) { return canCarry(one.first, one.second); };
    const auto doesOne = [this](const auto &one) { return carries(one.first, one.second); };
    const bool isCarried
        = std::ranges::any_of(m_links, doesOne) || std::ranges::none_of(m_links, canOne);
    std::set<int> usable;
    for (const auto &[index, link] : m_links) {
        if (link.hasCarrier && !link.isLoopback && (isCarried || !leans(link)))
            usable.insert(index);
    }
    return usable;
}

/// Those of the usable links over which one gets out of here: with a default route, or to the other
/// end of a tunnel. Where it is not said which, all that may be meant.
std::set<int> RouteTable::linksOut(const std::set<int> &usable) const
{
    const bool isSaid = !isOn(kAnyLink, m_routes)
        && std::ranges::any_of(usable, [this](int index) { return isOn(index, m_routes); });
    std::set<int> out;
    for (const int index : usable) {
        const Link &link = m_links.at(index);
        const bool isTunnel = link.kind == Kind::Tunnel || link.isDialled;
        if (isTunnel || isOn(index, m_routes) || (!isSaid && link.kind != Kind::Inner))
            out.insert(index);
    }
    return out;
}

/// Tunnels and bridges alone, as in some containers, tell nothing of a network that is lost.
bool RouteTable::isSetUp() const
{
    const bool hasCards = std::ranges::any_of(
        m_links, [](const auto &link) { return !link.second.isLoopback && !leans(link.second); });
    return hasCards && std::ranges::any_of(m_links, [this](const auto &link) {
               const bool hasAddress
                   = isOn(link.first, m_addresses) || isOn(link.first, m_fleeting);
               return !link.second.isLoopback && (link.second.isUp || hasAddress);
           });
}

RouteFacts RouteTable::facts() const
{
    const std::set<int> usable = usableLinks();
    const auto isUsable = [&](const Via &via) { return usable.contains(via.link); };
    const auto mayBeUsable = [&](const Via &via) { return via.link == kAnyLink || isUsable(via); };
    const bool hasAddress
        = std::ranges::any_of(m_addresses, isUsable) || std::ranges::any_of(m_fleeting, isUsable);
    const bool hasRoute = std::ranges::any_of(m_routes, mayBeUsable);
    const std::set<int> out = linksOut(usable);
    QByteArray ways;
    for (const Via &via : m_addresses) {
        if (out.contains(via.link))
            ways += 'a' + via.inWords();
    }
    for (const Via &via : m_routes) {
        if (mayBeUsable(via))
            ways += 'r' + via.inWords();
    }
    if (hasAddress)
        return {hasRoute ? Reach::Everywhere : Reach::Site, ways};
    return {isSetUp() ? Reach::None : Reach::Unknown, ways};
}

} // namespace lighterman
