// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace lighterman {

/// Makes SIGTERM and SIGINT end the event loop instead of the process. Needs a QCoreApplication.
void quitOnSignals();

} // namespace lighterman
