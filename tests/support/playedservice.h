// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDBusConnection>
#include <QDBusError>
#include <QDBusMessage>
#include <QDBusVirtualObject>
#include <QTest>

#include <map>

namespace lighterman::testing {

/// A service of a bus that says the properties of its objects, and that they have changed.
class PlayedService final : public QDBusVirtualObject
{
public:
    /// `root` is the path of its first object; the others are below it.
    PlayedService(QDBusConnection bus, QString name, QString root)
        : m_bus(std::move(bus))
        , m_name(std::move(name))
        , m_root(std::move(root))
    {
        m_bus.registerVirtualObject(m_root, this, QDBusConnection::SubPath);
    }
    ~PlayedService() override
    {
        m_bus.unregisterService(m_name);
        m_bus.unregisterObject(m_root);
    }
    PlayedService(const PlayedService &) = delete;
    PlayedService &operator=(const PlayedService &) = delete;

    void appear() { QVERIFY(m_bus.registerService(m_name)); }
    void leave() { QVERIFY(m_bus.unregisterService(m_name)); }
    void set(const QString &property, const QVariant &value, const QString &path = {})
    {
        objects[path.isEmpty() ? m_root : path].insert(property, value);
        tell(path);
    }
    /// That something of this object has changed.
    void tell(const QString &path = {}) { tell(path.isEmpty() ? m_root : path, m_name); }
    void tell(const QString &path, const QString &interface)
    {
        QDBusMessage signal
            = QDBusMessage::createSignal(path, QStringLiteral("org.freedesktop.DBus.Properties"),
                                         QStringLiteral("PropertiesChanged"));
        signal << interface << QVariantMap() << QStringList();
        m_bus.send(signal);
    }

    [[nodiscard]] QString introspect(const QString & /*path*/) const override { return {}; }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &bus) override
    {
        ++asked;
        if (isRestless) // it has changed again before the answer is read
            tell(message.path(), message.arguments().constFirst().toString());
        if (isSilent)
            return true;
        const QDBusMessage reply = isBroken
            ? message.createErrorReply(QDBusError::Failed, QStringLiteral("broken"))
            : message.createReply(objects[message.path()]);
        return bus.send(reply);
    }

    std::map<QString, QVariantMap> objects; ///< their properties, by path
    int asked = 0;
    bool isSilent = false;
    bool isBroken = false;
    bool isRestless = false;

private:
    QDBusConnection m_bus;
    QString m_name;
    QString m_root;
};

} // namespace lighterman::testing
