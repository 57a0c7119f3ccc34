// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

#include <QNetworkReply>
#include <QSslError>

#include <optional>

namespace lighterman {

/// What `error` of QNetworkAccessManager is in our words; HTTP statuses are looked at before.
[[nodiscard]] ErrorCode codeOf(QNetworkReply::NetworkError error);
/// What `error` of a server's certificate is in our words: all are fatal, as BITS has it for
/// certificates (its reference, section 3.4).
[[nodiscard]] ErrorCode codeOf(QSslError::SslError error);
/// Why a server is not trusted. Of several reasons the gravest counts: a certificate that nobody
/// vouches for is no better for being in date. The detail has them all. Where the clock has a fault
/// (clockFault()) and the time is one of the reasons, it is the clock that is to be mended first.
[[nodiscard]] Error distrust(const QList<QSslError> &errors,
                             const std::optional<QString> &clockFault = {});

} // namespace lighterman
