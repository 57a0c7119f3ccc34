// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/bench/linkemulator/line.h"

#include <QStringList>

#include <tl/expected.hpp>

namespace lighterman::testing {

/// What --help prints.
extern const char *const kUsage;

/// Both directions of a link. They differ in loss alone, for the little that goes up to a server
/// is hardly missed.
struct LinkSettings
{
    LineSettings toClient;
    LineSettings toServer;
};

/// Reads the words of the command line, its first one not included.
/// @return the link, or a sentence that says what is wrong
[[nodiscard]] tl::expected<LinkSettings, QString> readOptions(const QStringList &words);

} // namespace lighterman::testing
