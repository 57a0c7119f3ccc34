// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/environment/modem.h"
#include "agent/environment/networkmanager.h"
#include "agent/environment/routewatch.h"

#include <QTimer>

namespace lighterman {

/// What is known of the network, from NetworkManager where it is there, and from the kernel
/// (docs/adr/0020-the-network.md).
class Network final : public QObject
{
    Q_OBJECT

public:
    /// `bus` is not owned, outlives this, and is not open yet.
    explicit Network(SystemBus &bus, QObject *parent = nullptr);

    /// Begins to follow the kernel; the others are followed once the bus is open.
    void start();
    /// Asks everybody again.
    void refresh();

    /// Nothing is known until all have answered, so that nobody acts on half of it; but a bus that
    /// says nothing for five seconds is not waited for, and that there is no network is told at
    /// once.
    [[nodiscard]] const NetworkFacts &facts() const { return m_facts; }
    [[nodiscard]] bool isKnown() const { return m_isKnown; }

signals:
    /// The facts are others, or are known for the first time.
    void changed();

private:
    void onManager();
    void update();

    NetworkManager m_manager;
    Modem m_modem;
    RouteWatch m_routes;
    ManagerFacts m_knownManager;
    RouteFacts m_knownRoutes;
    NetworkFacts m_facts;
    bool m_isKnown = false;
    QTimer m_patience; // with the bus, until NetworkManager is known to be there or not
};

} // namespace lighterman
