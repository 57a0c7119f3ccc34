// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/powerwatch.h"
#include "agent/environment/systembus.h"
#include "tests/support/mockbus.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTest>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;

namespace {

constexpr auto kUPower = "org.freedesktop.UPower"_L1;
constexpr auto kPath = "/org/freedesktop/UPower"_L1;
constexpr auto kBatteries = "/org/freedesktop/UPower/devices/DisplayDevice"_L1;

/// One supply: its name, and its files with what is in them.
using Supply = std::pair<QString, QList<std::pair<QString, QByteArray>>>;

Supply battery(const QString &name, const QByteArray &capacity, const QByteArray &status)
{
    return {name, {{u"type"_s, "Battery"}, {u"capacity"_s, capacity}, {u"status"_s, status}}};
}

Supply with(Supply supply, const QString &file, const QByteArray &content)
{
    supply.second += {file, content};
    return supply;
}

void write(const QString &folder, const Supply &supply)
{
    const QString place = folder + u'/' + supply.first;
    QVERIFY(QDir().mkpath(place));
    for (const auto &[name, content] : supply.second) {
        QFile file(place + u'/' + name);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content + '\n') > 0);
    }
}

} // namespace

class TestPowerWatch : public QObject
{
    Q_OBJECT

private slots:
    void filesOfTheKernel_data()
    {
        QTest::addColumn<QList<Supply>>("supplies");
        QTest::addColumn<bool>("hasBattery");
        QTest::addColumn<int>("left"); // -1: not on a battery
        const Supply mains{u"AC"_s, {{u"type"_s, "Mains"}, {u"online"_s, "0"}}};
        const Supply tired = battery(u"BAT0"_s, "7", "Discharging");
        QTest::newRow("a desktop") << QList<Supply>{} << false << -1;
        QTest::newRow("mains alone") << QList{mains} << false << -1;
        QTest::newRow("discharging") << QList{mains, tired} << true << 7;
        QTest::newRow("charging") << QList{battery(u"BAT0"_s, "7", "Charging")} << true << -1;
        QTest::newRow("full") << QList{battery(u"BAT0"_s, "100", "Full")} << true << -1;
        QTest::newRow("held at a limit")
            << QList{battery(u"BAT0"_s, "60", "Not charging")} << true << -1;
        QTest::newRow("two, one of them gives")
            << QList{tired, battery(u"BAT1"_s, "80", "Not charging")} << true << 80;
        QTest::newRow("a mouse") << QList{with(tired, u"scope"_s, "Device")} << false << -1;
        QTest::newRow("an empty bay") << QList{with(tired, u"present"_s, "0")} << false << -1;
        QTest::newRow("nonsense") << QList{battery(u"BAT0"_s, "much", "Discharging")} << false
                                  << -1;
        QTest::newRow("more than all")
            << QList{battery(u"BAT0"_s, "104", "Discharging")} << true << 100;
    }
    void filesOfTheKernel()
    {
        QFETCH(const QList<Supply>, supplies);
        QFETCH(const bool, hasBattery);
        QFETCH(const int, left);
        const QTemporaryDir folder;
        for (const Supply &supply : supplies)
            write(folder.path(), supply);
        const PowerSupplies found = readPowerSupplies(folder.path());
        QCOMPARE(found.hasBattery, hasBattery);
        QCOMPARE(found.battery.value_or(-1), left);
    }

    void withoutFilesNobodyKnows()
    {
        QVERIFY(readPowerSupplies(u"/nonexistent"_s) == PowerSupplies());
    }

    void whatIsNotThereIsKnownAsWell()
    {
        SystemBus bus(u"unix:path=/nonexistent/bus"_s);
        PowerWatch watch(bus, u"/nonexistent"_s);
        QSignalSpy changed(&watch, &PowerWatch::changed);
        bus.open();
        QVERIFY(!watch.isKnown());
        QTRY_COMPARE(changed.count(), 1);
        QVERIFY(watch.isKnown());
        QVERIFY(!watch.battery());
    }

    void withoutABusTheKernelIsAsked()
    {
        const QTemporaryDir folder;
        write(folder.path(), battery(u"BAT0"_s, "12", "Discharging"));
        SystemBus bus(u"unix:path=/nonexistent/bus"_s);
        PowerWatch watch(bus, folder.path());
        bus.open();
        QTRY_COMPARE(watch.battery().value_or(-1), 12);
    }

    void uPowerIsAskedWhereItIsThere()
    {
        const QTemporaryDir folder;
        write(folder.path(), battery(u"BAT0"_s, "12", "Discharging"));
        MockBus mock;
        SystemBus bus(mock.address());
        PowerWatch watch(bus, folder.path());
        QSignalSpy changed(&watch, &PowerWatch::changed);
        const auto change
            = [&](QLatin1StringView path, const QString &interface, const QVariantMap &properties) {
                  mock.call({kUPower, path, u"org.freedesktop.DBus.Mock"_s, u"UpdateProperties"_s},
                            {interface, properties});
              };
        bus.open();
        QTRY_COMPARE(watch.battery().value_or(-1), 12); // it is not there yet
        mock.play(u"upower"_s, kUPower);
        QTRY_COMPARE(watch.battery().value_or(-1), -1);
        const QString device = u"org.freedesktop.UPower.Device"_s;
        change(kBatteries, device, {{u"IsPresent"_s, true}, {u"Percentage"_s, 55.9}});
        change(kPath, kUPower, {{u"OnBattery"_s, true}});
        QTRY_COMPARE(watch.battery().value_or(-1), 55);
        change(kBatteries, device, {{u"Percentage"_s, 19.9}});
        QTRY_COMPARE(watch.battery().value_or(-1), 19);
        change(kPath, kUPower, {{u"OnBattery"_s, false}});
        QTRY_COMPARE(watch.battery().value_or(-1), -1);
        change(kBatteries, device, {{u"IsPresent"_s, false}});
        change(kPath, kUPower, {{u"OnBattery"_s, true}}); // a computer behind an UPS, say
        change(kBatteries, device, {{u"IsPresent"_s, true}});
        QTRY_COMPARE(watch.battery().value_or(-1), 19);
        mock.end(kUPower);
        QTRY_COMPARE(watch.battery().value_or(-1), 12);
        QCOMPARE(changed.count(), 7);
    }
};

QTEST_GUILESS_MAIN(TestPowerWatch)
#include "tst_powerwatch.moc"
