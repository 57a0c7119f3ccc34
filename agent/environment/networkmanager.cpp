// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/networkmanager.h"

#include "common/base/log.h"

#include <QDBusMessage>
#include <QDBusObjectPath>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

// NetworkManager's own object has all that is asked for here.
constexpr auto kService = "org.freedesktop.NetworkManager"_L1;
constexpr auto kObject = "/org/freedesktop/NetworkManager"_L1;
// NMState.
constexpr quint32 kDisconnected = 20;
constexpr quint32 kDisconnecting = 30;
constexpr qsizetype kMostDevices = 64; // that are asked about

ManagerFacts factsOf(const QVariantMap &properties)
{
    ManagerFacts facts;
    facts.isThere = true;
    facts.state = properties.value(u"State"_s).toUInt();
    facts.connectivity = properties.value(u"Connectivity"_s).toUInt();
    facts.metered = properties.value(u"Metered"_s).toUInt();
    facts.primary = properties.value(u"PrimaryConnection"_s).value<QDBusObjectPath>().path();
    facts.checkLink = properties.value(u"ConnectivityCheckUri"_s).toString();
    return facts;
}

/// A card that NetworkManager does not manage.
bool isLeftToOthers(const QVariantMap &device)
{
    constexpr uint kUnmanaged = 10; // NMDeviceState
    return device.value(u"State"_s).toUInt() == kUnmanaged
        && device.value(u"Interface"_s).toString() != "lo"_L1;
}

} // namespace

NetworkManager::NetworkManager(SystemBus &bus, QObject *parent)
    : QObject(parent)
    , m_service(bus, QString(kService))
{
    m_service.follow(QString(kObject), QString(kService));
    connect(&m_service, &BusService::appeared, this, [this] {
        m_isReading = false; // what the one before was asked is not answered any more
        refresh();
    });
    connect(&m_service, &BusService::missed, this, [this] { publish({}); });
    connect(&m_service, &BusService::signalled, this, &NetworkManager::refresh);
}

void NetworkManager::refresh()
{
    if (!m_service.isThere())
        return;
    m_isStale = m_isReading;
    if (std::exchange(m_isReading, true))
        return;
    m_service.properties(QString(kObject), QString(kService),
                         [this](const QDBusMessage &reply) { take(propertiesOf(reply)); });
}

void NetworkManager::take(const QVariantMap &properties)
{
    m_found = properties.isEmpty() ? ManagerFacts() : factsOf(properties);
    const bool isOffline = m_found.state == kDisconnected || m_found.state == kDisconnecting;
    const QStringList devices = isOffline
        ? objectPaths(properties.value(u"Devices"_s)).mid(0, kMostDevices)
        : QStringList();
    m_unanswered = devices.size();
    if (devices.isEmpty())
        conclude();
    else
        askDevices(devices);
}

/// It says the same when nothing is connected and when others connect all there is.
void NetworkManager::askDevices(const QStringList &devices)
{
    for (const QString &device : devices) {
        m_service.properties(
            device, u"org.freedesktop.NetworkManager.Device"_s, [this](const QDBusMessage &reply) {
                m_found.leavesSome = m_found.leavesSome || isLeftToOthers(propertiesOf(reply));
                if (--m_unanswered == 0)
                    conclude();
            });
    }
}

/// Also where it has changed meanwhile: who speaks without end must be heard all the same.
void NetworkManager::conclude()
{
    m_isReading = false;
    publish(m_found);
    if (std::exchange(m_isStale, false))
        refresh();
}

void NetworkManager::publish(const ManagerFacts &facts)
{
    if (facts.isThere != m_facts.isThere)
        qCInfo(lcEnvironment) << (facts.isThere ? "NetworkManager is there"
                                                : "NetworkManager is gone");
    const bool isFirst = !std::exchange(m_isKnown, true);
    const bool isOther = std::exchange(m_facts, facts) != facts;
    if (isFirst || isOther)
        emit changed();
}

} // namespace lighterman
