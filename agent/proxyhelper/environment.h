// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/proxyhelper/answer.h"

#include <QProcessEnvironment>
#include <QUrl>

#include <optional>

namespace lighterman {

/// What the variables say of `url`; nothing where they say nothing. For a link of https counts the
/// first that is there, and not empty, of https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY,
/// http_proxy, HTTP_PROXY; for http it is http_proxy, HTTP_PROXY, all_proxy, ALL_PROXY. Unlike curl
/// this takes HTTP_PROXY, for nobody from the network sets variables here, and, as libproxy does,
/// http_proxy for https: rather a proxy than none. `pac+LINK` names a script, `wpad:` has one
/// looked for. invalid-proxy-info.
[[nodiscard]] Result<std::optional<SettingsAnswer>>
environmentSays(const QUrl &url, const QProcessEnvironment &variables);

/// Whether any of those variables is there, and not empty.
[[nodiscard]] bool hasProxyVariables(const QProcessEnvironment &variables);

/// Reads the value of one variable: a proxy, a script, or that one is looked for. `place` is where
/// it stands, for the answer and for the error invalid-proxy-info.
[[nodiscard]] Result<SettingsAnswer> readProxyValue(const QString &value, const QString &place,
                                                    SettingsSource source);

/// The entries of a list like no_proxy, which people part with commas, spaces or both.
[[nodiscard]] QStringList readExceptions(const QString &list);

} // namespace lighterman
