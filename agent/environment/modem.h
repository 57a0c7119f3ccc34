// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/environment/busservice.h"

namespace lighterman {

/// Whether the mobile network that is used is another operator's. NetworkManager does not say: it
/// names the modem behind its primary connection, and ModemManager tells of that. As with
/// NetworkManager, signals are only hints to ask again.
class Modem final : public QObject
{
    Q_OBJECT

public:
    /// `bus` is not owned, outlives this, and is not open yet.
    explicit Modem(SystemBus &bus, QObject *parent = nullptr);

    /// From now on it is about the modem behind this connection of NetworkManager's (an object
    /// path), if it has one. Empty or `/`: there is no connection.
    void follow(const QString &connection);
    /// Of the connection before as long as nothing is known of this one.
    [[nodiscard]] bool isRoaming() const { return m_isRoaming; }
    /// Whether all that were asked about this connection have answered, or will never.
    [[nodiscard]] bool isKnown() const { return m_isKnown; }

signals:
    /// It is another answer, or is known for the first time for this connection.
    void changed();

private:
    void askConnection();
    void askDevice(const QString &device);
    void listenTo(const QString &modem);
    void askModem();
    void publish(bool isRoaming);

    BusService m_networkManager;
    BusService m_modemManager;
    QString m_connection;
    QString m_modem; // object path; empty: there is none
    bool m_isRoaming = false;
    bool m_isKnown = true;       // without a connection there is nothing to know
    bool m_hasNoManager = false; // of modems
    bool m_isReading = false;
    bool m_isStale = false; // something has changed since the reading began
};

} // namespace lighterman
