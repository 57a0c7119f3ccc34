// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

namespace lighterman::cli {

/// What scripts rely on (DESIGN 4.2). A signal ends the program with 128 and its number.
enum class ExitStatus : quint8 {
    Done = 0,
    Failed = 1, ///< the job or the command
    Usage = 2,
    NoAgent = 3,
    NoJob = 4,   ///< no such job, or more than one
    Refused = 5, ///< not allowed, or not legal in this state
    TimedOut = 6,
    NeedsPerson = 7,
};

/// How the program ends for an error.
[[nodiscard]] ExitStatus exitStatusOf(const Error &error);

} // namespace lighterman::cli
