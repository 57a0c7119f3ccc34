// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/tray/notifications.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QVariantMap>

#include <utility>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

const auto kService = u"org.freedesktop.Notifications"_s;
const auto kPath = u"/org/freedesktop/Notifications"_s;
const auto kUse = u"default"_s; ///< also a click on the notification itself
const auto kButton = u"use"_s;
const auto kLater = u"later"_s;

} // namespace

Notifications::Notifications(QDBusConnection bus, QObject *parent)
    : QObject(parent)
    , m_bus(std::move(bus))
{
    m_bus.connect({}, kPath, kService, u"NotificationClosed"_s, this, SLOT(closed(QDBusMessage)));
    m_bus.connect({}, kPath, kService, u"ActionInvoked"_s, this, SLOT(invoked(QDBusMessage)));
}

QDBusMessage Notifications::call(const QString &method) const
{
    return QDBusMessage::createMethodCall(kService, kPath, kService, method);
}

void Notifications::show(int subject, const Notice &notice)
{
    if (m_shown.contains(subject))
        return;
    const quint64 serial = ++m_serial;
    m_shown.insert(subject, {serial, 0});
    const QStringList actions{kUse, notice.action, kButton, notice.action, kLater, notice.later};
    const QVariantMap hints{{u"desktop-entry"_s, u"org.lighterman.Lighterman"_s},
                            {u"category"_s, u"transfer.error"_s},
                            {u"urgency"_s, QVariant::fromValue(uchar(1))}};
    constexpr int kUntilAnswered = 0;
    QDBusMessage message = call(u"Notify"_s);
    message << u"Lighterman"_s << uint(0) << u"lighterman"_s << notice.heading << notice.line
            << actions << hints << kUntilAnswered;
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(message), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, subject, serial, watcher] {
        take(subject, serial, *watcher);
        watcher->deleteLater();
    });
}

void Notifications::take(int subject, quint64 serial, QDBusPendingCallWatcher &call)
{
    const QDBusPendingReply<uint> reply = call;
    if (reply.isError())
        return;
    const auto shown = m_shown.find(subject);
    if (shown != m_shown.end() && shown->serial == serial)
        shown->id = reply.value();
    else
        close(reply.value()); // withdrawn before it was there
}

void Notifications::withdraw(int subject)
{
    const Shown shown = m_shown.take(subject);
    if (shown.id != 0)
        close(shown.id);
}

void Notifications::close(uint id)
{
    QDBusMessage message = call(u"CloseNotification"_s);
    message << id;
    m_bus.send(message);
}

/// The signals are for everybody: most are about what other programs have shown.
void Notifications::closed(const QDBusMessage &message)
{
    const uint id = message.arguments().value(0).toUInt();
    for (Shown &shown : m_shown) {
        if (id != 0 && shown.id == id)
            shown.id = 0;
    }
}

void Notifications::invoked(const QDBusMessage &message)
{
    const uint id = message.arguments().value(0).toUInt();
    const QString key = message.arguments().value(1).toString();
    for (auto shown = m_shown.cbegin(); id != 0 && shown != m_shown.cend(); ++shown) {
        if (shown->id != id)
            continue;
        const int subject = shown.key();
        if (key == kLater)
            emit putOff(subject);
        else if (key == kUse || key == kButton)
            emit used(subject);
        return;
    }
}

} // namespace lighterman
