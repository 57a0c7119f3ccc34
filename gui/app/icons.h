// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>

namespace lighterman::icons {

/// The program's icon: the desktop's own if its theme has one, else what came with the program.
[[nodiscard]] QIcon program();

} // namespace lighterman::icons
