// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/enginegating.h"

#include <algorithm>

// How the engine keeps to the bandwidth policy of the settings
// (docs/adr/0021-bandwidth-and-space.md).
namespace lighterman {

namespace {

/// The wall clock may be set or get another zone, and alarms do not count the time of sleep: so the
/// schedule is looked at again that often while there is something that it could hold or release.
constexpr std::chrono::milliseconds kLook = std::chrono::minutes(1);

} // namespace

void Engine::Gating::heedPolicy() const
{
    m_engine->m_alarms.policy.reset();
    if (m_engine->m_down)
        return;
    const Moment now = m_engine->m_ports.clock.now();
    const Bandwidth before = std::exchange(
        m_engine->m_policy.now, bandwidthAt(now, m_engine->m_settings, m_engine->m_ports.clock));
    const Bandwidth &bandwidth = m_engine->m_policy.now;
    const bool isOpen = bandwidth.limit != RateLimit(0);
    if (isOpen && m_engine->m_policy.shared != bandwidth.limit) {
        m_engine->m_policy.shared = bandwidth.limit;
        m_engine->m_ports.transport.setSharedLimit(bandwidth.limit);
    }
    if (bandwidth.until && m_engine->m_unfinished > 0) {
        const std::chrono::milliseconds wait(std::max<Moment>(*bandwidth.until - now, 0));
        m_engine->m_alarms.policy = m_engine->m_ports.alarm.after(
            std::min(wait, kLook), [gating = *this] { gating.heedPolicy(); });
    }
    Gates gates = m_engine->m_policy.told;
    gates.backgroundBandwidth = gates.backgroundBandwidth && isOpen;
    gates.awake = gates.awake && !m_engine->m_settling.isWaking;
    if (gates != m_engine->m_gates || (!isOpen && before != bandwidth))
        apply(gates);
}

} // namespace lighterman
