// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/keyringfacts.h"

#include "common/model/wirenames.h"

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array kStates{"open"_L1, "locked"_L1, "missing"_L1, "failed"_L1};

} // namespace

QLatin1StringView wireName(KeyringState state)
{
    return kStates.at(std::size_t(state));
}

std::optional<KeyringState> keyringStateFromWire(QStringView name)
{
    return fromWire<KeyringState>(kStates, name);
}

} // namespace lighterman
