// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/network.h"
#include "agent/environment/systembus.h"
#include "tests/support/playedservice.h"
#include "tests/support/privatebus.h"

#include <QDBusObjectPath>
#include <QSignalSpy>

#include <optional>
#include <sched.h>
#include <unistd.h>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;

namespace {

const auto kManager = u"/org/freedesktop/NetworkManager"_s;
const auto kModems = u"/org/freedesktop/ModemManager1"_s;
const auto kModem = u"/org/freedesktop/ModemManager1/Modem/0"_s;

void ip(const QString &words)
{
    QProcess program;
    program.start(u"ip"_s, words.split(u' '));
    QVERIFY2(program.waitForFinished(10'000) && program.exitCode() == 0,
             qPrintable(words + QString::fromUtf8(program.readAllStandardError())));
}

QVariant number(quint32 value)
{
    return QVariant::fromValue(value);
}

/// What is known of the network, and a NetworkManager that is not there yet.
struct World
{
    explicit World(PrivateBus &bus)
        : manager(bus.connection(u"manager"_s), u"org.freedesktop.NetworkManager"_s, kManager)
        , modems(bus.connection(u"modems"_s), u"org.freedesktop.ModemManager1"_s, kModems)
        , network(system)
        , changed(&network, &Network::changed)
    {
        manager.objects[kManager] = {{u"State"_s, number(70)}, {u"Metered"_s, number(2)}};
    }
    void start()
    {
        system.open();
        network.start();
    }
    /// NetworkManager's connection of this number goes over a modem abroad.
    void useModem(int connection)
    {
        const QString path = kManager + u"/ActiveConnection/%1"_s.arg(connection);
        const QString device = kManager + u"/Devices/7"_s;
        manager.objects[path][u"Devices"_s] = QVariant::fromValue(QList{QDBusObjectPath(device)});
        manager.objects[device][u"Udi"_s] = kModem;
        modems.objects[kModem][u"RegistrationState"_s] = number(5);
        manager.set(u"PrimaryConnection"_s, QVariant::fromValue(QDBusObjectPath(path)));
    }
    [[nodiscard]] const NetworkFacts &facts() const { return network.facts(); }

    PlayedService manager;
    PlayedService modems;
    SystemBus system;
    Network network;
    QSignalSpy changed;
};

} // namespace

/// NetworkManager, played on a bus of the test's own, and real links in a network namespace.
class TestNetwork : public QObject
{
    Q_OBJECT

private:
    std::optional<PrivateBus> m_bus;

private slots:
    void initTestCase()
    {
        const int own = ::geteuid() == 0 ? CLONE_NEWNET : CLONE_NEWUSER | CLONE_NEWNET;
        if (::unshare(own) != 0)
            QSKIP("this system lets nobody have a network namespace");
        m_bus.emplace();
        ip(u"link add cable type veth peer name far"_s);
        ip(u"link set far up"_s);
        ip(u"link set cable up"_s);
        ip(u"addr add 192.0.2.1/24 dev cable"_s);
        ip(u"route add default via 192.0.2.2"_s);
    }

    void bothTogether()
    {
        World world(*m_bus);
        world.manager.appear();
        world.start();
        QVERIFY(!world.network.isKnown());
        QTRY_COMPARE(world.changed.count(), 1); // nobody is told of half of it
        QVERIFY(world.network.isKnown());
        QCOMPARE(int(world.facts().reach), int(Reach::Everywhere));
        QVERIFY(!world.facts().isMetered);
        QCOMPARE(world.facts().version, 0U);

        world.manager.set(u"Metered"_s, number(3));
        QTRY_VERIFY(world.facts().isMetered);
        QCOMPARE(world.facts().version, 0U); // the same network for more money
        ip(u"link set far down"_s);          // NetworkManager says 70 still
        QTRY_COMPARE(int(world.facts().reach), int(Reach::None));
        ip(u"link set far up"_s);
        QTRY_COMPARE(int(world.facts().reach), int(Reach::Everywhere));

        const quint32 version = world.facts().version;
        ip(u"addr add 192.0.2.9/24 dev cable"_s);
        QTRY_COMPARE(world.facts().version, version + 1);
        ip(u"addr del 192.0.2.9/24 dev cable"_s);
        QTRY_COMPARE(world.facts().version, version + 2);
        world.manager.set(u"PrimaryConnection"_s, QVariant::fromValue(QDBusObjectPath(u"/9"_s)));
        QTRY_COMPARE(world.facts().version, version + 3);

        world.manager.leave(); // the kernel knows as much
        QTRY_VERIFY(!world.facts().isMetered);
        QCOMPARE(int(world.facts().reach), int(Reach::Everywhere));
        QCOMPARE(world.facts().version, version + 3);
        world.manager.set(u"State"_s, number(10));
        world.manager.appear();
        QTRY_COMPARE(int(world.facts().reach), int(Reach::None));
    }

    /// A network over a modem comes with its price, or not yet.
    void abroad()
    {
        World world(*m_bus);
        world.manager.appear();
        world.modems.appear();
        world.useModem(1);
        world.start();
        QTRY_COMPARE(world.changed.count(), 1);
        QVERIFY(world.facts().isRoaming);
        world.useModem(2);
        QTRY_COMPARE(world.changed.count(), 2);
        QVERIFY(world.facts().isRoaming);
        QCOMPARE(world.facts().version, 1U);

        world.modems.isSilent = true;
        const int asked = world.modems.asked;
        world.useModem(3);
        QTRY_VERIFY(world.modems.asked > asked);
        QCOMPARE(world.changed.count(), 2); // nobody knows yet what it costs
        ip(u"link set far down"_s);
        QTRY_COMPARE(int(world.facts().reach), int(Reach::None)); // costs nothing
        ip(u"link set far up"_s);
        QTRY_COMPARE_WITH_TIMEOUT(int(world.facts().reach), int(Reach::Everywhere), 10'000);
        QVERIFY(!world.facts().isRoaming); // who does not answer knows nothing
    }

    /// Last: a bus that takes calls and answers none.
    void aBusThatHangs()
    {
        World world(*m_bus);
        world.manager.objects[kManager][u"Metered"_s] = number(1);
        world.manager.appear();
        m_bus->halt();
        const auto goOn = qScopeGuard([this] { m_bus->goOn(); });
        world.start();
        QTRY_COMPARE_WITH_TIMEOUT(int(world.facts().reach), int(Reach::Everywhere), 10'000);
        QVERIFY(!world.facts().isMetered);
        ip(u"link set far down"_s);
        QTRY_COMPARE(int(world.facts().reach), int(Reach::None));
        m_bus->goOn();
        QTRY_VERIFY(world.facts().isMetered); // it is there after all
    }
};

QTEST_GUILESS_MAIN(TestNetwork)
#include "tst_network.moc"
