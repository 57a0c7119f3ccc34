// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/environment/lookagain.h"

#include <QDBusConnection>
#include <QObject>
#include <QString>

#include <memory>
#include <optional>

namespace lighterman {

/// The way to the system's message bus. To open it means to wait for the bus, which a thread of its
/// own does; it is asked and heard without ever waiting. A bus that is not there any more is
/// looked for again; a system that has none gets none.
class SystemBus final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::seconds kLookAgain{30};

    /// `address` as D-Bus writes it, of a bus that answers; empty: the system's own, or the one
    /// that DBUS_SYSTEM_BUS_ADDRESS names. `lookAgain`: the first pause before it is looked for
    /// again.
    explicit SystemBus(QString address = {}, std::chrono::milliseconds lookAgain = kLookAgain,
                       QObject *parent = nullptr);
    ~SystemBus() override;

    /// Begins to look for the bus. To be called once.
    void open();

    [[nodiscard]] bool isOpen() const { return m_isOpen; }
    /// Whether the thread is still waiting for the bus. While it does, Qt lets no process end in
    /// the usual way.
    [[nodiscard]] bool isOpening() const { return bool(m_opening); }
    /// To be used while it is open.
    [[nodiscard]] const QDBusConnection &connection() const { return *m_connection; }

private slots:
    void end();

signals:
    void opened();
    /// There is no bus: none was found, or it has gone away.
    void closed();

private:
    struct Opening;

    void look();
    void found(const QDBusConnection &bus);

    QString m_address;
    std::shared_ptr<Opening> m_opening; ///< while the thread is at work
    std::optional<QDBusConnection> m_connection;
    LookAgain m_next;
    bool m_isOpen = false;
    bool m_isMissed = false; ///< it was there before
};

} // namespace lighterman
