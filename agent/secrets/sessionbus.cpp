// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/secrets/sessionbus.h"

#include "common/base/log.h"

#include <QDBusError>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QFileInfo>
#include <QUuid>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// Where the address of one is known. Without, libdbus would start one wherever there is a display.
bool isThereOne()
{
    const QString address = qEnvironmentVariable("DBUS_SESSION_BUS_ADDRESS");
    return !address.isEmpty()
        || QFileInfo::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + "/bus"_L1);
}

} // namespace

bool SessionBus::open()
{
    if (m_connection)
        return true;
    if (!isThereOne())
        return false;
    const QString name = u"lighterman-"_s + QUuid::createUuid().toString(QUuid::Id128);
    m_isOpening = true;
    // Not by its address: where that bus never answers, Qt 6.4 has libdbus end the process.
    const QDBusConnection bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, name);
    m_isOpening = false;
    // Only its name is given up: the connection ends with the last object that holds it.
    QDBusConnection::disconnectFromBus(name);
    if (!bus.isConnected()) {
        qCInfo(lcSecrets).noquote() << "no session bus:" << bus.lastError().message();
        return false;
    }
    m_connection = bus;
    listen({u"/org/freedesktop/DBus/Local"_s, u"org.freedesktop.DBus.Local"_s, u"Disconnected"_s},
           this, SLOT(end()));
    emit opened();
    return true;
}

void SessionBus::end()
{
    if (!m_connection)
        return;
    qCWarning(lcSecrets) << "the session bus is gone";
    m_connection.reset();
    emit lost();
}

void SessionBus::call(const Method &method, const QVariantList &arguments, QObject *asker,
                      Answer answer)
{
    auto message = QDBusMessage::createMethodCall(method.service, method.path, method.interface,
                                                  method.name);
    message.setArguments(arguments);
    message.setAutoStartService(method.isStarting);
    if (!m_connection) {
        const QDBusMessage gone
            = message.createErrorReply(QDBusError::Disconnected, u"there is no session bus"_s);
        QMetaObject::invokeMethod(
            asker, [answer = std::move(answer), gone] { answer(gone); }, Qt::QueuedConnection);
        return;
    }
    auto *const call = new QDBusPendingCallWatcher(
        m_connection->asyncCall(message, int(m_patience.count())), asker);
    QObject::connect(call, &QDBusPendingCallWatcher::finished, asker,
                     [call, answer = std::move(answer)] {
                         call->deleteLater();
                         answer(call->reply());
                     });
}

void SessionBus::listen(const Signal &signal, QObject *receiver, const char *slot)
{
    if (m_connection
        && !m_connection->connect({}, signal.path, signal.interface, signal.name, signal.arguments,
                                  {}, receiver, slot))
        qCWarning(lcSecrets).noquote() << "cannot listen to" << signal.name;
}

void SessionBus::ignore(const Signal &signal, QObject *receiver, const char *slot)
{
    if (m_connection)
        m_connection->disconnect({}, signal.path, signal.interface, signal.name, signal.arguments,
                                 {}, receiver, slot);
}

} // namespace lighterman
