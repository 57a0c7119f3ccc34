// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/modem.h"

#include "agent/environment/busproperties.h"

#include <QDBusConnection>

#include <utility>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kManager = "org.freedesktop.NetworkManager"_L1;
constexpr auto kModemManager = "org.freedesktop.ModemManager1"_L1;
constexpr auto kModems = "/org/freedesktop/ModemManager1/Modem/"_L1;
constexpr auto kProperties = "org.freedesktop.DBus.Properties"_L1;

/// MMModem3gppRegistrationState: roaming, for short messages alone, and without calls.
bool isRoamingState(quint32 state)
{
    constexpr quint32 kRoaming = 5;
    constexpr quint32 kRoamingMessages = 7;
    constexpr quint32 kRoamingData = 10;
    return state == kRoaming || state == kRoamingMessages || state == kRoamingData;
}

} // namespace

void Modem::follow(const QString &connection)
{
    if (std::exchange(m_connection, connection) == connection)
        return;
    listenTo({});
    publish(false);
    if (!connection.startsWith(u'/') || connection == u"/"_s)
        return;
    readProperties(
        {QString(kManager), connection, u"org.freedesktop.NetworkManager.Connection.Active"_s},
        *this, [this, connection](const std::optional<QVariantMap> &properties) {
            const QStringList devices
                = objectPaths(properties.value_or(QVariantMap()).value(u"Devices"_s));
            if (connection == m_connection && !devices.isEmpty())
                askDevice(devices.front());
        });
}

void Modem::askDevice(const QString &device)
{
    readProperties({QString(kManager), device, u"org.freedesktop.NetworkManager.Device"_s}, *this,
                   [this, connection = m_connection](const std::optional<QVariantMap> &properties) {
                       const QString modem
                           = properties.value_or(QVariantMap()).value(u"Udi"_s).toString();
                       if (connection == m_connection && modem.startsWith(kModems))
                           listenTo(modem);
                   });
}

void Modem::listenTo(const QString &modem)
{
    QDBusConnection bus = QDBusConnection::systemBus();
    const auto signal = u"PropertiesChanged"_s;
    if (!m_modem.isEmpty())
        bus.disconnect({}, m_modem, QString(kProperties), signal, this,
                       SLOT(onPropertiesChanged()));
    m_modem = modem;
    if (m_modem.isEmpty())
        return;
    bus.connect({}, m_modem, QString(kProperties), signal, this, SLOT(onPropertiesChanged()));
    askModem();
}

void Modem::askModem()
{
    m_isStale = m_isReading;
    if (std::exchange(m_isReading, true))
        return;
    readProperties(
        {QString(kModemManager), m_modem, u"org.freedesktop.ModemManager1.Modem.Modem3gpp"_s},
        *this, [this, modem = m_modem](const std::optional<QVariantMap> &properties) {
            m_isReading = false;
            const auto state
                = properties.value_or(QVariantMap()).value(u"RegistrationState"_s).toUInt();
            if (m_isStale || modem != m_modem)
                onPropertiesChanged();
            else
                publish(isRoamingState(state));
        });
}

void Modem::onPropertiesChanged()
{
    if (!m_modem.isEmpty())
        askModem();
}

void Modem::publish(bool isRoaming)
{
    if (std::exchange(m_isRoaming, isRoaming) != isRoaming)
        emit changed();
}

} // namespace lighterman
