// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/main/terminal.h"

#include <QDir>
#include <QLocale>

#include <csignal>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace lighterman::cli {

namespace {

constexpr int kUsualColumns = 80;
constexpr int kUsualRows = 24;

struct Size
{
    int columns = kUsualColumns;
    int rows = kUsualRows;
};

/// Asked each time: people resize their terminals.
Size terminalSize()
{
    winsize size{};
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): the C library has no other way
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        return {};
    return {size.ws_col, size.ws_row};
}

} // namespace

Terminal::Terminal()
    : m_console(m_in, m_out, m_err)
{
    // A reader that leaves (`lighterman list | head`) shows as a failing write, not as a signal.
    std::signal(SIGPIPE, SIG_IGN);
    QLocale::setDefault(QLocale::c()); // our words are English, so are our numbers
    m_in.open(STDIN_FILENO, QIODevice::ReadOnly);
    m_out.open(STDOUT_FILENO, QIODevice::WriteOnly);
    m_err.open(STDERR_FILENO, QIODevice::WriteOnly);

    // The terminal itself: standard input may be a list of links.
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): the C library has no other way
    if (const int terminal = ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC); terminal >= 0) {
        m_prompt = std::make_unique<TerminalPrompt>(terminal);
        m_console.ask = [this](const Prompt &prompt, Typed typed) {
            m_prompt->ask(prompt, std::move(typed));
        };
    }
    m_console.folder = QDir::currentPath();
    const bool isTerminal = ::isatty(STDOUT_FILENO) != 0;
    const QByteArray kind = qgetenv("TERM");
    m_console.live = isTerminal && !kind.isEmpty() && kind != "dumb";
    if (isTerminal) {
        m_console.columns = [] { return terminalSize().columns; };
        m_console.rows = [] { return terminalSize().rows; };
    }
}

} // namespace lighterman::cli
