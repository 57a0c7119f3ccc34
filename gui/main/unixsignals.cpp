// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/main/unixsignals.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace lighterman {

namespace {

// A signal handler may touch nothing but a flag or a descriptor, and has no argument of its own.
std::array<int, 2> wire{-1, -1}; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

void caught(int /*number*/)
{
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = write(wire[1], &byte, 1);
}

} // namespace

void quitOnSignals()
{
    if (pipe2(wire.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return; // then signals end the process at once, which loses nothing but the layout
    auto *notifier = new QSocketNotifier(wire[0], QSocketNotifier::Read, qApp);
    QObject::connect(notifier, &QSocketNotifier::activated, qApp, &QCoreApplication::quit);
    struct sigaction action = {};
    action.sa_handler = caught;
    action.sa_flags = SA_RESTART;
    for (const int number : {SIGTERM, SIGINT})
        sigaction(number, &action, nullptr);
}

} // namespace lighterman
