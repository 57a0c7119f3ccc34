// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

#include <QLatin1StringView>

#include <span>

namespace lighterman {

/// One code: its name, how it ends, and the two sentences for people.
struct ErrorRow
{
    ErrorCode code = ErrorCode::None;
    QLatin1StringView name;
    ErrorKind kind = ErrorKind::Fatal;
    QLatin1StringView text;   ///< what happened
    QLatin1StringView remedy; ///< what happens next, or what a person can do
};

/// Every code that this program can show; HTTP statuses without a row of their own get a general
/// one.
[[nodiscard]] std::span<const ErrorRow> errorTable();

} // namespace lighterman
