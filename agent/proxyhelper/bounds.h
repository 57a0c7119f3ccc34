// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace lighterman {

/// For every question: no core file and no debugger, for there are passwords in memory.
void hideMemory();

/// What a process may use that runs a script, from now on; call it when all threads run. It can get
/// no rights by running others, make no processes where the kernel counts them (not for root), open
/// 16 files at once, run for 8 s of processor time, and have 192 MiB more of its own
/// memory than now.
void boundScript();

/// Private memory of this process that can be written, in KiB; 0 when it cannot be told.
[[nodiscard]] long privateMemory();

} // namespace lighterman
