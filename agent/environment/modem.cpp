// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/modem.h"

#include <QDBusMessage>

#include <utility>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kModem = "org.freedesktop.ModemManager1.Modem.Modem3gpp"_L1;
constexpr auto kModems = "/org/freedesktop/ModemManager1/Modem/"_L1;

/// MMModem3gppRegistrationState: roaming, for short messages alone, and without calls.
bool isRoamingState(quint32 state)
{
    constexpr quint32 kRoaming = 5;
    constexpr quint32 kRoamingMessages = 7;
    constexpr quint32 kRoamingData = 10;
    return state == kRoaming || state == kRoamingMessages || state == kRoamingData;
}

} // namespace

Modem::Modem(SystemBus &bus, QObject *parent)
    : QObject(parent)
    , m_networkManager(bus, u"org.freedesktop.NetworkManager"_s)
    , m_modemManager(bus, u"org.freedesktop.ModemManager1"_s)
{
    connect(&m_networkManager, &BusService::appeared, this, &Modem::askConnection);
    connect(&m_modemManager, &BusService::appeared, this, [this] {
        m_hasNoManager = false;
        m_isReading = false; // what the one before was asked is not answered any more
        askModem();
    });
    connect(&m_modemManager, &BusService::missed, this, [this] {
        m_hasNoManager = true;
        askModem();
    });
    connect(&m_modemManager, &BusService::signalled, this, &Modem::askModem);
}

void Modem::follow(const QString &connection)
{
    const QString now = connection == "/"_L1 ? QString() : connection;
    if (std::exchange(m_connection, now) == now)
        return;
    listenTo({});
    m_isKnown = false;
    askConnection();
}

void Modem::askConnection()
{
    if (m_connection.isEmpty()) {
        publish(false);
        return;
    }
    m_networkManager.properties(m_connection, u"org.freedesktop.NetworkManager.Connection.Active"_s,
                                [this, connection = m_connection](const QDBusMessage &reply) {
                                    const QStringList devices
                                        = objectPaths(propertiesOf(reply).value(u"Devices"_s));
                                    if (connection != m_connection)
                                        return;
                                    if (devices.isEmpty())
                                        publish(false);
                                    else
                                        askDevice(devices.front());
                                });
}

void Modem::askDevice(const QString &device)
{
    m_networkManager.properties(device, u"org.freedesktop.NetworkManager.Device"_s,
                                [this, connection = m_connection](const QDBusMessage &reply) {
                                    const QString modem
                                        = propertiesOf(reply).value(u"Udi"_s).toString();
                                    if (connection != m_connection)
                                        return;
                                    if (modem.startsWith(kModems))
                                        listenTo(modem);
                                    else
                                        publish(false);
                                });
}

void Modem::listenTo(const QString &modem)
{
    if (m_modem == modem)
        return;
    if (!m_modem.isEmpty())
        m_modemManager.unfollow(m_modem, QString(kModem));
    m_modem = modem;
    if (m_modem.isEmpty())
        return;
    m_modemManager.follow(m_modem, QString(kModem));
    askModem();
}

void Modem::askModem()
{
    if (m_modem.isEmpty())
        return;
    if (m_hasNoManager)
        publish(false);
    if (!m_modemManager.isThere())
        return;
    m_isStale = m_isReading;
    if (std::exchange(m_isReading, true))
        return;
    m_modemManager.properties(
        m_modem, QString(kModem), [this, modem = m_modem](const QDBusMessage &reply) {
            m_isReading = false;
            const auto state = propertiesOf(reply).value(u"RegistrationState"_s).toUInt();
            if (modem == m_modem)
                publish(isRoamingState(state));
            if (std::exchange(m_isStale, false) || modem != m_modem)
                askModem();
        });
}

void Modem::publish(bool isRoaming)
{
    const bool isFirst = !std::exchange(m_isKnown, true);
    const bool isOther = std::exchange(m_isRoaming, isRoaming) != isRoaming;
    if (isFirst || isOther)
        emit changed();
}

} // namespace lighterman
