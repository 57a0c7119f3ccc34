// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/managers.h"

#include "agent/transport/bufferedsockets.h"

#include <chrono>

namespace lighterman {

using namespace std::chrono_literals;

Managers::Managers(QObject *parent)
    : m_idle(parent)
{
    m_idle.setSingleShot(true);
    m_idle.setTimerType(Qt::VeryCoarseTimer);
    m_idle.setInterval(2min);
    m_idle.callOnTimeout(&m_idle, [this] {
        // No reply is left that could be in the middle of a signal: that would crash.
        m_bulk.reset();
        m_small.reset();
    });
}

QNetworkAccessManager &Managers::manager(Lane lane)
{
    m_idle.stop();
    Manager &manager = lane == Lane::Bulk ? m_bulk : m_small;
    if (!manager) {
        manager = std::make_unique<QNetworkAccessManager>();
        if (lane == Lane::Small)
            manager->setProxyFactory(new BufferedSockets); // owned by the manager
    }
    return *manager;
}

} // namespace lighterman
