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
        const auto load = [](const Host &of) { return of.bulk + of.small; };
        if (hasPlace(host->second)
            && (best == m_hosts.end() || load(host->second) < load(best->second)))
            best = host;
    }
    if (best == m_hosts.end())
        return std::nullopt;
    Host &host = best->second;
    const Turn turn{host.waiting.front().id, laneFor(host)};
    host.waiting.pop_front();
    ++(turn.lane == Lane::Bulk ? host.bulk : host.small);
    ++m_underWay;
    return turn;
}

void HostQueues::release(const QString &host, Lane lane)
{
    const auto found = m_hosts.find(host);
    if (found == m_hosts.end())
        return;
    --(lane == Lane::Bulk ? found->second.bulk : found->second.small);
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
        return host.bulk + std::min(host.small, m_connections) < m_connections;
    return host.bulk == 0 ? host.small < 2 * m_connections : host.bulk + host.small < m_connections;
}

void HostQueues::dropIdle(Hosts::iterator host)
{
    if (host->second.isIdle())
        m_hosts.erase(host);
}

} // namespace lighterman
