// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/hostrecords.h"

#include <algorithm>

namespace lighterman {

using namespace std::chrono_literals;

namespace {

constexpr HostRecords::Time kKept = 10min; // lines and servers change
constexpr std::size_t kMost = 256;         // a job of links to everywhere must not fill the memory

} // namespace

void HostRecords::learn(const QString &host, const HostRecord &record, Time now)
{
    Known &mine = known(host, now);
    mine.best = record;
    mine.learntAt = now;
}

std::optional<HostRecord> HostRecords::best(const QString &host, Time now) const
{
    const auto found = m_hosts.find(host);
    if (found == m_hosts.end() || now - found->second.learntAt >= kKept)
        return std::nullopt;
    return found->second.best;
}

void HostRecords::refuse(const QString &host, int connections, Time now)
{
    const int before = limit(host, now).value_or(connections);
    Known &mine = known(host, now);
    mine.limit = std::max(std::min(before, connections), 1);
    mine.refusedAt = now;
}

std::optional<int> HostRecords::limit(const QString &host, Time now) const
{
    const auto found = m_hosts.find(host);
    if (found == m_hosts.end() || now - found->second.refusedAt >= kKept)
        return std::nullopt;
    return found->second.limit;
}

HostRecords::Known &HostRecords::known(const QString &host, Time now)
{
    const auto found = m_hosts.find(host);
    if (found != m_hosts.end())
        return found->second;
    const auto newest = [](const Known &one) { return std::max(one.learntAt, one.refusedAt); };
    std::erase_if(m_hosts, [&](const auto &one) { return now - newest(one.second) >= kKept; });
    if (m_hosts.size() >= kMost) {
        const auto oldest = std::ranges::min_element(
            m_hosts, {}, [&](const auto &one) { return newest(one.second); });
        m_hosts.erase(oldest);
    }
    return m_hosts[host];
}

} // namespace lighterman
