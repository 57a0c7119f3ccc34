// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/extents.h"

#include <algorithm>

namespace lighterman {

void Extents::add(Extent extent)
{
    if (extent.size() <= 0)
        return;
    // All that it touches becomes one with it.
    const auto first = std::ranges::lower_bound(m_all, extent.begin, {}, &Extent::end);
    const auto last = std::ranges::upper_bound(m_all, extent.end, {}, &Extent::begin);
    if (first == last) {
        m_all.insert(first, extent);
        return;
    }
    first->begin = std::min(first->begin, extent.begin);
    first->end = std::max(std::prev(last)->end, extent.end);
    m_all.erase(std::next(first), last);
}

void Extents::clip(qint64 end)
{
    while (!m_all.empty() && m_all.back().begin >= end)
        m_all.pop_back();
    if (!m_all.empty())
        m_all.back().end = std::min(m_all.back().end, end);
}

qint64 Extents::prefix() const
{
    return m_all.empty() || m_all.front().begin > 0 ? 0 : m_all.front().end;
}

qint64 Extents::sum() const
{
    qint64 bytes = 0;
    for (const Extent &one : m_all)
        bytes += one.size();
    return bytes;
}

std::vector<Extent> Extents::gaps(qint64 total) const
{
    std::vector<Extent> missing;
    qint64 at = 0;
    for (const Extent &one : m_all) {
        if (one.begin > at)
            missing.push_back({at, std::min(one.begin, total)});
        at = one.end;
        if (at >= total)
            return missing;
    }
    if (at < total)
        missing.push_back({at, total});
    return missing;
}

} // namespace lighterman
