// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/account.h"

#include "common/model/wirenames.h"

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array kStandings{"untried"_L1, "good"_L1, "refused"_L1};

} // namespace

QLatin1StringView wireName(Standing standing)
{
    return kStandings.at(std::size_t(standing));
}

std::optional<Standing> standingFromWire(QStringView name)
{
    return fromWire<Standing>(kStandings, name);
}

} // namespace lighterman
