// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

#include <QByteArray>
#include <QUrl>

namespace lighterman {

inline constexpr int kMostRedirects = 20;

/// Whether secrets meant for `a` may go to `b`: scheme, host and port are the same.
[[nodiscard]] bool isSameOrigin(const QUrl &a, const QUrl &b);

/// What tells one origin from another: scheme, host and port.
[[nodiscard]] QString originOf(const QUrl &url);

/// Where a redirect from `from` with header field `location` leads. Nothing from https to http
/// (InsecureRedirect), no other scheme (UnsupportedScheme), nothing that is no link
/// (InvalidServerResponse). User name and password in it are dropped.
[[nodiscard]] Result<QUrl> redirectTarget(const QUrl &from, const QByteArray &location);

} // namespace lighterman
