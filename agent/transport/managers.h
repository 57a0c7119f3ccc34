// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/hostqueues.h"

#include <QNetworkAccessManager>
#include <QTimer>

#include <array>
#include <memory>
#include <vector>

namespace lighterman {

/// The network access managers, made when they are needed and given up two minutes after the last
/// use, with their threads and sockets: at rest nothing wakes up.
class Managers
{
public:
    explicit Managers(QObject *parent);

    [[nodiscard]] QNetworkAccessManager &manager(Place place);
    /// New connections are made for all that is asked for from now on. Those of before stay until
    /// clearBefore().
    void renew();
    /// Counts renew().
    [[nodiscard]] int ways() const { return m_ways; }
    /// Nobody uses what was made before `ways` came to be any more.
    void clearBefore(int ways);
    /// Nothing is under way any more.
    void rest() { m_idle.start(); }

private:
    using Manager = std::unique_ptr<QNetworkAccessManager>;

    struct Old
    {
        Manager manager;
        int ways = 0;
    };
    void retire(Manager &manager);

    std::array<Manager, kBulkManagers> m_bulk;
    Manager m_small;
    std::vector<Old> m_old;
    int m_ways = 0;
    QTimer m_idle;
};

} // namespace lighterman
