// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/proxyhelper/answer.h"

#include <QProcessEnvironment>
#include <QUrl>

namespace lighterman {

/// The desktop whose settings count.
enum class Desktop : quint8 { Other, Gnome, Kde };

/// By XDG_CURRENT_DESKTOP, a list; where that is not set, by what older sessions set. Gnome stands
/// for all that keep their proxies where GNOME does.
[[nodiscard]] Desktop desktopOf(const QProcessEnvironment &variables);

/// What this account has set for `url`. The desktop is asked first; one that uses no proxy, which
/// is also one where nobody has set anything, leaves the word to the environment: what goes through
/// a proxy in every terminal shall not go without one here. invalid-proxy-info.
[[nodiscard]] Result<SettingsAnswer> settingsFor(const QUrl &url,
                                                 const QProcessEnvironment &variables);

} // namespace lighterman
