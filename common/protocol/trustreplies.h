// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/servercertificate.h"
#include "common/protocol/field.h"

#include <vector>

// What the agent says of the servers that people trust.
namespace lighterman::protocol {

using namespace Qt::StringLiterals;

/// The answer to ListTrusted.
struct TrustedList
{
    static constexpr auto kind = "trusted"_L1;
    std::vector<TrustedCertificate> certificates; ///< as many as one message holds
    int total = 0;                                ///< how many there are
    static constexpr auto fields()
    {
        return std::tuple{Field{"certificates"_L1, &TrustedList::certificates},
                          Field{"total"_L1, &TrustedList::total}};
    }
};

template <>
struct RowFields<TrustedCertificate>
{
    static constexpr auto fields()
    {
        return std::tuple{Field{"host"_L1, &TrustedCertificate::host},
                          Field{"port"_L1, &TrustedCertificate::port},
                          Field{"fingerprint"_L1, &TrustedCertificate::fingerprint},
                          Field{"since"_L1, &TrustedCertificate::since}};
    }
};

} // namespace lighterman::protocol
