// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/managers.h"

#include "agent/transport/bufferedsockets.h"

#include <QNetworkReply>

#include <chrono>
#include <utility>

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
        m_old.clear();
    });
}

void Managers::renew()
{
    for (Manager &manager : m_bulk)
        retire(manager);
    retire(m_small);
    ++m_ways;
}

void Managers::retire(Manager &manager)
{
    if (manager)
        m_old.push_back({std::exchange(manager, nullptr), m_ways});
}

void Managers::clearBefore(int ways)
{
    // A manager is the parent of its replies, also of those that nobody hears any more and that may
    // be in the middle of a signal.
    std::erase_if(m_old, [ways](const Old &old) {
        constexpr auto kDirect = Qt::FindDirectChildrenOnly;
        return old.ways < ways
            && old.manager->findChildren<QNetworkReply *>(QString(), kDirect).isEmpty();
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
