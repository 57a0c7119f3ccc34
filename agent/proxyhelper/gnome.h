// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/proxyhelper/answer.h"

#include <QStringList>
#include <QUrl>

#include <optional>

namespace lighterman {

/// A proxy of one kind in org.gnome.system.proxy: used when it has a host and a port.
struct GnomeProxy
{
    QString host = {};
    int port = 0;
    bool operator==(const GnomeProxy &) const = default;
};

/// What org.gnome.system.proxy holds.
struct GnomeSettings
{
    QString mode = {}; ///< `none`, `manual` or `auto`
    QString scriptLink = {};
    QStringList exceptions = {};
    GnomeProxy http = {};
    GnomeProxy https = {};
    GnomeProxy socks = {};
    QString user = {}; ///< for the http proxy alone; empty when it asks for nobody
    QString password = {};
    bool operator==(const GnomeSettings &) const = default;
};

/// The settings of this account, through GSettings; nothing where their schema is not installed.
[[nodiscard]] std::optional<GnomeSettings> readGnomeSettings();

/// What they say of `url`; nothing in mode `none`, which is also what nobody has ever touched.
/// The rules are those that the schema itself states: the proxy for http is also that for https
/// where none is set for it, SOCKS is for what has no other. invalid-proxy-info.
[[nodiscard]] Result<std::optional<SettingsAnswer>> gnomeSays(const QUrl &url,
                                                              const GnomeSettings &settings);

} // namespace lighterman
