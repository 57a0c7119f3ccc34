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
    m_service.properties(QString(kObject), QString(kService), [this](const QDBusMessage &reply) {
        m_isReading = false;
        const QVariantMap properties = propertiesOf(reply);
        // Also where it has changed meanwhile: who speaks without end must be heard all the same.
        publish(properties.isEmpty() ? ManagerFacts() : factsOf(properties));
        if (std::exchange(m_isStale, false))
            refresh();
    });
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
