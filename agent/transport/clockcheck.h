// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/time.h"

#include <QString>

#include <optional>

namespace lighterman {

/// The day on which this program was built, as it begins.
[[nodiscard]] Moment buildDay();

/// Why a clock that says `now` is plainly wrong, in English for the log; nothing where it may be
/// right. It is wrong where it is more than a day before `built`: this program cannot run before it
/// was built, and a clock without a battery begins years before that. A clock that is ahead is not
/// noticed.
[[nodiscard]] std::optional<QString> clockFault(Moment now, Moment built = buildDay());

} // namespace lighterman
