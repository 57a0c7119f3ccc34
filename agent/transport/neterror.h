// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

#include <QNetworkReply>

namespace lighterman {

/// What `error` of QNetworkAccessManager is in our words; HTTP statuses are looked at before.
[[nodiscard]] ErrorCode codeOf(QNetworkReply::NetworkError error);

} // namespace lighterman
