// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/protocol/messages.h"
#include "gui/text/present.h"

/// Every sentence of the window, the tray and the notifications that has to do with signing in.
/// What servers say of themselves is quoted, cut and plain; nothing here is ever rich text.
namespace lighterman::present {

/// `files.example.org asks for a user name and password`.
[[nodiscard]] QString asks(const ProtectionSpace &space);
/// `It calls itself “Staff area”.`; empty where it has no name.
[[nodiscard]] QString selfName(const ProtectionSpace &space);

/// How well a password is kept from others on its way.
struct WayThere
{
    bool isEncrypted = false;
    QString text;
};
[[nodiscard]] WayThere wayThere(const ProtectionSpace &space);
/// `Digest`, small print.
[[nodiscard]] QString schemeName(AuthScheme scheme);

/// What the bar above the list says of questions, of which `rows` are not empty.
[[nodiscard]] Notice askBar(const std::vector<protocol::QuestionRow> &rows);
/// What a notification says of one question. Nothing from outside is in the line, for it may be
/// taken for markup.
struct Notification
{
    QString heading;
    QString line;
};
[[nodiscard]] Notification askNotification(const protocol::QuestionRow &row);
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
/// Whom an answer is for: all at this host, or `jobs` that wait.
[[nodiscard]] QString forHost(const ProtectionSpace &space);
[[nodiscard]] QString forWaiting(int jobs);
/// `Waiting: 10 transfers, 14.2 GB`, without the size where it is not known of all.
[[nodiscard]] QString waitingLine(int jobs, std::optional<qint64> bytes);

/// What became of the answers so far, at the time `now`; empty where there were none.
[[nodiscard]] QString outcome(const Question &question, Moment now);
/// Why an answer was not tried; empty where it was, and not accepted.
[[nodiscard]] QString notTried(const Error &error);
/// When the next answer is taken; nothing where it is taken now. A clock that was set back makes
/// nobody wait for longer than the pause is.
[[nodiscard]] std::optional<Moment> pausedUntil(const Question &question, Moment now);

} // namespace lighterman::present
