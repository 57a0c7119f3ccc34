// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtGlobal>

#include <chrono>
#include <optional>
#include <random>

namespace lighterman::testing {

/// What one direction of a link is like.
struct LineSettings
{
    double megabits = 100;             ///< 10^6 bits a second, the headers of IP included
    std::chrono::nanoseconds delay{0}; ///< on the way, after the last bit has left
    double loss = 0;                   ///< chance of each packet to be lost, from 0 to 1
    qint64 queueBytes = 0; ///< what may wait, the rest of the packet that is leaving included
    quint32 seed = 1;      ///< of the chance: the same seed loses the same packets
};

/// What became of the packets so far.
struct LineCounts
{
    qint64 carried = 0;
    qint64 lost = 0;    ///< by chance
    qint64 dropped = 0; ///< because the queue was full
    bool operator==(const LineCounts &) const = default;
};

/// One direction of a link, as arithmetic: when does each packet arrive, if it does?
///
/// Packets leave one after the other at the rate of the line, and each arrives `delay` after its
/// last bit has left, so none overtakes another. One that finds the line busy waits, if the queue
/// has room for all of it, and is dropped otherwise (tail drop). One that is lost has taken its
/// time on the line all the same, as on a real one.
class Line
{
public:
    /// Since any moment that stays the same.
    using Time = std::chrono::nanoseconds;

    explicit Line(const LineSettings &settings);

    /// A packet of `bytes` comes to the line. `now` never goes back.
    /// @return when it arrives at the other end; nothing when it never does
    [[nodiscard]] std::optional<Time> send(qint64 bytes, Time now);

    [[nodiscard]] const LineCounts &counts() const { return m_counts; }

private:
    [[nodiscard]] bool hasRoomFor(qint64 bytes, Time now) const;

    const LineSettings m_settings;
    const double m_nanosecondsPerByte;
    Time m_free = Time::min(); ///< when the last bit of all that was taken has left
    LineCounts m_counts;
    std::mt19937 m_random;
    std::bernoulli_distribution m_isLost;
};

} // namespace lighterman::testing
