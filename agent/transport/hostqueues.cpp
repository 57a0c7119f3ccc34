// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/hostqueues.h"

#include <algorithm>

namespace lighterman {

namespace {

/// So many waiting for one host are taken to be many small ones, as long as no size is known.
constexpr std::size_t kMany = 4;
/// Keeps sockets and open files within what a process may have.
constexpr int kMostUnderWay = 128;
/// Then there are no places any more that nobody will need soon.
constexpr int kMostWithSpare = 64;

} // namespace

void HostQueues::add(const QString &host, Waiting waiting)
{
    m_hosts[host].waiting.push_back(waiting);
}

void HostQueues::addFirst(const QString &host, Waiting waiting)
{
    m_hosts[host].waiting.push_front(waiting);
}

void HostQueues::remove(const QString &host, TransferId id)
{
    const auto found = m_hosts.find(host);
    if (found == m_hosts.end())
        return;
    std::erase_if(found->second.waiting, [id](const Waiting &one) { return one.id == id; });
    dropIdle(found);
}

std::optional<HostQueues::Turn> HostQueues::next()
{
    if (m_underWay >= kMostUnderWay)
        return std::nullopt;
    auto best = m_hosts.end();
    for (auto host = m_hosts.begin(); host != m_hosts.end(); ++host) {
        const auto load = [](const Host &of) { return of.large() + of.small; };
        if (hasPlace(host->second)
            && (best == m_hosts.end() || load(host->second) < load(best->second)))
            best = host;
    }
    if (best == m_hosts.end())
        return std::nullopt;
    Host &host = best->second;
    const Lane lane = laneFor(host);
    const TransferId id = host.waiting.front().id;
    host.waiting.pop_front();
    return Turn{id, take(host, lane)};
}

std::optional<Place> HostQueues::spare(const QString &host)
{
    const auto found = m_hosts.find(host);
    if (found == m_hosts.end() || !found->second.waiting.empty() || m_underWay >= kMostWithSpare)
        return std::nullopt;
    Host &mine = found->second;
    if (mine.large() + std::min(mine.small, m_connections) >= m_connections)
        return std::nullopt;
    return take(mine, Lane::Bulk);
}

bool HostQueues::isShort(const QString &host) const
{
    const auto found = m_hosts.find(host);
    return found != m_hosts.end() && !found->second.waiting.empty() && !hasPlace(found->second);
}

/// The first manager until it is full: most hosts never need the second one.
Place HostQueues::take(Host &host, Lane lane)
{
    ++m_underWay;
    if (lane == Lane::Small) {
        ++host.small;
        return {lane, 0};
    }
    const int manager = host.bulk[0] < kPerManager ? 0 : 1;
    ++host.bulk.at(std::size_t(manager));
    return {lane, manager};
}

void HostQueues::release(const QString &host, Place place)
{
    const auto found = m_hosts.find(host);
    if (found == m_hosts.end())
        return;
    Host &mine = found->second;
    --(place.lane == Lane::Bulk ? mine.bulk.at(std::size_t(place.manager)) : mine.small);
    --m_underWay;
    dropIdle(found);
}

void HostQueues::learn(const QString &host, qint64 size)
{
    if (const auto found = m_hosts.find(host); found != m_hosts.end())
        found->second.lastSize = size;
}

Lane HostQueues::laneFor(const Host &host) const
{
    if (host.waiting.front().isChunked)
        return Lane::Small;
    const std::optional<qint64> own = host.waiting.front().size;
    const std::optional<qint64> size = own ? own : host.lastSize;
    if (size)
        return *size < kSmallFile ? Lane::Small : Lane::Bulk;
    return host.waiting.size() >= kMany ? Lane::Small : Lane::Bulk;
}

bool HostQueues::hasPlace(const Host &host) const
{
    if (host.waiting.empty())
        return false;
    if (laneFor(host) == Lane::Bulk)
        return host.large() + std::min(host.small, m_connections) < m_connections;
    const int pairs = 2 * std::min(m_connections, kPerManager);
    return host.small < (host.large() == 0 ? pairs : m_connections - host.large());
}

void HostQueues::dropIdle(Hosts::iterator host)
{
    if (host->second.isIdle())
        m_hosts.erase(host);
}

} // namespace lighterman
