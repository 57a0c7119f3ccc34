// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtGlobal>

namespace lighterman {

/// How much memory this process has; 0 where nobody knows.
[[nodiscard]] qint64 residentBytes();

} // namespace lighterman
