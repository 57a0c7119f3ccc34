// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

#include <chrono>
#include <limits>

namespace lighterman {

// How the values of settings are read from text; the detail of a refusal names the range.

[[nodiscard]] inline Result<qint64> readNumber(QStringView text, qint64 least, qint64 most)
{
    bool ok = false;
    const qint64 value = text.toLongLong(&ok);
    if (!ok || value < least || value > most)
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("a whole number from %1 to %2 is needed").arg(least).arg(most));
    return value;
}

[[nodiscard]] inline Result<bool> readBool(QStringView text)
{
    using namespace Qt::StringLiterals;
    for (const auto yes : {"true"_L1, "yes"_L1, "on"_L1, "1"_L1}) {
        if (text.compare(yes, Qt::CaseInsensitive) == 0)
            return true;
    }
    for (const auto no : {"false"_L1, "no"_L1, "off"_L1, "0"_L1}) {
        if (text.compare(no, Qt::CaseInsensitive) == 0)
            return false;
    }
    return fail(ErrorCode::InvalidArgument, QStringLiteral("true or false is needed"));
}

/// Puts what was read where it belongs, or hands the refusal on.
template <typename Read, typename Target>
[[nodiscard]] Result<void> store(const Result<Read> &read, Target &target)
{
    if (!read)
        return tl::unexpected(read.error());
    target = Target(*read);
    return {};
}

} // namespace lighterman
