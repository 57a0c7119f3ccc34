// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/progress.h"

#include <cmath>

namespace lighterman {

namespace {

constexpr double kWindow = 3000; // ms; how long a change of speed takes to show
constexpr Moment kShortest = 50; // ms; shorter steps say nothing about speed
constexpr Moment kStale = 4000;  // ms without news

} // namespace

void RateMeter::add(qint64 total, Moment now)
{
    if (!m_since || total < m_bytes) {
        *this = {};
        m_since = m_last = now;
        m_bytes = total;
        return;
    }
    const Moment step = now - m_last;
    if (step < kShortest)
        return;
    const auto speed = double(total - m_bytes) / double(step);
    const auto age = double(now - *m_since);
    // A young meter trusts what it sees; an old one only lets it in slowly.
    const double weight = 1 - std::exp(-double(step) / std::min(kWindow, age));
    m_rate += weight * (speed - m_rate);
    if (m_last == *m_since)
        m_rate = speed;
    m_last = now;
    m_bytes = total;
}

qint64 RateMeter::rate(Moment now) const
{
    return now - m_last > kStale ? 0 : std::llround(m_rate * 1000);
}

std::optional<qint64> secondsLeft(qint64 done, std::optional<qint64> total, qint64 rate)
{
    if (!total || rate <= 0)
        return std::nullopt;
    return (std::max<qint64>(0, *total - done) + rate - 1) / rate;
}

} // namespace lighterman
