// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtGlobal>

#include <chrono>
#include <deque>
#include <optional>

namespace lighterman {

/// Less than this is not worth a second connection.
inline constexpr qint64 kWorthSeveral = qint64(8) << 20U;

/// What was found out about a host.
struct HostRecord
{
    int connections = 1;  ///< as many as were worth it
    double rate = 0;      ///< bytes per second with so many
    bool isFinal = false; ///< more were tried, and did not help
    bool operator==(const HostRecord &) const = default;
};

/// Decides how many connections one file has: one first, then four, then twice as many with each
/// step, while the sum of what they bring rises; where it is likely that one fills the line, the
/// first step is a short trial with two. A step that does not help is taken back, and
/// was the last one, unless it is missed.
///
/// Knows no clock and no network: it is told, and asked, a few times a second.
class Ramp
{
public:
    using Time = std::chrono::milliseconds; ///< of a clock that never goes back

    /// At most `most` connections. `known` is what was learnt of the host: it is begun with, and
    /// believed, except that one connection is enough where this one is much slower than it was.
    explicit Ramp(int most, std::optional<HostRecord> known = {});

    struct Look
    {
        Time now{};
        qint64 received = 0; ///< bytes of the file that have come, by all connections
        qint64 missing = 0;
        int open = 1;     ///< connections that bring bytes
        Time roundTrip{}; ///< from a request to its answer
    };
    /// How many connections there should be from now on.
    [[nodiscard]] int look(const Look &look);
    /// What has come since the last look() says nothing of the line: measuring begins anew.
    void disturb();
    /// The server takes no more than `connections`: there will not be more.
    void limit(int connections);

    /// What is known of the host now, where something was found out.
    [[nodiscard]] const std::optional<HostRecord> &learnt() const { return m_learnt; }

private:
    struct Sample
    {
        Time at{};
        qint64 received = 0;
    };

    [[nodiscard]] bool isSettled(const Look &look);
    void measureFirst(const Look &look);
    void measureMore(const Look &look);
    void watch(const Look &look);
    void stepUp(const Look &look, double rate);
    void climb(double rate, int level);
    void decide(const HostRecord &record);
    [[nodiscard]] Time span() const { return m_samples.back().at - m_samples.front().at; }
    [[nodiscard]] double rateSince(Time from) const; // bytes per second

    int m_most;
    std::optional<HostRecord> m_known;
    std::optional<HostRecord> m_learnt;
    int m_level = 1;
    bool m_isDecided = false;
    bool m_isTrial = false;                // a step from what may be a full line
    std::optional<HostRecord> m_takenBack; // the last step, while it may be missed
    bool m_wasMissed = false;
    int m_levelBefore = 1;
    double m_before = 0; // bytes per second, with that many
    std::optional<Time> m_begunAt;
    std::optional<Time> m_fullSince;  // as many are open as there should be
    std::optional<Time> m_shortSince; // fewer are
    std::deque<Sample> m_samples;
};

} // namespace lighterman
