// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/protocol/replies.h"
#include "common/protocol/requests.h"

#include <vector>

/// Every message of the wire as a struct with one field list (docs/protocol.md is the
/// specification).
namespace lighterman::protocol {

/// `kMajor` rises when an old peer would misread us, `kMinor` when we merely say more. Every step
/// has its line in docs/protocol.md and its recorded bytes in tests/data/protocol/.
inline constexpr qint64 kMajor = 1;
inline constexpr qint64 kMinor = 0;

/// First message in both directions; anything else before it closes the connection.
struct Hello
{
    static constexpr auto kind = "hello"_L1;
    qint64 major = kMajor;
    qint64 minor = kMinor;
    QString program;                   ///< name and version, for the log
    std::vector<QString> capabilities; ///< what the peer offers beyond the version
    static constexpr auto fields()
    {
        return std::tuple{Field{"major"_L1, &Hello::major}, Field{"minor"_L1, &Hello::minor},
                          Field{"program"_L1, &Hello::program},
                          Field{"capabilities"_L1, &Hello::capabilities}};
    }
};

} // namespace lighterman::protocol
