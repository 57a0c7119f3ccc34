// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/tray/pastnotices.h"

#include <QDBusConnection>
#include <QHash>
#include <QObject>

class QDBusMessage;
class QDBusPendingCallWatcher;

namespace lighterman {

/// The desktop's notifications (org.freedesktop.Notifications), asked without ever waiting for
/// them. Where there is no such service nothing is shown, and nothing is only there. Of what is
/// said on the bus only the word of the service that shows a notification counts for it.
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

    /// `record`: the file with what windows of this login session have shown before, which is taken
    /// over; empty: nobody remembers.
    explicit Notifications(QDBusConnection bus, QString record = {}, QObject *parent = nullptr);

    /// Shows it, until it is answered or withdrawn. `subject`: what it is about, and `since` when;
    /// what is shown already, or was closed by the person, is not shown again until it was
    /// withdrawn. Without a `since` the next window shows it again.
    void show(int subject, const Notice &notice, Moment since = 0);
    /// There is nothing to be told of it any more.
    void withdraw(int subject);
    /// What was shown and not withdrawn.
    [[nodiscard]] QList<int> subjects() const { return m_shown.keys(); }

signals:
    /// The person wants to see to it.
    void used(int subject);
    /// Not now.
    void putOff(int subject);

private:
    Q_SLOT void closed(const QDBusMessage &message);
    Q_SLOT void invoked(const QDBusMessage &message);

    void take(int subject, quint64 serial, QDBusPendingCallWatcher &call);
    [[nodiscard]] QDBusMessage call(const QString &method) const;

    void close(const PastNotice &notice);
    void remember() const;

    struct Shown
    {
        quint64 serial = 0;     ///< of the call that has it shown; 0: another window's
        PastNotice notice = {}; ///< id 0: not known yet, or it is closed
        bool isThere = false;   ///< or was
        [[nodiscard]] bool isOf(const QDBusMessage &signal) const;
    };
    QDBusConnection m_bus;
    QString m_record;
    QHash<int, Shown> m_shown;
    quint64 m_serial = 0;
};

} // namespace lighterman
