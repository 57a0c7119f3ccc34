// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/ports.h"

namespace lighterman {

/// What the whole file is to be held against: what the person says, else what the server does
/// (docs/adr/0018-what-is-checked.md). `file` is the task's, as it is now. Nothing: no check.
[[nodiscard]] std::optional<Check> dueCheck(const FileTask &task, const JobFile &file);
/// Whether what is here has been held against the same before, and did not match.
[[nodiscard]] bool isRefusedStill(const FileTask &task, const JobFile &file);

} // namespace lighterman
