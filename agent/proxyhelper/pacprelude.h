// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace lighterman {

/// The functions that browsers give to PAC scripts, in JavaScript: a function that takes a
/// PacFunctions and makes them global. It answers with a function (f, url, host) that calls f and
/// never throws, and gives {said, length} or {thrown}.
[[nodiscard]] QString pacPrelude();

} // namespace lighterman
