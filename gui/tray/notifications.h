// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDBusConnection>
#include <QHash>
#include <QObject>

class QDBusMessage;
class QDBusPendingCallWatcher;

namespace lighterman {

/// The desktop's notifications (org.freedesktop.Notifications), asked without ever waiting for
/// them. Where there is no such service nothing is shown, and nothing is only there.
/// https://specifications.freedesktop.org/notification-spec/1.2/
class Notifications final : public QObject
{
    Q_OBJECT

public:
    /// What is shown: the heading is plain text wherever it is shown, the line may be taken for
    /// markup, so nothing from outside belongs into that.
    struct Notice
    {
        QString heading;
        QString line;
        QString action; ///< what its button says
        QString later;  ///< the same of the other one
    };

    explicit Notifications(QDBusConnection bus, QObject *parent = nullptr);

    /// Shows it, until it is answered or withdrawn. `subject`: what it is about; a subject that is
    /// shown already, or was closed by the person, is not shown again until it was withdrawn.
    void show(int subject, const Notice &notice);
    /// There is nothing to be told of it any more.
    void withdraw(int subject);

signals:
    /// The person wants to see to it.
    void used(int subject);
    /// Not now.
    void putOff(int subject);

private:
    Q_SLOT void closed(const QDBusMessage &message);
    Q_SLOT void invoked(const QDBusMessage &message);

    void take(int subject, quint64 serial, QDBusPendingCallWatcher &call);
    void close(uint id);
    [[nodiscard]] QDBusMessage call(const QString &method) const;

    struct Shown
    {
        quint64 serial = 0; ///< of the call that has it shown
        uint id = 0;        ///< the service's; 0: not known yet, or it is closed
    };
    QDBusConnection m_bus;
    QHash<int, Shown> m_shown;
    quint64 m_serial = 0;
};

} // namespace lighterman
