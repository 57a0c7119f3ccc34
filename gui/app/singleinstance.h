// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QStringList>
#include <QVariantMap>

#include <functional>

class QDBusMessage;

namespace lighterman {

/// Keeps one window program per session, by a name on the session bus. The first one serves
/// org.freedesktop.Application, the interface by which desktops and later starts reach it. Never
/// waits for the bus: everything is asked asynchronously.
class SingleInstance final : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Application")

public:
    enum class Role : quint8 {
        First,  ///< run; also where there is no bus
        Second, ///< the first one was told; end
    };

    using QObject::QObject;

    /// Finds out, and as a second one hands `links` to the first, which shows itself.
    /// `decided` is called once, later.
    void claim(const QStringList &links, std::function<void(Role)> decided);

    // The three methods of the interface, spelt as it spells them.
    // NOLINTBEGIN(readability-identifier-naming)
    Q_SCRIPTABLE Q_INVOKABLE void Activate(const QVariantMap &platform);
    Q_SCRIPTABLE Q_INVOKABLE void Open(const QStringList &uris, const QVariantMap &platform);
    Q_SCRIPTABLE Q_INVOKABLE void ActivateAction(const QString &action,
                                                 const QVariantList &parameters,
                                                 const QVariantMap &platform);
    // NOLINTEND(readability-identifier-naming)

signals:
    /// A later start, or the desktop, wants the window to be seen, and these links added.
    void raiseAsked(const QStringList &links);

private:
    void tellFirst(const QStringList &links);
    void ask(const QDBusMessage &call, const std::function<void(const QDBusMessage &)> &answer);
    void decide(Role role);

    std::function<void(Role)> m_decided;
};

} // namespace lighterman
