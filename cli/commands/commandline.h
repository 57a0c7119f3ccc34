// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands/command.h"

namespace lighterman::cli {

/// `lighterman 0.1.0`.
[[nodiscard]] QString programVersion();

/// Reads the command line, whose first word is the program itself. What is for people (help,
/// version, a wrong word) is printed here; then the exit status comes back in place of an
/// invocation.
[[nodiscard]] tl::expected<Invocation, ExitStatus> readCommandLine(const QStringList &words,
                                                                   Console &console);

} // namespace lighterman::cli
