// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/main/signals.h"

#include <QSocketNotifier>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace lighterman::cli {

namespace {

constexpr std::array kWatched{SIGINT, SIGTERM, SIGHUP};

/// The end of the pipe that the handler writes to: a handler can be told nothing else. Signals are
/// not blocked for a signalfd, because an agent that is started from here would inherit that.
int pipeEnd = -1; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables): see above

void hand(int signal)
{
    const auto number = quint8(signal);
    [[maybe_unused]] const auto written = ::write(pipeEnd, &number, 1);
    std::signal(signal, SIG_DFL);
}

} // namespace

Signals::Signals()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return; // the signals keep their usual effect
    pipeEnd = ends.back();
    const int readEnd = ends.front();
    auto *notifier = new QSocketNotifier(readEnd, QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this, readEnd] { read(readEnd); });
    for (const int signal : kWatched) {
        if (std::signal(signal, hand) == SIG_IGN) // nohup, and what shells do in the background
            std::signal(signal, SIG_IGN);
    }
}

void Signals::read(int descriptor)
{
    quint8 number = 0;
    if (::read(descriptor, &number, 1) == 1)
        emit caught(number);
}

} // namespace lighterman::cli
