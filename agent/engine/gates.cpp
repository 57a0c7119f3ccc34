// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/gates.h"

namespace lighterman {

namespace {

bool isBatteryLow(const Gates &gates, const Settings &settings)
{
    return gates.battery && *gates.battery < settings.batteryFloor;
}

bool mayCost(TransferPolicy policy, NetworkCost cost)
{
    switch (policy) {
    case TransferPolicy::Always:
        return true;
    case TransferPolicy::NotRoaming:
        return cost != NetworkCost::Roaming;
    case TransferPolicy::Unmetered:
        return cost == NetworkCost::None;
    }
    return true;
}

} // namespace

bool isOtherNetwork(const Gates &before, const Gates &now)
{
    return before.network != now.network || before.networkVersion != now.networkVersion;
}

std::optional<ErrorCode> shutGate(const Gates &gates, const JobSettings &job,
                                  const Settings &settings)
{
    const bool isBackground = job.priority != Priority::Foreground;
    if (!gates.awake)
        return ErrorCode::StandbyMode;
    if (!gates.network)
        return ErrorCode::NetworkDisconnected;
    if (gates.portal)
        return ErrorCode::CaptivePortal;
    if (!gates.backgroundBandwidth && isBackground)
        return ErrorCode::BlockedByPolicy;
    if (isBatteryLow(gates, settings) && isBackground)
        return ErrorCode::BlockedByBatteryPolicy;
    if (!mayCost(job.transferPolicy.value_or(settings.transferPolicy), gates.cost))
        return ErrorCode::BlockedByCostPolicy;
    if (!gates.ownerLoggedOn && !job.keepRunning)
        return ErrorCode::OwnerLoggedOff;
    return std::nullopt;
}

bool areOpen(const Gates &gates, const Settings &settings)
{
    return gates.awake && gates.network && !gates.portal && gates.backgroundBandwidth
        && gates.ownerLoggedOn && gates.cost == NetworkCost::None && !isBatteryLow(gates, settings);
}

bool leavesQueued(ErrorCode gate)
{
    return gate == ErrorCode::OwnerLoggedOff || gate == ErrorCode::StandbyMode;
}

bool isGate(ErrorCode code)
{
    switch (code) {
    case ErrorCode::OwnerLoggedOff:
    case ErrorCode::StandbyMode:
    case ErrorCode::NetworkDisconnected:
    case ErrorCode::CaptivePortal:
    case ErrorCode::BlockedByPolicy:
    case ErrorCode::BlockedByBatteryPolicy:
    case ErrorCode::BlockedByCostPolicy:
        return true;
    default:
        return false;
    }
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
