// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

#include <QString>

#include <functional>

namespace lighterman {

/// The calls by which a file gets its name, each as in its manual page; not every file system knows
/// all of them.
struct NamingCalls
{
    std::function<int(const char *from, const char *to)> renameNew; ///< never replaces
    std::function<int(const char *from, const char *to)> link;
    std::function<int(const char *path)> unlink;

    [[nodiscard]] static const NamingCalls &ofSystem();
};

/// Renames `part` to `wanted`, or to `wanted (1)` and so on where a file of that name is there: no
/// file is ever replaced. The name it got.
[[nodiscard]] Result<QString> giveName(const QString &part, const QString &wanted,
                                       const NamingCalls &calls = NamingCalls::ofSystem());

/// Makes the names in `folder` survive a power cut.
[[nodiscard]] Result<void> syncFolder(const QString &folder);

} // namespace lighterman
