// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/tray/notifications.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QVariantMap>

#include <algorithm>
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

Notifications::Notifications(QDBusConnection bus, QString record, QObject *parent)
    : QObject(parent)
    , m_bus(std::move(bus))
    , m_record(std::move(record))
{
    m_bus.connect({}, kPath, kService, u"NotificationClosed"_s, this, SLOT(closed(QDBusMessage)));
    m_bus.connect({}, kPath, kService, u"ActionInvoked"_s, this, SLOT(invoked(QDBusMessage)));
    const PastNotices past = m_record.isEmpty() ? PastNotices() : readNotices(m_record);
    for (auto notice = past.cbegin(); notice != past.cend(); ++notice)
        m_shown.insert(notice.key(), {0, *notice, true});
}

QDBusMessage Notifications::call(const QString &method) const
{
    return QDBusMessage::createMethodCall(kService, kPath, kService, method);
}

void Notifications::show(int subject, const Notice &notice, Moment since)
{
    const auto shown = m_shown.constFind(subject);
    if (shown != m_shown.cend() && shown->notice.since == since)
        return;
    withdraw(subject);
    const quint64 serial = ++m_serial;
    m_shown.insert(subject, {serial, {since, 0, {}}});
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
    const bool isWanted = shown != m_shown.end() && shown->serial == serial;
    const PastNotice there{isWanted ? shown->notice.since : 0, reply.value(),
                           reply.reply().service()};
    if (!isWanted) { // withdrawn before it was there
        close(there);
        return;
    }
    shown->notice = there;
    shown->isThere = true;
    remember();
}

void Notifications::withdraw(int subject)
{
    if (!m_shown.contains(subject))
        return;
    const Shown gone = m_shown.take(subject);
    if (gone.notice.id != 0)
        close(gone.notice);
    if (gone.isThere)
        remember();
}

/// Only where its id came from: with another service that is somebody else's.
void Notifications::close(const PastNotice &notice)
{
    QDBusMessage message
        = QDBusMessage::createMethodCall(notice.by, kPath, kService, u"CloseNotification"_s);
    message << notice.id;
    m_bus.send(message);
}

void Notifications::remember() const
{
    if (m_record.isEmpty())
        return;
    PastNotices past;
    for (auto shown = m_shown.cbegin(); shown != m_shown.cend(); ++shown) {
        if (shown->isThere && shown->notice.since != 0)
            past.insert(shown.key(), shown->notice);
    }
    writeNotices(m_record, past);
}

/// The signals are for everybody, and anybody can send them: most are about what other programs
/// have shown.
bool Notifications::Shown::isOf(const QDBusMessage &signal) const
{
    return notice.id != 0 && notice.id == signal.arguments().value(0).toUInt()
        && notice.by == signal.service();
}

void Notifications::closed(const QDBusMessage &message)
{
    const auto shown
        = std::ranges::find_if(m_shown, [&](const Shown &one) { return one.isOf(message); });
    if (shown == m_shown.end())
        return;
    shown->notice.id = 0;
    remember();
}

void Notifications::invoked(const QDBusMessage &message)
{
    const QString key = message.arguments().value(1).toString();
    for (auto shown = m_shown.cbegin(); shown != m_shown.cend(); ++shown) {
        if (!shown->isOf(message))
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
