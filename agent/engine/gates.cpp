// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/gates.h"

namespace lighterman {

std::optional<ErrorCode> shutGate(const Gates &gates, const JobSettings &job)
{
    if (!gates.awake)
        return ErrorCode::StandbyMode;
    if (!gates.network)
        return ErrorCode::NetworkDisconnected;
    if (!gates.backgroundBandwidth && job.priority != Priority::Foreground)
        return ErrorCode::BlockedByPolicy;
    if (!gates.ownerLoggedOn && !job.keepRunning)
        return ErrorCode::OwnerLoggedOff;
    return std::nullopt;
}

JobEvent eventOf(ErrorCode gate)
{
    if (gate == ErrorCode::NetworkDisconnected)
        return JobEvent::NetworkLost;
    return gate == ErrorCode::OwnerLoggedOff ? JobEvent::OwnerLoggedOff : JobEvent::GateShut;
}

bool isOnline(const Gates &gates)
{
    return gates.network && gates.awake;
}

std::chrono::milliseconds settlingDelay(double random)
{
    return std::chrono::milliseconds(2000 + qint64(random * 1000));
}

} // namespace lighterman
