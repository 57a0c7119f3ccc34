// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/bench/linkemulator/line.h"

#include <QByteArray>

#include <deque>

namespace lighterman::testing {

/// Carries packets from one device to another as a Line says. It never waits: its owner asks when
/// something is due, and calls it then.
class Carrier
{
public:
    /// Descriptors of TUN devices that never block; they stay their owner's.
    Carrier(const LineSettings &settings, int from, int to);

    /// Takes packets that are there, so many at once that what is due need not wait for long.
    void collect(Line::Time now);
    /// Hands over what has arrived by now.
    void deliver(Line::Time now);

    /// When the next packet arrives; nothing when none is on its way.
    [[nodiscard]] std::optional<Line::Time> nextArrival() const;
    [[nodiscard]] int source() const { return m_from; }
    [[nodiscard]] const LineCounts &counts() const { return m_line.counts(); }

private:
    struct Packet
    {
        Line::Time arrival;
        QByteArray bytes;
    };

    Line m_line;
    const int m_from;
    const int m_to;
    std::deque<Packet> m_underWay; ///< in the order of their arrival
};

} // namespace lighterman::testing
