// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/protocol/messages.h"
#include "gui/text/present.h"

/// Every sentence of the window, the tray and the notifications that has to do with signing in, and
/// with passphrases. What servers say of themselves is quoted, cut and plain; nothing here is ever
/// rich text.
namespace lighterman::present {

/// `files.example.org asks for a user name and password`.
[[nodiscard]] QString asks(const ProtectionSpace &space);
/// `It calls itself “Staff area”.`; empty where it has no name. Of a client key all of the name
/// that asks() has a part of.
[[nodiscard]] QString selfName(const ProtectionSpace &space);

/// How well a password is kept from others on its way; no text where it goes nowhere.
struct WayThere
{
    bool isEncrypted = false;
    QString text;
};
[[nodiscard]] WayThere wayThere(const ProtectionSpace &space);
/// What the secret is called, and what the button says that uses it.
struct SecretWords
{
    QString name;
    QString label;
    QString button;
};
[[nodiscard]] SecretWords secretWords(const ProtectionSpace &space);
/// `Digest`, small print.
[[nodiscard]] QString schemeName(AuthScheme scheme);

/// The bar that says that `jobs` wait for the keyring.
[[nodiscard]] Notice keyringBar(const KeyringFacts &keyring, int jobs);

/// The box to tick so that an answer is kept.
struct RememberBox
{
    bool isOffered = false;
    QString text;
    QString reason; ///< why it is not offered, or what is to be known; may be empty
};
[[nodiscard]] RememberBox rememberBox(const KeyringFacts &keyring);
/// Whom an answer is for: all at this host or with this client key, or `jobs` that wait.
[[nodiscard]] QString forHost(const ProtectionSpace &space);
[[nodiscard]] QString forWaiting(int jobs);

/// What became of the answers so far, at the time `now`, or of what was given before; empty where
/// there was nothing.
[[nodiscard]] QString outcome(const Question &question, Moment now);
/// Why an answer was not tried; empty where it was, and not accepted.
[[nodiscard]] QString notTried(const Error &error);

} // namespace lighterman::present
