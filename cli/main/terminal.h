// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands/console.h"
#include "cli/main/prompt.h"

#include <QFile>

namespace lighterman::cli {

/// The standard streams of the process as a Console.
class Terminal
{
public:
    Terminal();

    [[nodiscard]] Console &console() { return m_console; }

private:
    QFile m_in;
    QFile m_out;
    QFile m_err;
    Console m_console;
    std::unique_ptr<TerminalPrompt> m_prompt; ///< null without a terminal
};

} // namespace lighterman::cli
