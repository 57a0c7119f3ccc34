// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/transferpolicy.h"

#include <algorithm>
#include <array>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

struct Name
{
    QLatin1StringView name;
    TransferPolicy policy = TransferPolicy::Always;
};

/// The names of the wire.
constexpr std::array kNames{
    Name{"always"_L1, TransferPolicy::Always},
    Name{"not-roaming"_L1, TransferPolicy::NotRoaming},
    Name{"unmetered"_L1, TransferPolicy::Unmetered},
};

/// What people write, without anything between the letters.
constexpr std::array kWritten{
    Name{"always"_L1, TransferPolicy::Always},
    Name{"notroaming"_L1, TransferPolicy::NotRoaming},
    Name{"unmetered"_L1, TransferPolicy::Unmetered},
    Name{"nosurcharge"_L1, TransferPolicy::NotRoaming},
    Name{"standard"_L1, TransferPolicy::NotRoaming},
    Name{"unrestricted"_L1, TransferPolicy::Unmetered},
};

} // namespace

QLatin1StringView wireName(TransferPolicy policy)
{
    return std::ranges::find(kNames, policy, &Name::policy)->name;
}

std::optional<TransferPolicy> transferPolicyFromWire(QStringView name)
{
    const auto found
        = std::ranges::find_if(kNames, [&](const Name &one) { return name == one.name; });
    return found == kNames.end() ? std::nullopt : std::optional(found->policy);
}

Result<TransferPolicy> readTransferPolicy(QStringView text)
{
    constexpr auto kPrefix = "bitscoststatetransfer"_L1;
    QString letters = text.toString().toLower();
    letters.remove(u'-').remove(u'_');
    if (letters.startsWith(kPrefix))
        letters.remove(0, kPrefix.size());
    const auto found
        = std::ranges::find_if(kWritten, [&](const Name &one) { return letters == one.name; });
    if (found == kWritten.end())
        return fail(ErrorCode::InvalidArgument,
                    u"always, not-roaming or unmetered is needed, or a name of BITS's: standard,"
                    " no-surcharge or unrestricted"_s);
    return found->policy;
}

} // namespace lighterman
