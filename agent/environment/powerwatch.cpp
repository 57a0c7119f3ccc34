// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/powerwatch.h"

#include <QDBusMessage>
#include <QDir>
#include <QFile>

#include <algorithm>
#include <cmath>

namespace lighterman {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kUPower = "org.freedesktop.UPower"_L1;
constexpr auto kUPowerPath = "/org/freedesktop/UPower"_L1;
/// All batteries of the machine as one, as UPower has them for the desktop.
constexpr auto kAllBatteries = "/org/freedesktop/UPower/devices/DisplayDevice"_L1;
constexpr auto kDevice = "org.freedesktop.UPower.Device"_L1;
constexpr auto kLookAgain = 60s;

QByteArray word(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(100).trimmed() : QByteArray();
}

/// The charge of a battery that the machine could run on, in percent.
std::optional<int> chargeOf(const QString &supply)
{
    const bool isOfMachine = word(supply + u"/type"_s) == "Battery"
        && word(supply + u"/scope"_s) != "Device" && word(supply + u"/present"_s) != "0";
    bool isNumber = false;
    const int percent = word(supply + u"/capacity"_s).toInt(&isNumber);
    return isOfMachine && isNumber ? std::optional(std::clamp(percent, 0, 100)) : std::nullopt;
}

} // namespace

/// The fullest battery counts: while one has charge, the machine does not stop. A mains adapter may
/// be missing from the folder, so it is the battery that says whether it gives or takes.
PowerSupplies readPowerSupplies(const QString &folder)
{
    PowerSupplies found;
    std::optional<int> fullest;
    bool isGiving = false;
    for (const QString &name : QDir(folder).entryList(QDir::AllEntries | QDir::NoDotAndDotDot)) {
        const QString supply = folder + u'/' + name;
        if (const auto charge = chargeOf(supply)) {
            found.hasBattery = true;
            fullest = std::max(fullest.value_or(0), *charge);
            isGiving = isGiving || word(supply + u"/status"_s) == "Discharging";
        }
    }
    if (isGiving)
        found.battery = fullest;
    return found;
}

PowerWatch::PowerWatch(SystemBus &bus, QString supplies, QObject *parent)
    : QObject(parent)
    , m_upower(bus, kUPower)
    , m_supplies(std::move(supplies))
{
    m_reader.setMaxThreadCount(1);
    m_reader.setExpiryTimeout(1000);
    m_nextLook.setSingleShot(true);
    m_nextLook.setTimerType(Qt::VeryCoarseTimer);
    m_nextLook.callOnTimeout(this, &PowerWatch::readFiles);
    m_upower.follow(kUPowerPath, kUPower);
    m_upower.follow(kAllBatteries, kDevice);
    connect(&m_upower, &BusService::appeared, this, [this] {
        m_nextLook.stop();
        ask();
    });
    connect(&m_upower, &BusService::missed, this, &PowerWatch::readFiles);
    connect(&m_upower, &BusService::signalled, this, &PowerWatch::ask);
}

PowerWatch::~PowerWatch()
{
    m_reader.waitForDone();
}

void PowerWatch::ask()
{
    m_upower.properties(kUPowerPath, kUPower, [this](const QDBusMessage &reply) {
        if (propertiesOf(reply).value(u"OnBattery"_s).toBool())
            askForCharge();
        else
            conclude({});
    });
}

void PowerWatch::askForCharge()
{
    m_upower.properties(kAllBatteries, kDevice, [this](const QDBusMessage &reply) {
        const QVariantMap all = propertiesOf(reply);
        const bool isThere = all.value(u"IsPresent"_s).toBool();
        const double percent = std::clamp(all.value(u"Percentage"_s).toDouble(), 0.0, 100.0);
        conclude(isThere ? std::optional(int(std::floor(percent))) : std::nullopt);
    });
}

/// Not on this thread: some machines take a second to answer.
void PowerWatch::readFiles()
{
    m_reader.start([this, folder = m_supplies] {
        const PowerSupplies found = readPowerSupplies(folder);
        QMetaObject::invokeMethod(
            this,
            [this, found] {
                if (m_upower.isThere())
                    return;
                if (found.hasBattery)
                    m_nextLook.start(kLookAgain);
                conclude(found.battery);
            },
            Qt::QueuedConnection);
    });
}

void PowerWatch::conclude(std::optional<int> battery)
{
    const bool isFirst = !std::exchange(m_isKnown, true);
    const bool isOther = std::exchange(m_battery, battery) != battery;
    if (isFirst || isOther)
        emit changed();
}

} // namespace lighterman
