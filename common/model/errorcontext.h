// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLatin1StringView>

namespace lighterman {

/// Where it went wrong (BG_ERROR_CONTEXT of BITS, same numbers).
enum class ErrorContext : quint8 {
    None,
    Unknown,
    GeneralQueueManager,
    QueueManagerNotification,
    LocalFile,
    RemoteFile,
    GeneralTransport,
    RemoteApplication,
    ServerCertificateCallback,
};
[[nodiscard]] QLatin1StringView wireName(ErrorContext context);

} // namespace lighterman
