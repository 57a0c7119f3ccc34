// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/linkemulator/line.h"

#include <algorithm>
#include <cmath>

namespace lighterman::testing {

Line::Line(const LineSettings &settings)
    : m_settings(settings)
    , m_nanosecondsPerByte(8000 / settings.megabits)
    , m_random(settings.seed)
    , m_isLost(settings.loss)
{
}

std::optional<Line::Time> Line::send(qint64 bytes, Time now)
{
    if (!hasRoomFor(bytes, now)) {
        ++m_counts.dropped;
        return std::nullopt;
    }
    m_free = std::max(m_free, now) + Time(std::llround(double(bytes) * m_nanosecondsPerByte));
    if (m_isLost(m_random)) {
        ++m_counts.lost;
        return std::nullopt;
    }
    ++m_counts.carried;
    return m_free + m_settings.delay;
}

bool Line::hasRoomFor(qint64 bytes, Time now) const
{
    if (m_free <= now)
        return true; // it does not wait at all
    const double waiting = double((m_free - now).count()) / m_nanosecondsPerByte;
    return waiting + double(bytes) <= double(m_settings.queueBytes);
}

} // namespace lighterman::testing
