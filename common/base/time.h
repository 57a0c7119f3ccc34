// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QString>

namespace lighterman {

/// A moment on the wall clock as milliseconds since 1970 in UTC: what travels, is stored and is
/// compared. The engine never asks for the time itself; it is told (Clock in agent/engine/ports.h).
using Moment = qint64;

/// RFC 3339 in UTC with whole seconds, as in `2026-11-21T09:00:00Z` (DESIGN 4.2).
[[nodiscard]] QString toRfc3339(Moment moment);

} // namespace lighterman
