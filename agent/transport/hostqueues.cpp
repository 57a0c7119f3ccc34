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
/// Of a job at a host, while a limit makes it keep them for long; small files wait in pairs.
constexpr int kMostPaced = 2;
constexpr int kMostPacedSmall = 2 * kMostPaced;

} // namespace

void HostQueues::add(const QString &host, Waiting waiting)
{
    Line &line = m_hosts[host].waiting;
    line.insert(waiting.isForeground ? std::ranges::find(line, false, &Waiting::isForeground)
                                     : line.end(),
                waiting);
}

void HostQueues::addFirst(const QString &host, Waiting waiting)
{
    Line &line = m_hosts[host].waiting;
    line.insert(waiting.isForeground ? line.begin()
                                     : std::ranges::find(line, false, &Waiting::isForeground),
                waiting);
}

void HostQueues::change(const QString &host, const Waiting &waiting)
{
    const auto found = m_hosts.find(host);
    if (found == m_hosts.end())
        return;
    Line &line = found->second.waiting;
    const auto mine = std::ranges::find(line, waiting.id, &Waiting::id);
    if (mine == line.end())
        return;
    *mine = waiting;
    std::stable_partition(line.begin(), line.end(),
                          [](const Waiting &one) { return one.isForeground; });
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
    const auto mine = first(host);
    const Waiting waiting = *mine;
    const Lane lane = laneFor(host, waiting);
    host.waiting.erase(mine);
    return Turn{waiting.id, take(host, lane, waiting.job)};
}

std::optional<Place> HostQueues::spare(const QString &host, const JobId &job)
{
    const auto found = m_hosts.find(host);
    if (found == m_hosts.end() || m_underWay >= kMostWithSpare)
        return std::nullopt;
    Host &mine = found->second;
    if (first(mine) != mine.waiting.end())
        return std::nullopt;
    if (mine.large() + std::min(mine.small, m_connections) >= m_connections)
        return std::nullopt;
    return take(mine, Lane::Bulk, job);
}

bool HostQueues::isShort(const QString &host) const
{
    const auto found = m_hosts.find(host);
    return found != m_hosts.end() && first(found->second) != found->second.waiting.end()
        && !hasPlace(found->second);
}

bool HostQueues::isUrgent(const QString &host) const
{
    return isShort(host) && first(m_hosts.at(host))->isForeground;
}

/// The first who waits that may have a place if there is one.
HostQueues::Line::const_iterator HostQueues::first(const Host &host)
{
    return std::ranges::find_if(host.waiting, [&](const Waiting &one) {
        const auto share = host.shares.find(one.job.toBytes());
        if (!one.isPaced || share == host.shares.end())
            return true;
        return laneFor(host, one) == Lane::Bulk ? share->second.large < kMostPaced
                                                : share->second.small < kMostPacedSmall;
    });
}

/// The first manager until it is full: most hosts never need the second one.
Place HostQueues::take(Host &host, Lane lane, const JobId &job)
{
    ++m_underWay;
    Share &share = host.shares[job.toBytes()];
    ++(lane == Lane::Bulk ? share.large : share.small);
    if (lane == Lane::Small) {
        ++host.small;
        return {lane, 0};
    }
    const int manager = host.bulk[0] < kPerManager ? 0 : 1;
    ++host.bulk.at(std::size_t(manager));
    return {lane, manager};
}

void HostQueues::release(const QString &host, Place place, const JobId &job)
{
    const auto found = m_hosts.find(host);
    if (found == m_hosts.end())
        return;
    Host &mine = found->second;
    --(place.lane == Lane::Bulk ? mine.bulk.at(std::size_t(place.manager)) : mine.small);
    --m_underWay;
    if (const auto share = mine.shares.find(job.toBytes()); share != mine.shares.end()) {
        --(place.lane == Lane::Bulk ? share->second.large : share->second.small);
        if (share->second.large + share->second.small == 0)
            mine.shares.erase(share);
    }
    dropIdle(found);
}

void HostQueues::learn(const QString &host, qint64 size)
{
    if (const auto found = m_hosts.find(host); found != m_hosts.end())
        found->second.lastSize = size;
}

Lane HostQueues::laneFor(const Host &host, const Waiting &waiting)
{
    if (waiting.isChunked)
        return Lane::Small;
    const std::optional<qint64> size = waiting.size ? waiting.size : host.lastSize;
    if (size)
        return *size < kSmallFile ? Lane::Small : Lane::Bulk;
    return host.waiting.size() >= kMany ? Lane::Small : Lane::Bulk;
}

bool HostQueues::hasPlace(const Host &host) const
{
    const auto next = first(host);
    if (next == host.waiting.end())
        return false;
    if (laneFor(host, *next) == Lane::Bulk)
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
