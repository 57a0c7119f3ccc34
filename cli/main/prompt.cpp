// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/main/prompt.h"

#include <sys/resource.h>
#include <unistd.h>

namespace lighterman::cli {

using namespace Qt::StringLiterals;

namespace {

/// What a terminal keeps of one line (N_TTY_BUF_SIZE); it drops what is typed beyond that.
constexpr qsizetype kLineBytes = 4096;

void say(int terminal, const QByteArray &text)
{
    [[maybe_unused]] const auto written
        = ::write(terminal, text.constData(), std::size_t(text.size()));
}

/// No core has what is going to be typed.
void leaveNoCore()
{
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
}

Result<Secret> lineOf(QByteArray line, ssize_t size)
{
    if (size <= 0)
        return fail(ErrorCode::InvalidArgument, u"nothing was typed"_s);
    line.truncate(size);
    const bool isEnded = line.endsWith('\n');
    if (isEnded)
        line.chop(1);
    Secret typed(std::move(line));
    if (!isEnded || size >= kLineBytes - 1)
        return fail(ErrorCode::PasswordTooLarge,
                    u"a terminal takes no more on a line: use --password-stdin"_s);
    return typed;
}

} // namespace

TerminalPrompt::TerminalPrompt(int terminal)
    : m_terminal(terminal)
{
}

TerminalPrompt::~TerminalPrompt()
{
    restore();
    ::close(m_terminal);
}

void TerminalPrompt::ask(const Prompt &prompt, Typed typed)
{
    m_typed = std::move(typed);
    if (prompt.isHidden)
        hide();
    say(m_terminal, prompt.text.toLocal8Bit());
    m_notifier = std::make_unique<QSocketNotifier>(m_terminal, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] { read(); });
}

/// Neither Ctrl+Z nor Ctrl+\ may leave a terminal without an echo behind; Ctrl+C ends the program
/// by way of the event loop.
void TerminalPrompt::hide()
{
    leaveNoCore();
    termios before{};
    if (::tcgetattr(m_terminal, &before) != 0)
        return;
    termios hidden = before;
    hidden.c_lflag &= ~tcflag_t(ECHO | ECHOE | ECHOK | ECHONL);
    hidden.c_lflag |= tcflag_t(ICANON | ISIG);
    hidden.c_cc[VQUIT] = _POSIX_VDISABLE;
    hidden.c_cc[VSUSP] = _POSIX_VDISABLE;
    if (::tcsetattr(m_terminal, TCSAFLUSH, &hidden) == 0)
        m_before = before;
}

void TerminalPrompt::restore()
{
    if (!m_before)
        return;
    ::tcsetattr(m_terminal, TCSAFLUSH, &*m_before);
    m_before.reset();
    say(m_terminal, "\n"); // the one that was typed did not show
}

void TerminalPrompt::read()
{
    QByteArray line(kLineBytes, Qt::Uninitialized);
    const ssize_t size = ::read(m_terminal, line.data(), std::size_t(line.size()));
    if (size < 0 && (errno == EINTR || errno == EAGAIN))
        return;                          // the rest is still to be typed
    m_notifier.release()->deleteLater(); // this is one of its signals
    restore();
    auto typed = lineOf(std::move(line), size);
    std::exchange(m_typed, {})(std::move(typed));
}

} // namespace lighterman::cli
