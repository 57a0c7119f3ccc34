// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

#include <QString>

namespace lighterman {

/// Renames `part` to `wanted`, or to `wanted (1)` and so on where a file of that name is there: no
/// file is ever replaced. The name it got.
[[nodiscard]] Result<QString> giveName(const QString &part, const QString &wanted);

/// Makes the names in `folder` survive a power cut.
[[nodiscard]] Result<void> syncFolder(const QString &folder);

} // namespace lighterman
