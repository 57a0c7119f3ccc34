// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLoggingCategory>

namespace lighterman {

// Every category of the log, in one list (DESIGN 4.3). Texts are English, one line, free of
// secrets; whatever comes from outside passes redact.h first.
Q_DECLARE_LOGGING_CATEGORY(lcEngine)      // lighterman.engine
Q_DECLARE_LOGGING_CATEGORY(lcTransport)   // lighterman.transport
Q_DECLARE_LOGGING_CATEGORY(lcStore)       // lighterman.store
Q_DECLARE_LOGGING_CATEGORY(lcSecrets)     // lighterman.secrets
Q_DECLARE_LOGGING_CATEGORY(lcEnvironment) // lighterman.environment
Q_DECLARE_LOGGING_CATEGORY(lcProxy)       // lighterman.proxy
Q_DECLARE_LOGGING_CATEGORY(lcIpc)         // lighterman.ipc

} // namespace lighterman
