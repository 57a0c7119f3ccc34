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
        m_bulk = {};
        m_small.reset();
    });
}

QNetworkAccessManager &Managers::manager(Place place)
{
    m_idle.stop();
    const bool isBulk = place.lane == Lane::Bulk;
    Manager &manager = isBulk ? m_bulk.at(std::size_t(place.manager)) : m_small;
    if (!manager) {
        manager = std::make_unique<QNetworkAccessManager>();
        if (!isBulk)
            manager->setProxyFactory(new BufferedSockets); // owned by the manager
    }
    return *manager;
}

} // namespace lighterman
