// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/protocol/replies.h"

// What a client asks about the servers that people trust.
namespace lighterman::protocol {

/// The certificates that people have accepted.
struct ListTrusted
{
    static constexpr auto kind = "list-trusted"_L1;
    using Reply = TrustedList;
    static constexpr auto fields() { return std::tuple{}; }
};

/// What was accepted for this server counts no more.
struct WithdrawTrust
{
    static constexpr auto kind = "withdraw-trust"_L1;
    using Reply = Done;
    QString host = {};
    int port = 0;
    static constexpr auto fields()
    {
        return std::tuple{Field{"host"_L1, &WithdrawTrust::host},
                          Field{"port"_L1, &WithdrawTrust::port}};
    }
};

} // namespace lighterman::protocol
