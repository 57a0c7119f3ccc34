// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/systembus.h"

#include "common/base/log.h"

#include <QDBusError>
#include <QMutex>
#include <QThread>
#include <QUuid>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

QDBusConnection connectTo(const QString &address)
{
    const QString name = u"lighterman-"_s + QUuid::createUuid().toString(QUuid::Id128);
    // Not by its address: where that bus never answers, Qt 6.4 has libdbus end the process.
    QDBusConnection bus = address.isEmpty()
        ? QDBusConnection::connectToBus(QDBusConnection::SystemBus, name)
        : QDBusConnection::connectToBus(address, name);
    // Only its name is given up: the connection ends with the last object that holds it.
    QDBusConnection::disconnectFromBus(name);
    return bus;
}

} // namespace

/// What the thread and its asker share: a bus that does not answer may keep the one for longer than
/// the other is there.
struct SystemBus::Opening
{
    QMutex mutex;
    SystemBus *asker = nullptr; ///< null: nobody waits any more
};

SystemBus::SystemBus(QString address, std::chrono::milliseconds lookAgain, QObject *parent)
    : QObject(parent)
    , m_address(std::move(address))
    , m_next(lookAgain, [this] { look(); })
{
}

/// A thread that still waits is left behind.
SystemBus::~SystemBus()
{
    if (!m_opening)
        return;
    const QMutexLocker locker(&m_opening->mutex);
    m_opening->asker = nullptr;
}

void SystemBus::open()
{
    look();
}

void SystemBus::look()
{
    m_opening = std::make_shared<Opening>();
    m_opening->asker = this;
    QThread *const opener = QThread::create([opening = m_opening, address = m_address] {
        const QDBusConnection bus = connectTo(address);
        const QMutexLocker locker(&opening->mutex);
        if (SystemBus *const asker = opening->asker)
            QMetaObject::invokeMethod(
                asker, [asker, bus] { asker->found(bus); }, Qt::QueuedConnection);
    });
    opener->setObjectName(u"bus"_s);
    connect(opener, &QThread::finished, opener, &QObject::deleteLater);
    opener->start();
}

void SystemBus::found(const QDBusConnection &bus)
{
    m_opening.reset();
    if (!bus.isConnected()) {
        if (m_isMissed)
            m_next.missed();
        else
            qCInfo(lcEnvironment).noquote()
                << "no system bus, so nobody is asked about sessions:" << bus.lastError().message();
        emit closed();
        return;
    }
    m_connection = bus;
    if (!m_connection->connect({}, u"/org/freedesktop/DBus/Local"_s,
                               u"org.freedesktop.DBus.Local"_s, u"Disconnected"_s, this,
                               SLOT(end())))
        qCWarning(lcEnvironment) << "the end of the system bus would not be heard of";
    if (std::exchange(m_isMissed, false))
        qCInfo(lcEnvironment) << "the system bus is there again";
    m_isOpen = true;
    m_next.found();
    emit opened();
    if (!bus.isConnected()) // it went before anybody listened
        end();
}

void SystemBus::end()
{
    if (!std::exchange(m_isOpen, false))
        return;
    qCWarning(lcEnvironment) << "the system bus is gone";
    m_isMissed = true;
    m_next.missed();
    emit closed();
    m_connection.reset();
}

} // namespace lighterman
