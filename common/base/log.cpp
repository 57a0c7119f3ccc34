// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/base/log.h"

namespace lighterman {

Q_LOGGING_CATEGORY(lcEngine, "lighterman.engine", QtInfoMsg)
Q_LOGGING_CATEGORY(lcTransport, "lighterman.transport", QtInfoMsg)
Q_LOGGING_CATEGORY(lcStore, "lighterman.store", QtInfoMsg)
Q_LOGGING_CATEGORY(lcSecrets, "lighterman.secrets", QtInfoMsg)
Q_LOGGING_CATEGORY(lcEnvironment, "lighterman.environment", QtInfoMsg)
Q_LOGGING_CATEGORY(lcProxy, "lighterman.proxy", QtInfoMsg)
Q_LOGGING_CATEGORY(lcIpc, "lighterman.ipc", QtInfoMsg)

} // namespace lighterman
