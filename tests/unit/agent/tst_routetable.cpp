// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/routetable.h"

#include <QTest>

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

using namespace lighterman;

namespace {

constexpr unsigned kUp = IFF_UP;
constexpr unsigned kCarrier = IFF_RUNNING;

template <typename T>
QByteArray bytes(const T &value)
{
    QByteArray out(qsizetype(sizeof(T)), '\0');
    std::memcpy(out.data(), &value, sizeof(T));
    return out;
}

QByteArray padded(QByteArray out)
{
    while (out.size() % 4 != 0)
        out += '\0';
    return out;
}

QByteArray attribute(quint16 type, const QByteArray &value)
{
    const rtattr head{quint16(sizeof(rtattr) + std::size_t(value.size())), type};
    return padded(bytes(head) + value);
}

QByteArray message(quint16 type, const QByteArray &payload)
{
    nlmsghdr head{};
    head.nlmsg_len = quint32(sizeof(nlmsghdr) + std::size_t(payload.size()));
    head.nlmsg_type = type;
    return padded(bytes(head) + payload);
}

/// `kind` as the kernel names it, nothing for a card; `master` is the link that this is a port of.
QByteArray link(int index, unsigned flags, const QByteArray &kind = {}, int master = 0)
{
    ifinfomsg info{};
    info.ifi_index = index;
    info.ifi_flags = flags;
    QByteArray payload = bytes(info);
    if (!kind.isEmpty())
        payload += attribute(IFLA_LINKINFO, attribute(IFLA_INFO_KIND, kind + '\0'));
    if (master != 0)
        payload += attribute(IFLA_MASTER, bytes(master));
    return message(RTM_NEWLINK, payload);
}

QByteArray address(int link, const QByteArray &name, quint8 scope = RT_SCOPE_UNIVERSE,
                   quint8 flags = 0)
{
    ifaddrmsg info{};
    info.ifa_family = name.size() == 4 ? AF_INET : AF_INET6;
    info.ifa_scope = scope;
    info.ifa_flags = flags;
    info.ifa_index = quint32(link);
    return message(RTM_NEWADDR, bytes(info) + attribute(IFA_ADDRESS, name));
}

QByteArray route(int link, quint8 length = 0, const QByteArray &gateway = "\x0a\0\0\1",
                 quint8 kind = RTN_UNICAST)
{
    rtmsg info{};
    info.rtm_family = AF_INET;
    info.rtm_dst_len = length;
    info.rtm_type = kind;
    return message(RTM_NEWROUTE,
                   bytes(info) + attribute(RTA_OIF, bytes(link)) + attribute(RTA_GATEWAY, gateway));
}

RouteFacts factsOf(const QByteArray &datagram)
{
    RouteTable table;
    for (const RouteMessage &one : routeMessages(datagram))
        table.take(one);
    return table.facts();
}

const QByteArray kLoopback
    = link(1, kUp | kCarrier | IFF_LOOPBACK) + address(1, "\x7f\0\0\1", RT_SCOPE_HOST);
const QByteArray kHome("\x0a\0\0\2", 4);
const QByteArray kOther("\x0a\0\0\3", 4);
const QByteArray kGlobal6(16, '\x20');

} // namespace

