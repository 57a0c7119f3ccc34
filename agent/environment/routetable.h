// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/environment/networkfacts.h"

#include <QByteArrayView>

#include <map>
#include <set>
#include <vector>

namespace lighterman {

/// One message of the kernel's routing socket (rtnetlink(7)).
struct RouteMessage
{
    quint16 type = 0; ///< RTM_NEWLINK …
    quint16 flags = 0;
    quint32 sequence = 0;
    quint32 port = 0;       ///< of the socket that has caused it; 0: the kernel itself
    QByteArrayView payload; ///< into the datagram
};

/// The messages of one datagram, up to the first one that is not whole.
[[nodiscard]] std::vector<RouteMessage> routeMessages(QByteArrayView datagram);

/// Whether what is told may change a table: a link, an address, or a route for everything. Routes
/// to single networks come by the thousand on some computers and say nothing here.
[[nodiscard]] bool isAboutReach(const RouteMessage &message);

/// Links, addresses and default routes of this computer, put together from the messages of a dump.
class RouteTable
{
public:
    void take(const RouteMessage &message);

    /// Only a link that is up, has a carrier and an address gets one anywhere, and only a default
    /// route leads beyond the site. Tunnels and bridges count while something is left that carries
    /// them, and where nothing can be seen that might. Where nobody has set up anything but the
    /// loopback, as in some containers, it is not known.
    [[nodiscard]] RouteFacts facts() const;

private:
    enum class Kind : quint8 {
        Card,   ///< or what has the carrier of one, such as a VLAN
        Pair,   ///< to another network namespace: to containers from outside, and from inside the
                ///< way out
        Tunnel, ///< has a carrier whatever becomes of what it goes over
        Inner,  ///< bridges and the like, for which a guest is carrier enough
    };
    struct Link
    {
        Kind kind = Kind::Card;
        bool isUp = false;
        bool hasCarrier = false;
        bool isLoopback = false;
        bool isDialled = false; ///< from one point to another, as VPNs are
        bool isPort = false;    ///< of a bridge or a bond
    };
    struct Via
    {
        int link = 0; ///< 0: not said, so any may be meant
        QByteArray name;
        bool operator<(const Via &other) const
        {
            return link < other.link || (link == other.link && name < other.name);
        }
        [[nodiscard]] QByteArray inWords() const
        {
            return QByteArray::number(link) + ' ' + name.toHex() + '\n';
        }
    };

    void takeLink(QByteArrayView payload);
    void takeAddress(QByteArrayView payload);
    void takeRoute(QByteArrayView payload);
    [[nodiscard]] static bool leans(const Link &link);
    [[nodiscard]] bool canCarry(int index, const Link &link) const;
    [[nodiscard]] bool carries(int index, const Link &link) const;
    [[nodiscard]] std::set<int> usableLinks() const;
    [[nodiscard]] std::set<int> linksOut(const std::set<int> &usable) const;
    [[nodiscard]] bool isSetUp() const;

    std::map<int, Link> m_links;
    std::set<Via> m_addresses;
    std::set<Via> m_fleeting; // addresses that are replaced every few hours
    std::set<Via> m_routes;
};

} // namespace lighterman
