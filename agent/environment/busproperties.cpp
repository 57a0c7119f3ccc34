// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/busproperties.h"

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 5000; // ms; who takes longer is as good as gone

} // namespace

void readProperties(const BusObject &object, QObject &context,
                    std::function<void(const std::optional<QVariantMap> &)> then)
{
    QDBusMessage message = QDBusMessage::createMethodCall(
        object.service, object.path, u"org.freedesktop.DBus.Properties"_s, u"GetAll"_s);
    message.setArguments({object.interface});
    message.setAutoStartService(false); // whether it runs is not for us to say
    auto *call = new QDBusPendingCallWatcher(
        QDBusConnection::systemBus().asyncCall(message, kPatience), &context);
    QObject::connect(call, &QDBusPendingCallWatcher::finished, &context,
                     [call, then = std::move(then)] {
                         call->deleteLater();
                         const QDBusPendingReply<QVariantMap> reply = *call;
                         then(reply.isError() ? std::nullopt : std::optional(reply.value()));
                     });
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
