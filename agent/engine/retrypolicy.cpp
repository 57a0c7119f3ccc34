// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/retrypolicy.h"

#include <algorithm>

namespace lighterman {

using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr int kMostDoublings = 20; // 5 s doubled that often is past every limit, and fits

milliseconds ownChoice(const RetryFacts &facts)
{
    if (facts.ownDelay)
        return *facts.ownDelay;
    const int doublings = std::clamp(facts.failures - 1, 0, kMostDoublings);
    const auto delay = std::min<seconds>(facts.firstDelay * (1LL << doublings),
                                         std::max(facts.firstDelay, facts.longestDelay));
    const double spread = std::clamp(facts.jitter, 0.0, 1.0) / 4;
    return milliseconds(delay) + milliseconds(qint64(double(milliseconds(delay).count()) * spread));
}

} // namespace

std::optional<milliseconds> retryDelay(const RetryFacts &facts)
{
    const milliseconds asked
        = std::min<milliseconds>(facts.asked.value_or(seconds{0}), kLongestRetryAfter);
    const milliseconds delay = std::max(ownChoice(facts), asked);
    const milliseconds timeout = facts.noProgressTimeout;
    if (timeout.count() == 0 || facts.withoutProgress >= timeout || delay > timeout)
        return std::nullopt;
    return delay;
}

} // namespace lighterman
