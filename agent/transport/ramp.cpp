// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/ramp.h"

#include <algorithm>
#include <utility>

namespace lighterman {

using namespace std::chrono_literals;

namespace {

using Time = Ramp::Time;

constexpr int kFirstStep = 4;   // connections of the first step; with each other one, twice as many
constexpr int kTrial = 2;       // of a first step that may well be of no use
constexpr Time kSettle = 200ms; // new connections need that to come to their speed
constexpr Time kSoon = 450ms;   // long enough to know the rate of the first
constexpr Time kGlance = 200ms; // long enough to see a clear rise
constexpr int kTrips = 6;       // and a slow start takes so many round trips
constexpr Time kSure = 1s;      // long enough to see a small one
constexpr Time kEnough = 4s;    // and to say that there is none: too many cost little
constexpr Time kWatch = 10s;    // after a step that was taken back,
constexpr Time kMean = 2s;      // over so long at a time
constexpr Time kPatience = 3s;  // with a rate that rises all the time, or places that do not come
constexpr double kClearRise = 1.3; // worth the next step, and seen at once
constexpr double kRise = 1.12;
/// What was measured before was a lucky start, as on a line that loses packets: it says nothing.
constexpr double kCollapse = 0.75;
constexpr double kRises = 1.1;      // between two halves of what is measured
constexpr double kFalls = 0.95;     // the same
constexpr double kMuchSlower = 0.7; // than when one connection was enough
constexpr double kMissed = 0.85;    // of what more connections brought
/// Seconds to go: before the end there is nothing to win. More for the first step: where the line
/// is full already, a second connection makes both lose packets, and costs half a second.
constexpr double kLeastLeft = 3;
constexpr double kLeastLeftAtFirst = 8;
/// One connection so fast fills the line, or is held up by this computer rather than by the way.
constexpr double kFast = 100.0 * 1024 * 1024; // bytes per second

bool isNearEnd(const Ramp::Look &look, double rate, double leastLeft)
{
    return look.missing < kWorthSeveral || double(look.missing) < leastLeft * rate;
}

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
    if (m_isDecided && m_takenBack)
        watch(look);
    if (m_isDecided)
        return look.missing < kWorthSeveral && look.open <= 1 ? 1 : m_level;
    if (!isSettled(look))
        return m_level;
    m_samples.push_back({look.now, look.received});
    if (span() < (m_level == 1 ? kSoon : kGlance))
        return m_level;
    if (m_level == 1)
        measureFirst(look);
    else
        measureMore(look);
    return m_level;
}

void Ramp::disturb()
{
    m_fullSince.reset();
    m_shortSince.reset();
    m_samples.clear();
}

void Ramp::limit(int connections)
{
    m_most = std::max(connections, 1);
    m_level = std::min(m_level, m_most);
    m_isDecided = true;
    m_takenBack.reset();
}

/// Whether all connections of this step have been at work for a while.
bool Ramp::isSettled(const Look &look)
{
    if (!m_begunAt)
        m_begunAt = look.now;
    if (look.open < m_level) {
        m_fullSince.reset();
        m_samples.clear();
        if (!m_shortSince)
            m_shortSince = look.now;
        if (look.now - *m_shortSince >= kPatience) { // others need the places
            m_level = std::max(look.open, 1);
            m_isDecided = true;
        }
        return false;
    }
    m_shortSince.reset();
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
    const double older = 2 * rate - newer;
    const bool isPatient = look.now - *m_begunAt < kPatience;
    if (rate <= 0 || (newer > kRises * older && isPatient))
        return;
    const bool wasEnough = m_known && m_known->connections == 1;
    if (wasEnough && isPatient)
        return; // a connection that has been idle may take its time
    if (wasEnough && rate >= kMuchSlower * m_known->rate) {
        m_isDecided = true;
        return;
    }
    // A rate that falls tells of lost packets, where more connections are faster. Any other may be
    // that of a full line: more would only take each other's share, and leave a gap when they go.
    m_isTrial = newer >= kFalls * older;
    stepUp(look, m_isTrial ? std::max(rate, newer) : newer);
}

void Ramp::measureMore(const Look &look)
{
    const double rate = rateSince(m_samples.front().at);
    const bool isFirst = m_before <= 0; // begun with so many
    const bool isClear = !isFirst && rate >= kClearRise * m_before;
    const Time needed = m_isTrial ? std::min(kGlance + kTrips * look.roundTrip, kEnough) : kSure;
    if (rate <= 0 || (!isClear && span() < needed))
        return;
    const bool wasTrial = std::exchange(m_isTrial, false);
    if (rate >= kRise * m_before || (!wasTrial && rate < kCollapse * m_before)) {
        stepUp(look, rate);
    } else if (m_wasMissed) {
        decide({m_level, rate});
    } else if (wasTrial || (span() >= kEnough && !isNearEnd(look, rate, kLeastLeft))) {
        m_takenBack = HostRecord{m_level, rate};
        decide({m_levelBefore, m_before, true});
        m_samples.clear();
    }
}

/// What fewer brought before may have been a lucky start: it must be as much again without the
/// others, once the line is filled again. If it is not, they come back, for good.
void Ramp::watch(const Look &look)
{
    if (look.open != m_level) {
        m_samples.clear();
        return;
    }
    m_samples.push_back({look.now, look.received});
    if (span() < kMean)
        return;
    const double rate = rateSince(look.now - kMean);
    const double newer = rateSince(look.now - kMean / 2);
    const bool isMissed
        = rate < kMissed * m_takenBack->rate && newer <= kRises * (2 * rate - newer);
    if (isMissed && !isNearEnd(look, rate, kLeastLeft)) {
        m_wasMissed = true;
        m_isDecided = false;
        m_learnt = m_takenBack;
        climb(rate, m_takenBack->connections);
    } else if (span() < kWatch) {
        return;
    }
    m_takenBack.reset();
}

void Ramp::stepUp(const Look &look, double rate)
{
    if (m_level >= m_most || rate >= kFast) {
        if (m_level > 1)
            decide({m_level, rate});
        m_isDecided = true;
        return;
    }
    const double leastLeft = m_level == 1 ? kLeastLeftAtFirst : kLeastLeft;
    if (isNearEnd(look, rateSince(look.now - kSoon), leastLeft)) {
        if (m_level > 1 && (!m_learnt || m_learnt->connections != m_level))
            m_learnt = HostRecord{m_level, rate};
        return; // it may become slower, and the end be far again
    }
    const int next = m_level > 1 ? 2 * m_level : m_isTrial ? kTrial : kFirstStep;
    climb(rate, next);
}

void Ramp::climb(double rate, int level)
{
    m_before = rate;
    m_levelBefore = m_level;
    m_level = std::min(level, m_most);
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
    auto first = std::ranges::upper_bound(m_samples, from, {}, &Sample::at);
    if (first != m_samples.begin())
        --first;
    const Sample &newest = m_samples.back();
    if (newest.at <= first->at)
        return 0;
    return double(newest.received - first->received) * 1000.0
        / double((newest.at - first->at).count());
}

} // namespace lighterman
