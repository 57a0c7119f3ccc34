// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/proxyhelper/answer.h"

namespace lighterman {

/// Reads a proxy as people write it:
/// `[http://|socks5://|socks5h://|socks://][USER[:PASSWORD]@]HOST[:PORT][/]`, or `direct://`.
/// Without a scheme it is http, without a port 80, or 1080 for SOCKS. User and password are
/// percent-decoded. invalid-proxy-info, with `place` and no word of `text`, for the rest: proxies
/// over TLS and SOCKS 4 too, which nobody here speaks.
[[nodiscard]] Result<ProxyEntry> readProxyLink(const QString &text, const QString &place);

/// Reads the link of a script: http, https with a host, or file with a path. invalid-proxy-info.
[[nodiscard]] Result<QString> readScriptLink(const QString &text, const QString &place);

} // namespace lighterman
