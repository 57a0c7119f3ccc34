// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>

#include <memory>

class QDBusConnection;
class QThread;

namespace lighterman {

/// The way to the system's message bus. To open it means to wait for the bus, which a thread of its
/// own does; it is asked and heard without ever waiting. Where there is no bus, there is nothing to
/// ask, and nobody is told more than once.
class SystemBus final : public QObject
{
    Q_OBJECT

public:
    /// `address` as D-Bus writes it, of a bus that answers; empty: the system's own, or the one
    /// that DBUS_SYSTEM_BUS_ADDRESS names.
    explicit SystemBus(QString address = {}, QObject *parent = nullptr);
    ~SystemBus() override;

    /// Begins to look for the bus. To be called once.
    void open();

    [[nodiscard]] bool isOpen() const { return m_isOpen; }
    /// To be used while it is open.
    [[nodiscard]] QDBusConnection connection() const;

private slots:
    void end();

signals:
    void opened();
    /// There is no bus: none was found, or it has gone away. It is not looked for again.
    void closed();

private:
    void found();

    QString m_address;
    QString m_name; ///< of the connection, in Qt's table
    std::unique_ptr<QThread> m_opener;
    bool m_isOpen = false;
};

} // namespace lighterman
