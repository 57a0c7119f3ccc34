// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/room.h"

namespace lighterman {

/// The room at each of `paths`, as Space has it. May take as long as a disk takes to answer.
[[nodiscard]] std::vector<std::optional<Room>> roomAt(const std::vector<QString> &paths);

} // namespace lighterman
