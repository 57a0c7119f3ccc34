// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/job.h"
#include "common/model/settings.h"

namespace lighterman {

/// What the network costs that is used now, as far as is known.
enum class NetworkCost : quint8 { None, Metered, Roaming };

/// Conditions outside the jobs that let them move, as somebody who watches the world has told them
/// last. What cannot be known counts as open: better to try than to wait for nothing.
struct Gates
{
    /// False while it is being found out, after the start of the agent: no job begins before that,
    /// and what held a job before is taken to hold it still.
    bool isKnown = true;
    bool ownerLoggedOn = true;
    bool network = true;
    /// False while the bandwidth policy leaves nothing to background jobs (reference of BITS,
    /// section 2.7).
    bool backgroundBandwidth = true;
    /// Percent that are left of the battery, while the machine runs on one.
    std::optional<int> battery = {};
    bool awake = true; ///< false from when sleep is announced until the machine is awake again
    NetworkCost cost = NetworkCost::None;
    /// The network shows everybody its sign-in page.
    bool portal = false;
    QString signInPage = {}; ///< what to open for that, where it is known
    /// Another number: routes, addresses or VPNs are others. What is under way may hang, and what
    /// failed before may succeed now.
    quint32 networkVersion = 0;
    /// Another number: a person wants everything tried at once.
    quint32 checks = 0;

    bool operator==(const Gates &) const = default;
};

/// Whether the network is not the one that it was before.
[[nodiscard]] bool isOtherNetwork(const Gates &before, const Gates &now);

/// The gate that holds a job with these settings now, as the cause that it has then; nothing when
/// all are open to it. Where several are shut, the one that decides on its state comes first:
/// asleep, without network, bandwidth, power or a cheap enough network it is in a transient error,
/// without its owner it is queued (reference of BITS, sections 1.2 and 3.3).
[[nodiscard]] std::optional<ErrorCode> shutGate(const Gates &gates, const JobSettings &job,
                                                const Settings &settings);

/// Whether they hold no job, whatever its settings are.
[[nodiscard]] bool areOpen(const Gates &gates, const Settings &settings);

/// Whether a queued job that this gate holds stays in the queue, and nothing is written for it.
/// With the others it is in a transient error like those that moved.
[[nodiscard]] bool leavesQueued(ErrorCode gate);

/// Whether the code says no more than that a gate is shut.
[[nodiscard]] bool isGate(ErrorCode code);

/// What a job that may move is told when this gate shuts.
[[nodiscard]] JobEvent eventOf(ErrorCode gate);

/// The network is used so long after it, or the machine, has come back: addresses, names and routes
/// take their time (DESIGN, section 5.1). While it goes on changing, that begins anew, for
/// kLongestSettling at most. `random`, from 0 to 1, spreads agents that have lost it
/// together.
[[nodiscard]] std::chrono::milliseconds settlingDelay(double random);
inline constexpr std::chrono::milliseconds kLongestSettling(6000);

} // namespace lighterman
