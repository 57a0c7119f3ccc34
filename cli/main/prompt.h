// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands/console.h"

#include <QSocketNotifier>

#include <memory>
#include <optional>
#include <termios.h>

namespace lighterman::cli {

/// Asks on a terminal, in its own mode of lines, so that a person can correct what they type. What
/// is hidden is not echoed. The terminal is as it was when the answer has come, and when this goes.
class TerminalPrompt final : public QObject
{
    Q_OBJECT

public:
    /// Takes the descriptor of a terminal that is open both ways.
    explicit TerminalPrompt(int terminal);
    ~TerminalPrompt() override;

    /// One at a time. invalid-argument when the person ends it without an answer (Ctrl+D);
    /// password-too-large for more than a terminal takes on one line.
    void ask(const Prompt &prompt, Typed typed);

private:
    void hide();
    void restore();
    void read();

    int m_terminal;
    std::optional<termios> m_before; ///< while nothing is echoed
    Typed m_typed;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace lighterman::cli
