// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/jobstate.h"

#include "common/model/wirenames.h"

#include <array>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array<QLatin1StringView, kJobStates> kNames{
    "queued"_L1,          "connecting"_L1,  "transferring"_L1, "suspended"_L1, "error"_L1,
    "transient-error"_L1, "transferred"_L1, "acknowledged"_L1, "cancelled"_L1,
};

} // namespace

QLatin1StringView wireName(JobState state)
{
    return kNames.at(std::size_t(state));
}

std::optional<JobState> jobStateFromWire(QStringView name)
{
    return fromWire<JobState>(kNames, name);
}

} // namespace lighterman
