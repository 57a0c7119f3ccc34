// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/notifycommand.h"

namespace lighterman::cli {

/// Whether the program is there and this user may run it, told while the person who typed it still
/// sits there. Errors of validate(), notify-not-runnable.
[[nodiscard]] Result<void> checkProgram(const NotifyCommand &command);

} // namespace lighterman::cli