/// What links, addresses and routes say of how far one gets.
class TestRouteTable : public QObject
{
    Q_OBJECT

private slots:
    void reach_data()
    {
        QTest::addColumn<QByteArray>("datagram");
        QTest::addColumn<int>("reach");
        const auto row = [](const char *name, const QByteArray &datagram, Reach reach) {
            QTest::newRow(name) << kLoopback + datagram << int(reach);
        };
        using enum Reach;
        const QByteArray cable = link(2, kUp | kCarrier);
        row("nothing but the loopback", {}, Unknown);
        row("a card that nobody has set up", link(2, 0), Unknown);
        row("a card that waits for its cable", link(2, kUp), None);
        row("a cable, no address yet", cable, None);
        row("an address of the link alone", cable + address(2, kGlobal6, RT_SCOPE_LINK), None);
        row("an address", cable + address(2, kHome), Site);
        row("one that was found by itself", cable + address(2, kHome, RT_SCOPE_LINK), Site);
        row("one that is not sure yet",
            cable + address(2, kGlobal6, RT_SCOPE_UNIVERSE, IFA_F_TENTATIVE), None);
        row("and a way out", cable + address(2, kHome) + route(2), Everywhere);
        row("over IPv6", cable + address(2, kGlobal6) + route(2), Everywhere);
        row("to one network only", cable + address(2, kHome) + route(2, 24), Site);
        row("a way that leads nowhere",
            cable + address(2, kHome) + route(2, 0, {}, RTN_UNREACHABLE), Site);
        row("the cable is pulled out", link(2, kUp) + address(2, kHome) + route(2), None);
        row("switched off", link(2, 0) + address(2, kHome), None);
        row("one of two is left",
            link(2, kUp) + address(2, kHome) + route(2) + link(3, kUp | kCarrier)
                + address(3, kOther) + route(3),
            Everywhere);
        row("a tunnel that takes everything, as two halves",
            cable + address(2, kHome) + link(7, kUp | kCarrier | IFF_POINTOPOINT | IFF_NOARP)
                + address(7, kOther) + route(7, 1),
            Everywhere);
    }
    void reach()
    {
        QFETCH(const QByteArray, datagram);
        QFETCH(const int, reach);
        QCOMPARE(int(factsOf(datagram).reach), reach);
    }

    /// Links that are there whatever becomes of the cards.
    void leaning_data()
    {
        QTest::addColumn<QByteArray>("datagram");
        QTest::addColumn<int>("reach");
        const auto row = [](const char *name, const QByteArray &datagram, Reach reach) {
            QTest::newRow(name) << kLoopback + datagram << int(reach);
        };
        using enum Reach;
        constexpr unsigned kBoth = kUp | kCarrier;
        const QByteArray cable = link(2, kBoth);
        const QByteArray pulled = link(2, kUp);
        const QByteArray home = address(2, kHome) + route(2);
        const auto leaning
            = [](const char *kind) { return link(7, kBoth, kind) + address(7, kOther) + route(7); };
        for (const char *kind : {"wireguard", "tun", "bridge", "dummy", "ipip", "vxlan"})
            row(kind, pulled + home + leaning(kind), None);
        row("a tunnel over a cable", cable + home + leaning("tun"), Everywhere);
        row("a radio that is switched off", link(2, 0) + leaning("wireguard"), None);
        row("a cable that nobody has given an address", cable + leaning("wireguard"), None);
        row("a bridge over a cable", link(2, kBoth, {}, 7) + leaning("bridge"), Everywhere);
        row("a bridge to a guest, its cable pulled out",
            link(2, kUp, {}, 7) + link(8, kBoth, "tun", 7) + leaning("bridge"), None);
        row("containers, the cable pulled out",
            pulled + home + link(7, kBoth, "bridge") + address(7, kOther)
                + link(8, kBoth, "veth", 7),
            None);
        row("containers, and no default route",
            cable + address(2, kHome) + link(7, kBoth, "bridge") + address(7, kOther), Site);
        row("inside a container", link(2, kBoth, "veth") + home, Everywhere);
        row("inside one, pulled out", link(2, kUp, "veth") + home, None);
        row("inside one that has nothing but a tunnel", leaning("tun"), Everywhere);
        row("a bridge over what a container was given",
            link(8, kBoth, "veth", 7) + leaning("bridge"), Everywhere);
        row("a line that is dialled",
            link(2, kBoth) + link(7, kBoth, "ppp") + address(7, kOther) + route(7), Everywhere);
        row("several ways at once", cable + address(2, kHome) + leaning("bridge") + route(0),
            Everywhere);
    }
    void leaning() { reach(); }

