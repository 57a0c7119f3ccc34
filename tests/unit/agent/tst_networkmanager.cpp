// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/networkmanager.h"
#include "agent/environment/systembus.h"
#include "tests/support/playedservice.h"
#include "tests/support/privatebus.h"

#include <QDBusObjectPath>
#include <QSignalSpy>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;

namespace {

const auto kService = u"org.freedesktop.NetworkManager"_s;
const auto kObject = u"/org/freedesktop/NetworkManager"_s;

/// As much of NetworkManager as is asked for.
struct Manager
{
    explicit Manager(const QDBusConnection &bus)
        : service(bus, kService, kObject)
        , properties(service.objects[kObject])
    {
    }
    PlayedService service;
    QVariantMap &properties;
};

QVariant number(quint32 value)
{
    return QVariant::fromValue(value);
}

} // namespace

/// NetworkManager on a bus of the test's own: there, gone, back, silent and broken.
class TestNetworkManager : public QObject
{
    Q_OBJECT

private:
    PrivateBus m_bus;

private slots:
    void whatItSays()
    {
        Manager manager(m_bus.connection(u"manager"_s));
        manager.properties
            = {{u"State"_s, number(70)}, {u"Connectivity"_s, number(4)}, {u"Metered"_s, number(2)}};
        SystemBus bus;
        NetworkManager watch(bus);
        bus.open();
        QTRY_VERIFY(watch.isKnown());
        QVERIFY(!watch.facts().isThere);

        QSignalSpy changed(&watch, &NetworkManager::changed);
        manager.service.appear();
        QTRY_VERIFY(watch.facts().isThere);
        QCOMPARE(watch.facts().state, 70U);
        QCOMPARE(watch.facts().connectivity, 4U);
        QCOMPARE(watch.facts().metered, 2U);
        QCOMPARE(changed.count(), 1);

        manager.service.set(u"State"_s, number(20));
        QTRY_COMPARE(watch.facts().state, 20U);
        manager.service.set(u"Metered"_s, number(1));
        QTRY_COMPARE(watch.facts().metered, 1U);

        manager.service.leave(); // nothing of what it said is kept
        QTRY_COMPARE(watch.facts(), ManagerFacts());
        manager.properties.insert(u"State"_s, number(60));
        manager.service.appear();
        QTRY_COMPARE(watch.facts().state, 60U);
        manager.service.leave();
        QTRY_COMPARE(watch.facts(), ManagerFacts());
    }

    void itIsThereAlready()
    {
        Manager manager(m_bus.connection(u"manager"_s));
        manager.properties
            = {{u"State"_s, number(70)},
               {u"ConnectivityCheckUri"_s, u"http://check.example/"_s},
               {u"PrimaryConnection"_s, QVariant::fromValue(QDBusObjectPath(u"/a"_s))}};
        manager.service.appear();
        SystemBus bus;
        NetworkManager watch(bus);
        QSignalSpy changed(&watch, &NetworkManager::changed);
        bus.open();
        QTRY_VERIFY(watch.isKnown());
        QVERIFY(watch.facts().isThere);
        QCOMPARE(watch.facts().primary, u"/a"_s);
        QCOMPARE(watch.facts().checkLink, u"http://check.example/"_s);
        manager.service.tell(); // nothing new
        const int asked = manager.service.asked;
        QTRY_VERIFY(manager.service.asked > asked);
        QCOMPARE(changed.count(), 1);
        manager.service.leave();
    }

    /// Disconnected is also who leaves all cards to others.
    void cardsOfOthers()
    {
        PlayedService manager(m_bus.connection(u"manager"_s), kService, kObject);
        const QString loopback = kObject + u"/Devices/1"_s;
        const QString card = kObject + u"/Devices/2"_s;
        const QList<QDBusObjectPath> devices{QDBusObjectPath(loopback), QDBusObjectPath(card)};
        manager.objects[loopback] = {{u"Interface"_s, u"lo"_s}, {u"State"_s, number(10)}};
        manager.objects[card] = {{u"Interface"_s, u"eth0"_s}, {u"State"_s, number(30)}};
        manager.objects[kObject]
            = {{u"State"_s, number(20)}, {u"Devices"_s, QVariant::fromValue(devices)}};
        manager.appear();
        SystemBus bus;
        NetworkManager watch(bus);
        bus.open();
        QTRY_COMPARE(watch.facts().state, 20U);
        QVERIFY(!watch.facts().leavesSome); // a cable is missing
        manager.objects[card].insert(u"State"_s, number(10));
        manager.tell();
        QTRY_VERIFY(watch.facts().leavesSome);
        manager.set(u"State"_s, number(70)); // then its word counts, and no card is asked
        QTRY_COMPARE(watch.facts().state, 70U);
        QVERIFY(!watch.facts().leavesSome);
        manager.leave();
    }

