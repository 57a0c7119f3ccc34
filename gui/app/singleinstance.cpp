// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/app/singleinstance.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QTimer>

#include <utility>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kName = "org.lighterman.Lighterman"_L1;
constexpr auto kPath = "/org/lighterman/Lighterman"_L1;
constexpr auto kInterface = "org.freedesktop.Application"_L1;

// D-Bus specification, org.freedesktop.DBus.RequestName.
constexpr uint kDoNotQueue = 4;
constexpr uint kNameTaken = 3;

QDBusMessage callBus()
{
    QDBusMessage call
        = QDBusMessage::createMethodCall(u"org.freedesktop.DBus"_s, u"/org/freedesktop/DBus"_s,
                                         u"org.freedesktop.DBus"_s, u"RequestName"_s);
    call << QString(kName) << kDoNotQueue;
    return call;
}

QDBusMessage callFirst(const QStringList &links)
{
    QDBusMessage call = QDBusMessage::createMethodCall(kName, kPath, kInterface,
                                                       links.isEmpty() ? u"Activate"_s : u"Open"_s);
    if (!links.isEmpty())
        call << links;
    call << QVariantMap();
    return call;
}

} // namespace

void SingleInstance::claim(const QStringList &links, std::function<void(Role)> decided)
{
    m_decided = std::move(decided);
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        QTimer::singleShot(0, this, [this] { decide(Role::First); });
        return;
    }
    // Served before the name is ours, so that nobody finds the name without the object.
    bus.registerObject(kPath, this, QDBusConnection::ExportScriptableInvokables);
    ask(callBus(), [this, links](const QDBusMessage &reply) {
        if (reply.arguments().value(0).toUInt() == kNameTaken)
            tellFirst(links);
        else
            decide(Role::First);
    });
}

void SingleInstance::tellFirst(const QStringList &links)
{
    ask(callFirst(links), [this](const QDBusMessage &reply) {
        // One that holds the name and does not answer must not keep a person from working.
        decide(reply.type() == QDBusMessage::ReplyMessage ? Role::Second : Role::First);
    });
}

void SingleInstance::ask(const QDBusMessage &call,
                         const std::function<void(const QDBusMessage &)> &answer)
{
    constexpr int kPatience = 3000; // ms
    auto *watcher = new QDBusPendingCallWatcher(
        QDBusConnection::sessionBus().asyncCall(call, kPatience), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [watcher, answer] {
        watcher->deleteLater();
        answer(watcher->reply());
    });
}

void SingleInstance::decide(Role role)
{
    if (const auto decided = std::exchange(m_decided, {}))
        decided(role);
}

void SingleInstance::Activate(const QVariantMap & /*platform*/)
{
    emit raiseAsked({});
}

void SingleInstance::Open(const QStringList &uris, const QVariantMap & /*platform*/)
{
    emit raiseAsked(uris);
}

void SingleInstance::ActivateAction(const QString & /*action*/, const QVariantList & /*parameters*/,
                                    const QVariantMap & /*platform*/)
{
    emit raiseAsked({});
}

} // namespace lighterman
