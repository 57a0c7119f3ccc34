// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/ramp.h"

#include <algorithm>

namespace lighterman {

using namespace std::chrono_literals;

namespace {

using Time = Ramp::Time;

constexpr int kSteps = 2;       // as many times as many connections with each step
constexpr Time kSettle = 500ms; // new connections need that to come to their speed
constexpr Time kSoon = 1s;      // long enough to see a clear rise
constexpr Time kSure = 2s;      // long enough to see a small one
constexpr Time kPatience = 3s;  // with a rate that rises all the time, or places that do not come
constexpr double kClearRise = 1.3; // worth the next step, and seen at once
constexpr double kRise = 1.12;
/// What was measured before was a lucky start, as on a line that loses packets: it says nothing.
constexpr double kCollapse = 0.75;
constexpr double kSteady = 1.25;    // between two halves of what is measured
constexpr double kMuchSlower = 0.7; // than when one connection was enough
/// Seconds to go: before the end there is nothing to win. More for the first step: where the line
/// is full already, a second connection makes both lose packets, and costs half a second.
constexpr double kLeastLeft = 3;
constexpr double kLeastLeftAtFirst = 8;
/// One connection so fast fills the line, or is held up by this computer rather than by the way.
constexpr double kFast = 100.0 * 1024 * 1024; // bytes per second

} // namespace

Ramp::Ramp(int most, std::optional<HostRecord> known)
    : m_most(std::max(most, 1))
    , m_known(known)
    , m_isDecided(m_most == 1)
{
    if (m_known && m_known->connections > 1 && !m_isDecided) {
        m_level = std::min(m_known->connections, m_most);
        m_isDecided = m_known->isFinal || m_level == m_most;
    }
}

int Ramp::look(const Look &look)
{
    if (m_isDecided)
        return look.missing < kWorthSeveral && look.open <= 1 ? 1 : m_level;
    if (!isSettled(look))
        return m_level;
    m_samples.push_back({look.now, look.received});
    if (span() < kSoon)
        return m_level;
    if (m_level == 1)
        measureFirst(look);
    else
        measureMore(look);
    return m_level;
}

void Ramp::limit(int connections)
{
    m_most = std::max(connections, 1);
    m_level = std::min(m_level, m_most);
    m_isDecided = true;
}

/// Whether all connections of this step have been at work for a while.
bool Ramp::isSettled(const Look &look)
{
    if (!m_levelSince)
        m_levelSince = look.now;
    if (look.open < m_level) {
        m_fullSince.reset();
        m_samples.clear();
        if (look.now - *m_levelSince >= kPatience) { // others need the places
            m_level = std::max(look.open, 1);
            m_isDecided = true;
        }
        return false;
    }
    if (!m_fullSince)
        m_fullSince = look.now;
    return look.now - *m_fullSince >= (m_level == 1 ? 0ms : kSettle);
}

/// The rate of the only connection, once it does not rise by itself any more: at first it does, by
/// TCP's slow start, and a second one must not be praised for that.
void Ramp::measureFirst(const Look &look)
{
    while (m_samples.size() > 2 && look.now - m_samples[1].at >= kSoon)
        m_samples.pop_front();
    const double rate = rateSince(m_samples.front().at);
    const double newer = rateSince(m_samples.front().at + span() / 2);
    const bool rises = newer > kSteady * (2 * rate - newer);
    if (rate <= 0 || (rises && look.now - *m_levelSince < kPatience))
        return;
    const bool wasEnough = m_known && m_known->connections == 1;
    // A connection that has been idle may take its time.
    if (wasEnough && look.now - *m_levelSince < kPatience)
        return;
    if (wasEnough && rate >= kMuchSlower * m_known->rate)
        m_isDecided = true;
    else
        stepUp(look, std::max(rate, newer));
}

void Ramp::measureMore(const Look &look)
{
    const double rate = rateSince(m_samples.front().at);
    const bool isClear = rate >= kClearRise * m_before;
    if (!isClear && span() < kSure)
        return;
    if (isClear || rate >= kRise * m_before || rate < kCollapse * m_before)
        stepUp(look, rate);
    else
        decide({m_levelBefore, m_before, true});
}

void Ramp::stepUp(const Look &look, double rate)
{
    const double leastLeft = m_level == 1 ? kLeastLeftAtFirst : kLeastLeft;
    const bool isNearEnd = look.missing < kWorthSeveral || double(look.missing) < leastLeft * rate;
    if (m_level >= m_most || rate >= kFast || isNearEnd) {
        if (m_level > 1)
            decide({m_level, rate});
        m_isDecided = m_isDecided || rate >= kFast || isNearEnd;
        return;
    }
    m_before = rate;
    m_levelBefore = m_level;
    m_level = std::min(m_level * kSteps, m_most);
    m_levelSince = look.now;
    m_fullSince.reset();
    m_samples.clear();
}

void Ramp::decide(const HostRecord &record)
{
    m_level = record.connections;
    m_isDecided = true;
    m_learnt = record;
}

double Ramp::rateSince(Time from) const
{
    const auto first = std::ranges::lower_bound(m_samples, from, {}, &Sample::at);
    const Sample &newest = m_samples.back();
    if (first == m_samples.end() || newest.at <= first->at)
        return 0;
    return double(newest.received - first->received) * 1000.0
        / double((newest.at - first->at).count());
}

} // namespace lighterman
