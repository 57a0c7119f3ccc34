// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/protocol/messages.h"
#include "gui/text/present.h"

/// What the window, the tray and the notifications say of questions of every kind. What each kind
/// says for itself is in signinwords.h and certificatewords.h.
namespace lighterman::present {

/// Who wants what, as a heading: `files.example.org asks for a user name and password`.
[[nodiscard]] QString asks(const Question &question);
/// The command that opens it: `Sign &in…`. Its mnemonic is the same for all kinds.
[[nodiscard]] QString command(QuestionKind kind, AuthTarget target);

/// What the bar above the list says of questions, of which `rows` are not empty.
[[nodiscard]] Notice askBar(const std::vector<protocol::QuestionRow> &rows);
/// What a notification says of one question. Nothing from outside is in the line, for it may be
/// taken for markup.
struct Notification
{
    QString heading;
    QString line;
    QString action; ///< what its button says
};
[[nodiscard]] Notification askNotification(const protocol::QuestionRow &row);
/// Likewise, of a keyring that is locked while `jobs` wait for it.
[[nodiscard]] Notification keyringNotification(int jobs);
/// `Waiting: 10 transfers, 14.2 GB`, without the size where it is not known of all.
[[nodiscard]] QString waitingLine(int jobs, std::optional<qint64> bytes);

/// `text` so that a line can be broken within a word that is longer than any: names from outside
/// must not make a panel wider than the screen.
[[nodiscard]] QString breakable(const QString &text);

} // namespace lighterman::present
