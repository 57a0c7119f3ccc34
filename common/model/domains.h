// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

#include <QStringList>

namespace lighterman {

inline constexpr int kMaxDomains = 100; ///< of one list

/// Names of domains between commas, as QUrl::host() has them: lower case, without a dot in front or
/// behind, each once. InvalidArgument for what is no such name, for addresses, and for too many.
[[nodiscard]] Result<QStringList> readDomains(QStringView text);

} // namespace lighterman
