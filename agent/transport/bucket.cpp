// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/bucket.h"

#include <algorithm>
#include <limits>

namespace lighterman {

namespace {

using Seconds = std::chrono::duration<double>;

} // namespace

void Bucket::setLimit(RateLimit limit, Time now)
{
    if (limit == m_limit)
        return;
    m_limit = limit;
    m_left = 0;
    m_filled = now;
}

void Bucket::refill(Time now)
{
    const Seconds since = now - std::exchange(m_filled, now);
    if (!m_limit)
        return;
    const auto rate = double(*m_limit);
    const double most = std::max(rate * Seconds(kKept).count(), 1.0);
    m_left = std::min(m_left + rate * since.count(), most);
}

qint64 Bucket::left() const
{
    return m_limit ? qint64(m_left) : std::numeric_limits<qint64>::max();
}

void Bucket::spend(qint64 bytes)
{
    if (m_limit)
        m_left -= double(bytes);
}

} // namespace lighterman