    void nonsense()
    {
        Manager manager(m_bus.connection(u"manager"_s));
        manager.properties = {{u"State"_s, u"seventy"_s},
                              {u"Connectivity"_s, QStringList(u"x"_s)},
                              {u"PrimaryConnection"_s, number(7)}};
        manager.service.appear();
        SystemBus bus;
        NetworkManager watch(bus);
        bus.open();
        QTRY_VERIFY(watch.isKnown());
        QVERIFY(watch.facts().isThere);
        QCOMPARE(watch.facts().state, 0U); // not known
        manager.service.isBroken = true;
        manager.service.tell();
        QTRY_VERIFY(!watch.facts().isThere);
        manager.service.leave();
    }

    void oneThatDoesNotAnswer()
    {
        Manager manager(m_bus.connection(u"manager"_s));
        manager.properties = {{u"State"_s, number(20)}};
        manager.service.isSilent = true;
        manager.service.appear();
        SystemBus bus;
        NetworkManager watch(bus);
        bus.open();
        QTRY_COMPARE(manager.service.asked, 1);
        QVERIFY(!watch.isKnown());
        QTRY_VERIFY_WITH_TIMEOUT(watch.isKnown(), 10'000);
        QVERIFY(!watch.facts().isThere);
        manager.service.isSilent = false;
        manager.service.tell();
        QTRY_COMPARE(watch.facts().state, 20U);
        manager.service.leave();
    }

    /// What it has said is told, whatever it says next.
    void oneThatSpeaksWithoutEnd()
    {
        Manager manager(m_bus.connection(u"manager"_s));
        manager.properties = {{u"State"_s, number(70)}};
        manager.service.isRestless = true;
        manager.service.appear();
        SystemBus bus;
        NetworkManager watch(bus);
        bus.open();
        QTRY_COMPARE(watch.facts().state, 70U);
        manager.properties = {{u"State"_s, number(20)}};
        QTRY_COMPARE(watch.facts().state, 20U);
        manager.service.isRestless = false;
        manager.service.leave();
    }

    /// Only who has the name is heard.
    void aSignalOfSomebodyElse()
    {
        Manager manager(m_bus.connection(u"manager"_s));
        manager.properties = {{u"State"_s, number(70)}};
        manager.service.appear();
        SystemBus bus;
        NetworkManager watch(bus);
        bus.open();
        QTRY_COMPARE(watch.facts().state, 70U);
        Manager other(m_bus.connection(u"other"_s));
        const int asked = manager.service.asked;
        other.service.set(u"State"_s, number(20));
        manager.service.set(u"Metered"_s,
                            number(1)); // later, so what comes of the other is seen before it
        QTRY_COMPARE(watch.facts().metered, 1U);
        QCOMPARE(manager.service.asked, asked + 1);
        QCOMPARE(watch.facts().state, 70U);
        manager.service.leave();
    }

    /// Last, for there is no other bus after it.
    void theBusGoes()
    {
        Manager manager(m_bus.connection(u"manager"_s));
        manager.properties = {{u"State"_s, number(20)}};
        manager.service.appear();
        SystemBus bus;
        NetworkManager watch(bus);
        bus.open();
        QTRY_COMPARE(watch.facts().state, 20U);
        m_bus.stop();
        QTRY_VERIFY(!watch.facts().isThere);
        SystemBus none;
        NetworkManager late(none);
        none.open();
        QTRY_VERIFY(late.isKnown());
        QVERIFY(!late.facts().isThere);
    }
};

QTEST_GUILESS_MAIN(TestNetworkManager)
#include "tst_networkmanager.moc"