    void anotherWay_data()
    {
        QTest::addColumn<QByteArray>("datagram");
        QTest::addColumn<bool>("isOther");
        const QByteArray usual = link(2, kUp | kCarrier) + address(2, kHome) + route(2);
        QTest::newRow("the same") << usual << false;
        QTest::newRow("in another order")
            << route(2) + address(2, kHome) + link(2, kUp | kCarrier) << false;
        QTest::newRow("a card without a cable beside it") << usual + link(3, kUp) << false;
        QTest::newRow("another address")
            << link(2, kUp | kCarrier) + address(2, kOther) + route(2) << true;
        QTest::newRow("another gateway")
            << link(2, kUp | kCarrier) + address(2, kHome) + route(2, 0, kOther) << true;
        const auto beside = [&](const char *kind, unsigned more = 0) {
            return usual + link(7, kUp | kCarrier | more, kind) + address(7, kOther);
        };
        QTest::newRow("a tunnel") << beside("wireguard") << true;
        QTest::newRow("another one") << beside("tun") << true;
        QTest::newRow("a line that was dialled") << beside("ppp", IFF_POINTOPOINT) << true;
        QTest::newRow("a container")
            << beside("bridge") + link(8, kUp | kCarrier, "veth", 7) << false;
        QTest::newRow("a second card that leads nowhere") << beside("") << false;
        QTest::newRow("a second card that leads away") << beside("") + route(7) << true;
        QTest::newRow("an address for a while")
            << usual + address(2, kGlobal6, RT_SCOPE_UNIVERSE, IFA_F_TEMPORARY) << false;
        QTest::newRow("an address for good") << usual + address(2, kGlobal6) << true;
        QTest::newRow("a second one of IPv4")
            << usual + address(2, kOther, RT_SCOPE_UNIVERSE, IFA_F_SECONDARY) << true;
        QTest::newRow("gone") << link(2, kUp) + address(2, kHome) << true;
    }
    void anotherWay()
    {
        QFETCH(const QByteArray, datagram);
        QFETCH(const bool, isOther);
        const RouteFacts usual
            = factsOf(kLoopback + link(2, kUp | kCarrier) + address(2, kHome) + route(2));
        QCOMPARE(usual.ways != factsOf(kLoopback + datagram).ways, isOther);
    }

    /// Without a way out, the addresses of the cards are the ways.
    void anotherSite()
    {
        const QByteArray card = kLoopback + link(2, kUp | kCarrier);
        const QByteArray container = link(7, kUp | kCarrier, "bridge") + address(7, kHome);
        const auto ways = factsOf(card + address(2, kHome)).ways;
        QVERIFY(factsOf(card + address(2, kOther)).ways != ways);
        QCOMPARE(factsOf(card + address(2, kHome) + container).ways, ways);
    }

    void whatTellsOfAChange()
    {
        const auto isTold = [](const QByteArray &datagram) {
            const auto messages = routeMessages(datagram);
            return messages.size() == 1 && isAboutReach(messages.front());
        };
        QVERIFY(isTold(link(2, kUp)));
        QVERIFY(isTold(address(2, kHome)));
        QVERIFY(isTold(route(2)));
        QVERIFY(!isTold(route(2, 24)));
        QVERIFY(!isTold(message(RTM_NEWNEIGH, QByteArray(64, 'x'))));
        QVERIFY(!isTold(message(RTM_NEWROUTE, "x")));
    }

    /// Whatever is cut, too long or nonsense is passed over; nothing behind the end is read.
    void nonsense()
    {
        const QByteArray good = link(2, kUp | kCarrier) + address(2, kHome) + route(2);
        for (qsizetype size = 0; size < good.size(); ++size)
            (void)factsOf(good.first(size));
        QByteArray bad = good;
        for (qsizetype at = 0; at < good.size(); ++at) {
            for (const char value : {'\0', '\x7f', '\xff'}) {
                bad[at] = value;
                (void)factsOf(bad);
            }
            bad[at] = good.at(at);
        }
        QVERIFY(routeMessages({}).empty());
        QVERIFY(routeMessages(QByteArray(3, 'x')).empty());
        QVERIFY(routeMessages(QByteArray(sizeof(nlmsghdr), '\0')).empty()); // of no length
        QCOMPARE(int(factsOf(good).reach), int(Reach::Everywhere));
    }
};

QTEST_GUILESS_MAIN(TestRouteTable)
#include "tst_routetable.moc"
