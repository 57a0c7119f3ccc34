// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

#include <QStringList>
#include <QUrl>

#include <vector>

namespace lighterman {

/// What a text of links, one a line, holds.
struct LinkList
{
    std::vector<QUrl> links;         ///< each once, in the order of the text
    QStringList bad;                 ///< lines that are no link we can take, as they were written
    ErrorCode why = ErrorCode::None; ///< what is wrong with the first bad line
    bool operator==(const LinkList &) const = default;
};

/// Reads links, one a line. Empty lines and comments (`# …`) are skipped.
[[nodiscard]] LinkList readLinks(const QString &text);

} // namespace lighterman
