// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/filedescriptor.h"

#include <QString>

#include <tl/expected.hpp>

namespace lighterman::testing {

/// The name of the network device at each end.
inline constexpr const char *kDevice = "link0";

/// One end of a link: a network namespace and a TUN device in it, whose packets are read from and
/// written to a file. Both vanish when the descriptors are closed and no process uses them, so that
/// nothing can be left behind.
struct LinkEnd
{
    FileDescriptor network; ///< for setns(2) and nsenter(1)
    FileDescriptor device;  ///< one packet for each read or write; never waits
};

/// Makes an end. The calling thread lives in its namespace afterwards.
/// @return the end, or a sentence that says what this machine does not allow
[[nodiscard]] tl::expected<LinkEnd, QString> makeLinkEnd();

} // namespace lighterman::testing
