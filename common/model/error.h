// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/errorcode.h"

#include <QMetaType>

#include <tl/expected.hpp>

#include <chrono>
#include <utility>

namespace lighterman {

/// Why an operation failed. `detail` is for the log and for "details": English, one line, free of
/// secrets. What people read follows from `code` alone (textOf, remedyOf), in their language.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    QString detail = {};
    ErrorContext context = ErrorContext::None;
    QString file = {}; ///< the local path it concerns; empty when none
    /// How long the server asked to wait (RFC 9110, section 10.2.3), if it did.
    std::optional<std::chrono::seconds> retryAfter = {};
    bool isFinal = false; ///< fatal here, though others of its code are tried again
    bool operator==(const Error &) const = default;
};

/// As kindOf() of the code, unless the error is final.
[[nodiscard]] inline ErrorKind kindOf(const Error &error)
{
    return error.isFinal ? ErrorKind::Fatal : kindOf(error.code);
}

/// The value, or the reason there is none. Errors that a caller must handle travel only this way;
/// an exception is a bug, an assertion is a broken promise of our own.
template <typename T>
using Result = tl::expected<T, Error>;

/// Shorthand for the failing branch: `return fail(ErrorCode::DiskFull, file.errorString());`
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, QString detail = {},
                                                ErrorContext context = ErrorContext::None,
                                                QString file = {})
{
    return tl::unexpected(Error{code, std::move(detail), context, std::move(file)});
}

} // namespace lighterman
