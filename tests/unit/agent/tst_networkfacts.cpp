// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/networkfacts.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

ManagerFacts managed(quint32 state)
{
    ManagerFacts facts;
    facts.isThere = true;
    facts.state = state;
    return facts;
}

} // namespace

/// Who is believed about the network.
class TestNetworkFacts : public QObject
{
    Q_OBJECT

private slots:
    void reach_data()
    {
        QTest::addColumn<int>("kernel");
        QTest::addColumn<int>("state"); // of NetworkManager; -1: it is not there
        QTest::addColumn<int>("reach");
        const auto row = [](const char *name, Reach kernel, int state, Reach reach) {
            QTest::newRow(name) << int(kernel) << state << int(reach);
        };
        using enum Reach;
        row("nobody knows", Unknown, -1, Unknown);
        row("only the kernel: none", None, -1, None);
        row("only the kernel: site", Site, -1, Site);
        row("only the kernel: everywhere", Everywhere, -1, Everywhere);
        row("manager does not know", Everywhere, 0, Everywhere);
        row("manager does not know, kernel: none", None, 0, None);
        row("asleep", Everywhere, 10, None);
        row("disconnected", Site, 20, None);
        row("disconnected, kernel knows nothing", Unknown, 20, None);
        row("disconnected, and the kernel is late", Everywhere, 20, None);
        row("disconnecting", Everywhere, 30, None);
        row("connecting, nothing there yet", None, 40, None);
        row("connecting, kernel knows nothing", Unknown, 40, Unknown);
        row("local", Everywhere, 50, Site);
        row("site", Everywhere, 60, Site);
        row("site, kernel knows nothing", Unknown, 60, Site);
        row("site, cable pulled out", None, 60, None);
        row("global", Site, 70, Everywhere);
        row("global, over something that the kernel does not show", Unknown, 70, Everywhere);
        row("global still, cable pulled out", None, 70, None);
        row("a state of the future", Site, 80, Site);
    }
    void reach()
    {
        QFETCH(const int, kernel);
        QFETCH(const int, state);
        QFETCH(const int, reach);
        RouteFacts routes;
        routes.reach = Reach(kernel);
        const ManagerFacts manager = state < 0 ? ManagerFacts() : managed(quint32(state));
        QCOMPARE(int(reachOf(routes, manager)), reach);
    }

    void anotherNetwork()
    {
        const RouteFacts unknown;
        const RouteFacts home{Reach::Everywhere, "a1 0a"};
        const RouteFacts tunnel{Reach::Everywhere, "a1 0a a7 0b"};
        QVERIFY(!isOtherNetwork(unknown, home)); // it may have been that all along
        QVERIFY(!isOtherNetwork(home, unknown));
        QVERIFY(!isOtherNetwork(home, home));
        QVERIFY(isOtherNetwork(home, tunnel));
        QVERIFY(isOtherNetwork(tunnel, home));
    }

    /// ifupdown or networkd have connected what NetworkManager leaves alone.
    void cardsOfOthers()
    {
        ManagerFacts manager = managed(20);
        manager.leavesSome = true;
        for (const Reach reach : {Reach::Unknown, Reach::None, Reach::Site, Reach::Everywhere})
            QCOMPARE(reachOf({reach, {}}, manager), reach);
        manager.state = 10; // a person has switched networks off
        QCOMPARE(reachOf({Reach::Everywhere, {}}, manager), Reach::None);
    }

    void anotherConnection()
    {
        ManagerFacts cable = managed(70);
        cable.primary = u"/1"_s;
        ManagerFacts radio = cable;
        radio.primary = u"/2"_s;
        ManagerFacts metered = cable;
        metered.metered = 1;
        QVERIFY(isOtherNetwork(cable, radio));
        QVERIFY(!isOtherNetwork(cable, metered)); // its price is no way
        QVERIFY(!isOtherNetwork(ManagerFacts(), cable));
        QVERIFY(!isOtherNetwork(cable, ManagerFacts()));
    }
};

QTEST_GUILESS_MAIN(TestNetworkFacts)
#include "tst_networkfacts.moc"
