// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/proxyhelper/lastword.h"

#include <array>
#include <atomic>
#include <csignal>
#include <exception>
#include <string_view>
#include <unistd.h>

namespace lighterman {

namespace {

constexpr std::string_view kCrashed = "{\"error\":\"script-failed\",\"detail\":\"the script took "
                                      "more memory or time than it may\"}\n";

std::atomic_flag answered; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

/// Only what is safe in a signal handler.
[[noreturn]] void writeAndEnd(std::string_view text)
{
    if (answered.test_and_set()) {
        while (true)
            ::pause(); // until who was first ends the process
    }
    while (!text.empty()) {
        const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
        if (written <= 0)
            ::_exit(1);
        text.remove_prefix(size_t(written));
    }
    ::_exit(0);
}

void onSignal(int)
{
    writeAndEnd(kCrashed);
}

} // namespace

void endWith(const QByteArray &line)
{
    writeAndEnd({line.constData(), size_t(line.size())});
}

void answerCrashes()
{
#ifndef __SANITIZE_ADDRESS__                 // which has a better word to say
    static std::array<char, 64 << 10> stack; // for when the usual one is full
    stack_t own{};
    own.ss_sp = stack.data();
    own.ss_size = stack.size();
    ::sigaltstack(&own, nullptr);
    struct sigaction action = {};
    action.sa_handler = onSignal; // NOLINT(cppcoreguidelines-pro-type-union-access): it is one
    action.sa_flags = SA_ONSTACK;
    for (const int fatal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGXCPU})
        ::sigaction(fatal, &action, nullptr);
    std::set_terminate([] { writeAndEnd(kCrashed); }); // memory that could not be had
#endif
}

} // namespace lighterman
