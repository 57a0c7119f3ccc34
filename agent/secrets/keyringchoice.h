// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

#include <functional>

namespace lighterman {

/// Which keyring QtKeychain uses in this session. It decides that by itself, with its first job,
/// for as long as the process lives; so it is foretold here, for nothing else may be looked at.
enum class KeyringKind : quint8 {
    SecretService, ///< GNOME Keyring, KeePassXC and others, through libsecret
    Wallet5,       ///< KWallet of Plasma 5 where it is there, else the Secret Service
    Wallet6,       ///< the same of Plasma 6
    Unknown,       ///< one of long ago (KDE 4), which is left alone
};

/// The value of a variable of the environment, empty where there is none.
using Environment = std::function<QByteArray(const char *name)>;

/// `knowsPlasma6`: whether this QtKeychain does (0.14.2); those before take it for any desktop.
[[nodiscard]] KeyringKind keyringKind(const Environment &environment, bool knowsPlasma6);

} // namespace lighterman
