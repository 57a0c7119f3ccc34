// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/proxyhelper/answer.h"

#include <QHash>
#include <QProcessEnvironment>
#include <QUrl>

#include <optional>

namespace lighterman {

/// The group [Proxy Settings] of KDE's kioslaverc.
struct KdeSettings
{
    QString place = {}; ///< the file that holds the last word
    QHash<QString, QString> values = {};
    bool operator==(const KdeSettings &) const = default;
};

/// The settings of this account: the file of the system's folders (XDG_CONFIG_DIRS), and over it
/// that of the person (XDG_CONFIG_HOME). Files above 1 MiB and those that cannot be read count as
/// empty.
[[nodiscard]] KdeSettings readKdeSettings(const QProcessEnvironment &variables);
/// The values of that group in one file, without marks such as [$e] behind the names.
[[nodiscard]] QHash<QString, QString> readProxyGroup(const QByteArray &file);

/// What they say of `url`; nothing for ProxyType 0, and for 4 (the environment) that names no
/// variable. As KIO has it: SOCKS comes behind the proxy of the scheme, and the list of exceptions
/// is for types 1 and 4; unlike there, no name is looked up for it. invalid-proxy-info.
[[nodiscard]] Result<std::optional<SettingsAnswer>>
kdeSays(const QUrl &url, const KdeSettings &settings, const QProcessEnvironment &variables);

} // namespace lighterman
