// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/networkmanager.h"
#include "agent/environment/systembus.h"
#include "tests/support/privatebus.h"

#include <QDBusContext>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusVirtualObject>
#include <QSignalSpy>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;

namespace {

const auto kService = u"org.freedesktop.NetworkManager"_s;
const auto kObject = u"/org/freedesktop/NetworkManager"_s;

/// As much of NetworkManager as is asked for: it says its properties, and that they have changed.
class Manager final : public QDBusVirtualObject
{
public:
    explicit Manager(QDBusConnection bus)
        : m_bus(std::move(bus))
    {
        m_bus.registerVirtualObject(kObject, this);
    }
    ~Manager() override { m_bus.unregisterObject(kObject); }
    Manager(const Manager &) = delete;
    Manager &operator=(const Manager &) = delete;

    void appear() { QVERIFY(m_bus.registerService(kService)); }
    void leave() { QVERIFY(m_bus.unregisterService(kService)); }
    void set(const QString &name, const QVariant &value)
    {
        properties.insert(name, value);
        tell();
    }
    void tell()
    {
        QDBusMessage signal = QDBusMessage::createSignal(
            kObject, u"org.freedesktop.DBus.Properties"_s, u"PropertiesChanged"_s);
        signal << kService << QVariantMap(properties) << QStringList();
        m_bus.send(signal);
    }

    [[nodiscard]] QString introspect(const QString & /*path*/) const override { return {}; }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &bus) override
    {
        ++asked;
        if (isSilent)
            return true;
        const QDBusMessage reply = isBroken
            ? message.createErrorReply(QDBusError::Failed, u"broken"_s)
            : message.createReply(properties);
        return bus.send(reply);
    }

    QVariantMap properties;
    int asked = 0;
    bool isSilent = false;
    bool isBroken = false;

private:
    QDBusConnection m_bus;
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
        manager.appear();
        QTRY_VERIFY(watch.facts().isThere);
        QCOMPARE(watch.facts().state, 70U);
        QCOMPARE(watch.facts().connectivity, 4U);
        QCOMPARE(watch.facts().metered, 2U);
        QCOMPARE(changed.count(), 1);

        manager.set(u"State"_s, number(20));
        QTRY_COMPARE(watch.facts().state, 20U);
        manager.set(u"Metered"_s, number(1));
        QTRY_COMPARE(watch.facts().metered, 1U);

        manager.leave(); // nothing of what it said is kept
        QTRY_COMPARE(watch.facts(), ManagerFacts());
        manager.properties.insert(u"State"_s, number(60));
        manager.appear();
        QTRY_COMPARE(watch.facts().state, 60U);
        manager.leave();
        QTRY_COMPARE(watch.facts(), ManagerFacts());
    }

    void itIsThereAlready()
    {
        Manager manager(m_bus.connection(u"manager"_s));
        manager.properties
            = {{u"State"_s, number(70)},
               {u"ConnectivityCheckUri"_s, u"http://check.example/"_s},
               {u"PrimaryConnection"_s, QVariant::fromValue(QDBusObjectPath(u"/a"_s))}};
        manager.appear();
        SystemBus bus;
        NetworkManager watch(bus);
        QSignalSpy changed(&watch, &NetworkManager::changed);
        bus.open();
        QTRY_VERIFY(watch.isKnown());
        QVERIFY(watch.facts().isThere);
        QCOMPARE(watch.facts().primary, u"/a"_s);
        QCOMPARE(watch.facts().checkLink, u"http://check.example/"_s);
        manager.tell(); // nothing new
        const int asked = manager.asked;
        QTRY_VERIFY(manager.asked > asked);
        QCOMPARE(changed.count(), 1);
        manager.leave();
    }

    void nonsense()
    {
        Manager manager(m_bus.connection(u"manager"_s));
        manager.properties = {{u"State"_s, u"seventy"_s},
                              {u"Connectivity"_s, QStringList(u"x"_s)},
                              {u"PrimaryConnection"_s, number(7)}};
        manager.appear();
        SystemBus bus;
        NetworkManager watch(bus);
        bus.open();
        QTRY_VERIFY(watch.isKnown());
        QVERIFY(watch.facts().isThere);
        QCOMPARE(watch.facts().state, 0U); // not known
        manager.isBroken = true;
        manager.tell();
        QTRY_VERIFY(!watch.facts().isThere);
        manager.leave();
    }

    void oneThatDoesNotAnswer()
    {
        Manager manager(m_bus.connection(u"manager"_s));
        manager.properties = {{u"State"_s, number(20)}};
        manager.isSilent = true;
        manager.appear();
        SystemBus bus;
        NetworkManager watch(bus);
        bus.open();
        QTRY_COMPARE(manager.asked, 1);
        QVERIFY(!watch.isKnown());
        QTRY_VERIFY_WITH_TIMEOUT(watch.isKnown(), 10'000);
        QVERIFY(!watch.facts().isThere);
        manager.isSilent = false;
        manager.tell();
        QTRY_COMPARE(watch.facts().state, 20U);
        manager.leave();
    }

    /// Only who has the name is heard.
    void aSignalOfSomebodyElse()
    {
        Manager manager(m_bus.connection(u"manager"_s));
        manager.properties = {{u"State"_s, number(70)}};
        manager.appear();
        SystemBus bus;
        NetworkManager watch(bus);
        bus.open();
        QTRY_COMPARE(watch.facts().state, 70U);
        Manager other(m_bus.connection(u"other"_s));
        const int asked = manager.asked;
        other.set(u"State"_s, number(20));
        manager.set(u"Metered"_s, number(1)); // later, so what comes of the other is seen before it
        QTRY_COMPARE(watch.facts().metered, 1U);
        QCOMPARE(manager.asked, asked + 1);
        QCOMPARE(watch.facts().state, 70U);
        manager.leave();
    }

    /// Last, for there is no other bus after it.
    void theBusGoes()
    {
        Manager manager(m_bus.connection(u"manager"_s));
        manager.properties = {{u"State"_s, number(20)}};
        manager.appear();
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
