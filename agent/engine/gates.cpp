// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/gates.h"

namespace lighterman {

std::optional<ErrorCode> shutGate(const Gates &gates, Priority priority)
{
    if (!gates.network)
        return ErrorCode::NetworkDisconnected;
    if (!gates.backgroundBandwidth && priority != Priority::Foreground)
        return ErrorCode::BlockedByPolicy;
    if (!gates.ownerLoggedOn)
        return ErrorCode::OwnerLoggedOff;
    return std::nullopt;
}

JobEvent eventOf(ErrorCode gate)
{
    if (gate == ErrorCode::NetworkDisconnected)
        return JobEvent::NetworkLost;
    return gate == ErrorCode::OwnerLoggedOff ? JobEvent::OwnerLoggedOff : JobEvent::GateShut;
}

std::chrono::milliseconds settlingDelay(double random)
{
    return std::chrono::milliseconds(2000 + qint64(random * 1000));
}

} // namespace lighterman
