// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/proxyhelper/settings.h"

#include "agent/proxyhelper/environment.h"
#include "agent/proxyhelper/gnome.h"
#include "agent/proxyhelper/kde.h"

#include <algorithm>
#include <array>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

// All of them read and write org.gnome.system.proxy. "ubuntu:GNOME" has its second word here.
constexpr std::array kLikeGnome{"gnome"_L1,  "gnome-classic"_L1, "gnome-flashback"_L1,
                                "unity"_L1,  "x-cinnamon"_L1,    "cinnamon"_L1,
                                "budgie"_L1, "pantheon"_L1,      "mate"_L1};

bool isLikeGnome(const QString &name)
{
    return std::any_of(kLikeGnome.begin(), kLikeGnome.end(), [&name](QLatin1StringView known) {
        return name.compare(known, Qt::CaseInsensitive) == 0;
    });
}

Result<std::optional<SettingsAnswer>> desktopSays(const QUrl &url,
                                                  const QProcessEnvironment &variables)
{
    switch (desktopOf(variables)) {
    case Desktop::Other:
        break;
    case Desktop::Gnome:
        if (const auto settings = readGnomeSettings())
            return gnomeSays(url, *settings);
        break;
    case Desktop::Kde:
        return kdeSays(url, readKdeSettings(variables), variables);
    }
    return std::nullopt;
}

} // namespace

Desktop desktopOf(const QProcessEnvironment &variables)
{
    const QStringList names
        = variables.value(u"XDG_CURRENT_DESKTOP"_s).split(u':', Qt::SkipEmptyParts);
    for (const QString &name : names) {
        if (isLikeGnome(name))
            return Desktop::Gnome;
        if (name.compare("KDE"_L1, Qt::CaseInsensitive) == 0)
            return Desktop::Kde;
    }
    if (!names.isEmpty())
        return Desktop::Other;
    if (variables.contains(u"KDE_FULL_SESSION"_s))
        return Desktop::Kde;
    const bool isGnome = variables.contains(u"GNOME_DESKTOP_SESSION_ID"_s)
        || isLikeGnome(variables.value(u"DESKTOP_SESSION"_s));
    return isGnome ? Desktop::Gnome : Desktop::Other;
}

Result<SettingsAnswer> settingsFor(const QUrl &url, const QProcessEnvironment &variables)
{
    const auto desktop = desktopSays(url, variables);
    if (!desktop)
        return tl::unexpected(desktop.error());
    if (*desktop)
        return **desktop;
    const auto environment = environmentSays(url, variables);
    if (!environment)
        return tl::unexpected(environment.error());
    if (*environment)
        return **environment;
    return SettingsAnswer{.proxies = {{.proxy = u"direct"_s}},
                          .everywhere = !hasProxyVariables(variables)};
}

} // namespace lighterman
