// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/managers.h"

#include "agent/transport/bufferedsockets.h"

#include <QNetworkReply>

#include <algorithm>
#include <chrono>
#include <tuple>

namespace lighterman {

using namespace std::chrono_literals;

namespace {

constexpr quint16 kUsualPort = 80;
constexpr int kBeforeAny = -1; // ways: they go as soon as nobody uses them

} // namespace

QNetworkProxy proxyOf(const Manner &manner)
{
    const auto port = quint16(manner.proxy.port(kUsualPort));
    QNetworkProxy proxy(QNetworkProxy::HttpProxy, manner.proxy.host(QUrl::FullyEncoded), port);
    if (!manner.tunnel.isEmpty())
        proxy.setRawHeader("Proxy-Authorization", manner.tunnel);
    return proxy;
}

bool Manner::operator<(const Manner &other) const
{
    return std::tie(job, proxy, tunnel, login, identity)
        < std::tie(other.job, other.proxy, other.tunnel, other.login, other.identity);
}

Managers::Managers(QObject *parent)
    : m_idle(parent)
{
    m_idle.setSingleShot(true);
    m_idle.setTimerType(Qt::VeryCoarseTimer);
    m_idle.setInterval(2min);
    m_idle.callOnTimeout(&m_idle, [this] {
        // No reply is left that could be in the middle of a signal: that would crash.
        m_lanes.clear();
        m_old.clear();
    });
}

void Managers::renew()
{
    for (auto &[manner, lanes] : m_lanes)
        retire(lanes, m_ways);
    m_lanes.clear();
    ++m_ways;
}

bool Managers::has(const QByteArray &job) const
{
    const auto first = m_lanes.lower_bound({job});
    return first != m_lanes.end() && first->first.job == job;
}

void Managers::drop(const QByteArray &job)
{
    const auto first = m_lanes.lower_bound({job});
    auto last = first;
    for (; last != m_lanes.end() && last->first.job == job; ++last)
        retire(last->second, kBeforeAny);
    m_lanes.erase(first, last);
}

/// What they were signed in with counts no more, or for one connection alone.
void Managers::dropSigned(const Manner &manner)
{
    const auto first = m_lanes.lower_bound({manner.job});
    for (auto it = first; it != m_lanes.end() && it->first.job == manner.job;) {
        const bool isOld = !it->first.tunnel.isEmpty() || it->first.login != 0;
        if (isOld)
            retire(it->second, kBeforeAny);
        it = isOld ? m_lanes.erase(it) : std::next(it);
    }
}

void Managers::retire(Lanes &lanes, int ways)
{
    const auto retireOne = [this, ways](Manager &manager) {
        if (manager)
            m_old.push_back({std::move(manager), ways});
    };
    std::ranges::for_each(lanes.bulk, retireOne);
    retireOne(lanes.small);
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

QNetworkAccessManager &Managers::manager(Place place, const Manner &manner)
{
    m_idle.stop();
    const bool isSigned = !manner.tunnel.isEmpty() || manner.login != 0;
    if (isSigned && !m_lanes.contains(manner))
        dropSigned(manner);
    Lanes &lanes = m_lanes[manner];
    const bool isBulk = place.lane == Lane::Bulk;
    Manager &manager = isBulk ? lanes.bulk.at(std::size_t(place.manager)) : lanes.small;
    if (!manager) {
        manager = std::make_unique<QNetworkAccessManager>();
        if (!manner.proxy.isEmpty())
            manager->setProxy(proxyOf(manner));
        else if (!isBulk)
            manager->setProxyFactory(new BufferedSockets); // owned by the manager
    }
    return *manager;
}

} // namespace lighterman
