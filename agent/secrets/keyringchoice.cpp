// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/secrets/keyringchoice.h"

namespace lighterman {

namespace {

enum class Desktop : quint8 { Kde, Kde4, Other };

/// The first variable that names a desktop it knows decides, and what it knows is exact: the value
/// "ubuntu:GNOME", say, is nothing to it.
Desktop desktop(const Environment &environment)
{
    const QByteArray current = environment("XDG_CURRENT_DESKTOP");
    if (current == "KDE")
        return Desktop::Kde;
    if (current == "GNOME" || current == "Unity" || current == "XFCE")
        return Desktop::Other;
    const QByteArray session = environment("DESKTOP_SESSION");
    if (session == "kde")
        return Desktop::Kde;
    if (session == "kde4")
        return Desktop::Kde4;
    if (session == "gnome" || session == "xubuntu" || session.contains("xfce"))
        return Desktop::Other;
    if (!environment("GNOME_DESKTOP_SESSION_ID").isEmpty())
        return Desktop::Other;
    return environment("KDE_FULL_SESSION").isEmpty() ? Desktop::Other : Desktop::Kde;
}

} // namespace

KeyringKind keyringKind(const Environment &environment, bool knowsPlasma6)
{
    const Desktop found = desktop(environment);
    if (found == Desktop::Other)
        return KeyringKind::SecretService;
    const QByteArray version = environment("KDE_SESSION_VERSION");
    if (found == Desktop::Kde4 || version == "4")
        return KeyringKind::Unknown;
    if (version == "5")
        return KeyringKind::Wallet5;
    return version == "6" && knowsPlasma6 ? KeyringKind::Wallet6 : KeyringKind::SecretService;
}

} // namespace lighterman
