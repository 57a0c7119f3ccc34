// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVirtualObject>

#include <utility>

namespace lighterman::testing {

/// A desktop that shows notifications: it keeps what it is told.
class PlayedDesktop final : public QDBusVirtualObject
{
public:
    static QString name() { return QStringLiteral("org.freedesktop.Notifications"); }
    static QString path() { return QStringLiteral("/org/freedesktop/Notifications"); }

    explicit PlayedDesktop(QDBusConnection bus)
        : m_bus(std::move(bus))
    {
        m_bus.registerVirtualObject(path(), this);
        m_bus.registerService(name());
    }
    [[nodiscard]] QString introspect(const QString & /*object*/) const override { return {}; }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &bus) override
    {
        if (message.member() == QStringLiteral("CloseNotification")) {
            closed += message.arguments().at(0).toUInt();
            return bus.send(message.createReply());
        }
        shown.append(message.arguments());
        message.setDelayedReply(true);
        waiting.append(message.createReply(++lastId));
        if (!isSlow)
            answer();
        return true;
    }
    void answer()
    {
        const auto replies = std::exchange(waiting, {});
        for (const QDBusMessage &reply : replies)
            m_bus.send(reply);
    }
    void tell(const QString &signal, const QVariantList &arguments)
    {
        QDBusMessage message = QDBusMessage::createSignal(path(), name(), signal);
        message.setArguments(arguments);
        m_bus.send(message);
    }

    QList<QVariantList> shown;
    QList<uint> closed;
    QList<QDBusMessage> waiting;
    uint lastId = 40;
    bool isSlow = false;

private:
    QDBusConnection m_bus;
};

} // namespace lighterman::testing
