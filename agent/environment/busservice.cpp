// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/busservice.h"

#include "agent/environment/systembus.h"
#include "common/base/log.h"

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusServiceWatcher>

#include <algorithm>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kProperties = "org.freedesktop.DBus.Properties"_L1;
constexpr int kPatience = 5000; // ms; who takes longer is as good as gone

void send(const QDBusConnection &bus, const QDBusMessage &message, QObject *asker,
          BusService::Answer answer)
{
    auto *const call = new QDBusPendingCallWatcher(bus.asyncCall(message, kPatience), asker);
    QObject::connect(call, &QDBusPendingCallWatcher::finished, asker,
                     [call, answer = std::move(answer)] {
                         call->deleteLater();
                         answer(call->reply());
                     });
}

} // namespace

BusService::BusService(SystemBus &bus, QString name, QObject *parent)
    : QObject(parent)
    , m_bus(bus)
    , m_name(std::move(name))
{
    connect(&bus, &SystemBus::opened, this, &BusService::begin);
    connect(&bus, &SystemBus::closed, this, [this] {
        m_watcher.reset();
        setOwner({});
    });
}

BusService::~BusService() = default;

void BusService::listenTo(const QString &interface, const QString &signal)
{
    listen({{}, interface, signal, {}});
}

void BusService::follow(const QString &path, const QString &interface)
{
    listen({path, kProperties, u"PropertiesChanged"_s, {interface}});
}

void BusService::unfollow(const QString &path, const QString &interface)
{
    const Signal signal{path, kProperties, u"PropertiesChanged"_s, {interface}};
    if (std::erase(m_signals, signal) > 0 && m_bus.isOpen()) {
        QDBusConnection bus = m_bus.connection();
        bus.disconnect({}, signal.path, signal.interface, signal.name, signal.arguments, {}, this,
                       SLOT(hear(QDBusMessage)));
    }
}

void BusService::listen(const Signal &signal)
{
    m_signals.push_back(signal);
    if (m_bus.isOpen())
        connectTo(signal);
}

/// From everybody: for one sender, be it by the unique name, Qt would ask the bus who that is, and
/// wait for the answer. hear() has the sender looked at.
void BusService::connectTo(const Signal &signal)
{
    QDBusConnection bus = m_bus.connection();
    if (!bus.connect({}, signal.path, signal.interface, signal.name, signal.arguments, {}, this,
                     SLOT(hear(QDBusMessage))))
        qCWarning(lcEnvironment).noquote() << "cannot listen to" << m_name << signal.name;
}

/// First the watch, then the question: in this order no change is missed.
void BusService::begin()
{
    m_isKnown = false;
    std::ranges::for_each(m_signals, [this](const Signal &one) { connectTo(one); });
    m_watcher = std::make_unique<QDBusServiceWatcher>(m_name, m_bus.connection(),
                                                      QDBusServiceWatcher::WatchForOwnerChange);
    connect(m_watcher.get(), &QDBusServiceWatcher::serviceOwnerChanged, this,
            [this](const QString &, const QString &, const QString &now) { setOwner(now); });
    auto question
        = QDBusMessage::createMethodCall(u"org.freedesktop.DBus"_s, u"/org/freedesktop/DBus"_s,
                                         u"org.freedesktop.DBus"_s, u"GetNameOwner"_s);
    question.setArguments({m_name});
    send(m_bus.connection(), question, this, [this](const QDBusMessage &reply) {
        if (!m_isKnown) // else the watcher was quicker
            setOwner(reply.arguments().value(0).toString().startsWith(u':')
                         ? reply.arguments().constFirst().toString()
                         : QString());
    });
}

void BusService::setOwner(const QString &owner)
{
    if (std::exchange(m_isKnown, true) && owner == m_owner)
        return;
    m_owner = owner;
    if (isThere())
        emit appeared();
    else
        emit missed();
}

void BusService::call(const Method &method, const QVariantList &arguments, Answer answer)
{
    if (!isThere())
        return;
    auto message
        = QDBusMessage::createMethodCall(m_owner, method.path, method.interface, method.name);
    message.setArguments(arguments);
    send(m_bus.connection(), message, this,
         [this, owner = m_owner, answer = std::move(answer)](const QDBusMessage &reply) {
             if (owner == m_owner)
                 answer(reply);
         });
}

void BusService::properties(const QString &path, const QString &interface, Answer answer)
{
    call({path, kProperties, u"GetAll"_s}, {interface}, std::move(answer));
}

void BusService::hear(const QDBusMessage &message)
{
    if (isThere() && message.service() == m_owner)
        emit signalled(message.path(), message.member(), message.arguments());
}

QVariantMap propertiesOf(const QDBusMessage &reply)
{
    const bool isMap
        = reply.type() == QDBusMessage::ReplyMessage && reply.signature() == "a{sv}"_L1;
    return isMap ? qdbus_cast<QVariantMap>(reply.arguments().constFirst()) : QVariantMap();
}

QStringList objectPaths(const QVariant &value)
{
    QStringList paths;
    const auto list = qdbus_cast<QList<QDBusObjectPath>>(value);
    for (const QDBusObjectPath &path : list)
        paths.append(path.path());
    return paths;
}

} // namespace lighterman
