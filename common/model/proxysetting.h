// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

#include <QUrl>

namespace lighterman {

/// Reads what a job is told of its proxy: `none`, which is an empty link, or `http://HOST[:PORT]`,
/// port 80 unless it says so. The `http` may be left out. invalid-proxy-info, with a detail: for
/// anything else, and for user name and password, which are credentials of the proxy.
[[nodiscard]] Result<QUrl> readProxy(QStringView text);
/// As readProxy() takes it.
[[nodiscard]] QString proxyText(const QUrl &proxy);
/// Whether it is what readProxy() gives. invalid-proxy-info.
[[nodiscard]] Result<void> checkProxy(const QUrl &proxy);

} // namespace lighterman
