// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/modem.h"
#include "agent/environment/systembus.h"
#include "tests/support/playedservice.h"
#include "tests/support/privatebus.h"

#include <QDBusObjectPath>
#include <QSignalSpy>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;

namespace {

const auto kManager = u"/org/freedesktop/NetworkManager"_s;
const auto kModems = u"/org/freedesktop/ModemManager1"_s;
constexpr quint32 kHome = 1;
constexpr quint32 kRoaming = 5;

QString modem(int number)
{
    return kModems + u"/Modem/%1"_s.arg(number);
}

/// NetworkManager with connections over modems, and ModemManager with these.
struct World
{
    explicit World(PrivateBus &bus)
        : manager(bus.connection(u"manager"_s), u"org.freedesktop.NetworkManager"_s, kManager)
        , modems(bus.connection(u"modems"_s), u"org.freedesktop.ModemManager1"_s, kModems)
        , watch(system)
    {
        manager.appear();
        modems.appear();
        system.open();
    }
    /// The connection of this number goes over the device whose id is `udi`.
    QString connection(int number, const QString &udi)
    {
        const QString device = kManager + u"/Devices/%1"_s.arg(number);
        const QString connection = kManager + u"/ActiveConnection/%1"_s.arg(number);
        manager.objects[connection][u"Devices"_s]
            = QVariant::fromValue(QList{QDBusObjectPath(device)});
        manager.objects[device][u"Udi"_s] = udi;
        return connection;
    }
    QString overModem(int number, quint32 state)
    {
        modems.objects[modem(number)][u"RegistrationState"_s] = state;
        return connection(number, modem(number));
    }
    void move(int number, quint32 state)
    {
        modems.objects[modem(number)][u"RegistrationState"_s] = state;
        modems.tell(modem(number), u"org.freedesktop.ModemManager1.Modem.Modem3gpp"_s);
    }

    PlayedService manager;
    PlayedService modems;
    SystemBus system;
    Modem watch;
};

} // namespace

/// Roaming, as NetworkManager and ModemManager tell of it on a bus of the test's own.
class TestModem : public QObject
{
    Q_OBJECT

private:
    PrivateBus m_bus;

private slots:
    void nothingToFollow()
    {
        World world(m_bus);
        QVERIFY(world.watch.isKnown());
        world.watch.follow(u"/"_s);
        QVERIFY(world.watch.isKnown());
        QVERIFY(!world.watch.isRoaming());
    }

    void abroadAndHome()
    {
        World world(m_bus);
        world.watch.follow(world.overModem(1, kRoaming));
        QVERIFY(!world.watch.isKnown());
        QTRY_VERIFY(world.watch.isKnown());
        QVERIFY(world.watch.isRoaming());
        world.move(1, kHome);
        QTRY_VERIFY(!world.watch.isRoaming());
        for (const quint32 state : {7U, 2U, 10U, 9U}) { // messages, searching, no calls, at home so
            world.move(1, state);
            QTRY_COMPARE(world.watch.isRoaming(), state == 7U || state == 10U);
        }
        world.move(1, kRoaming);
        QTRY_VERIFY(world.watch.isRoaming());
        world.modems.leave();
        QTRY_VERIFY(!world.watch.isRoaming());
    }

    /// From one modem to another it stays abroad, and nobody is told anything else.
    void fromOneToAnother()
    {
        World world(m_bus);
        world.watch.follow(world.overModem(1, kRoaming));
        QTRY_VERIFY(world.watch.isRoaming());
        QSignalSpy changed(&world.watch, &Modem::changed);
        world.watch.follow(world.overModem(2, kRoaming));
        QVERIFY(world.watch.isRoaming());
        QVERIFY(!world.watch.isKnown());
        QTRY_VERIFY(world.watch.isKnown());
        QVERIFY(world.watch.isRoaming());
        QCOMPARE(changed.count(), 1);
        world.watch.follow(world.connection(3, u"/sys/devices/card"_s));
        QVERIFY(world.watch.isRoaming());
        QTRY_VERIFY(world.watch.isKnown());
        QVERIFY(!world.watch.isRoaming());
        world.move(2, kHome); // not listened to any more
        world.move(1, kHome);
        world.watch.follow({});
        QVERIFY(world.watch.isKnown());
    }

    void oneThatSpeaksWithoutEnd()
    {
        World world(m_bus);
        world.modems.isRestless = true;
        world.watch.follow(world.overModem(1, kRoaming));
        QTRY_VERIFY(world.watch.isRoaming());
        world.modems.isRestless = false;
    }

    void nobodyWhoKnows()
    {
        World world(m_bus);
        world.modems.leave();
        world.watch.follow(world.overModem(1, kRoaming));
        QTRY_VERIFY(world.watch.isKnown());
        QVERIFY(!world.watch.isRoaming());
        world.modems.appear();
        QTRY_VERIFY(world.watch.isRoaming());
        world.manager.isBroken = true;
        world.watch.follow(world.overModem(2, kRoaming));
        QTRY_VERIFY(world.watch.isKnown());
        QVERIFY(!world.watch.isRoaming());
    }
};

QTEST_GUILESS_MAIN(TestModem)
#include "tst_modem.moc"
