// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/networkmanager.h"

#include "agent/environment/busproperties.h"
#include "common/base/log.h"

#include <QDBusConnection>
#include <QDBusObjectPath>
#include <QThread>

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
    QStringList connections = objectPaths(properties.value(u"ActiveConnections"_s));
    connections.sort(); // NetworkManager may tell them in another order
    facts.connections = connections.join(u' ').toUtf8();
    facts.checkLink = properties.value(u"ConnectivityCheckUri"_s).toString();
    return facts;
}

} // namespace

bool NetworkManager::listen()
{
    QDBusConnection bus = QDBusConnection::systemBus();
    // Without a sender: to find out who that is, Qt would wait for the bus.
    return bus.isConnected()
        && bus.connect({}, QString(kObject), u"org.freedesktop.DBus.Properties"_s,
                       u"PropertiesChanged"_s, {QString(kService)}, {}, this,
                       SLOT(onPropertiesChanged()))
        && bus.connect({}, u"/org/freedesktop/DBus"_s, u"org.freedesktop.DBus"_s,
                       u"NameOwnerChanged"_s, {QString(kService)}, {}, this, SLOT(onOwnerChanged()))
        && bus.connect({}, u"/org/freedesktop/DBus/Local"_s, u"org.freedesktop.DBus.Local"_s,
                       u"Disconnected"_s, this, SLOT(onBusLost()));
}

void NetworkManager::start()
{
    // Qt waits for the greeting of the bus, which may never come; the thread is left behind then.
    QThread *const thread = QThread::create([] { (void)QDBusConnection::systemBus(); });
    connect(thread, &QThread::finished, thread, &QObject::deleteLater);
    connect(thread, &QThread::finished, this, &NetworkManager::onBus);
    thread->start();
}

void NetworkManager::onBus()
{
    m_hasBus = listen();
    if (m_hasBus)
        refresh();
    else
        publish({});
}

void NetworkManager::refresh()
{
    if (!m_hasBus)
        return;
    m_isStale = m_isReading;
    if (std::exchange(m_isReading, true))
        return;
    const QString service(kService);
    readProperties({service, QString(kObject), service}, *this,
                   [this](const std::optional<QVariantMap> &properties) {
                       m_isReading = false;
                       if (m_isStale)
                           refresh();
                       else
                           publish(properties && m_hasBus ? factsOf(*properties) : ManagerFacts());
                   });
}

void NetworkManager::onPropertiesChanged()
{
    refresh();
}

void NetworkManager::onOwnerChanged()
{
    refresh();
}

void NetworkManager::onBusLost()
{
    m_hasBus = false;
    publish({});
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
