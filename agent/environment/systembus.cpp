// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/systembus.h"

#include "common/base/log.h"

#include <QDBusConnection>
#include <QDBusError>
#include <QThread>
#include <QUuid>

namespace lighterman {

using namespace Qt::StringLiterals;

SystemBus::SystemBus(QString address, QObject *parent)
    : QObject(parent)
    , m_address(std::move(address))
    , m_name(u"lighterman-"_s + QUuid::createUuid().toString(QUuid::Id128))
{
}

SystemBus::~SystemBus()
{
    if (m_opener)
        m_opener->wait(); // for a bus that does not answer, as long as its library waits
    QDBusConnection::disconnectFromBus(m_name);
}

QDBusConnection SystemBus::connection() const
{
    return QDBusConnection(m_name);
}

void SystemBus::open()
{
    m_opener.reset(QThread::create([address = m_address, name = m_name] {
        // Not by its address: where that bus never answers, Qt 6.4 has libdbus end the process.
        if (address.isEmpty())
            QDBusConnection::connectToBus(QDBusConnection::SystemBus, name);
        else
            QDBusConnection::connectToBus(address, name);
    }));
    m_opener->setObjectName(u"bus"_s);
    connect(m_opener.get(), &QThread::finished, this, &SystemBus::found);
    m_opener->start();
}

void SystemBus::found()
{
    m_opener->wait(); // it has nothing more to do
    m_opener.reset();
    QDBusConnection bus = connection();
    if (!bus.isConnected()) {
        qCInfo(lcEnvironment).noquote()
            << "no system bus, so nobody is asked about sessions:" << bus.lastError().message();
        emit closed();
        return;
    }
    m_isOpen = true;
    bus.connect({}, u"/org/freedesktop/DBus/Local"_s, u"org.freedesktop.DBus.Local"_s,
                u"Disconnected"_s, this, SLOT(end()));
    emit opened();
}

void SystemBus::end()
{
    if (!std::exchange(m_isOpen, false))
        return;
    qCWarning(lcEnvironment) << "the system bus is gone";
    emit closed();
}

} // namespace lighterman
