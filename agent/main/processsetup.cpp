// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/main/processsetup.h"

#include <QCoreApplication>

#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

sigset_t endSignals()
{
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGTERM);
    ::sigaddset(&set, SIGINT);
    return set;
}

} // namespace

std::optional<int> answerArguments(const QStringList &arguments)
{
    constexpr auto kUsage
        = "Usage: lighterman-agent [--version | --help]\n"
          "Moves files in the background for one person. It is started by lighterman or by the\n"
          "session, runs until it is stopped, and listens where LIGHTERMAN_SOCKET says, or at\n"
          "lighterman/agent.sock in XDG_RUNTIME_DIR.\n";
    if (arguments.size() <= 1)
        return std::nullopt;
    if (arguments[1] == u"--version"_s) {
        const QString version
            = u"lighterman-agent "_s + QCoreApplication::applicationVersion() + u'\n';
        std::fputs(qUtf8Printable(version), stdout);
        return 0;
    }
    const bool help = arguments[1] == u"--help"_s;
    std::fputs(kUsage, help ? stdout : stderr);
    return help ? 0 : 2;
}

void shedDescriptors()
{
    constexpr unsigned kFirst = 3;
    ::close_range(kFirst, ~0U, 0);
    // Whoever closed one of the three would have our files and sockets take its place.
    for (int standard = 0; standard < int(kFirst); ++standard) {
        // NOLINTBEGIN(cppcoreguidelines-pro-type-vararg): they have no other form
        if (::fcntl(standard, F_GETFD) < 0)
            (void)::open("/dev/null", O_RDWR); // takes the lowest free number
        // NOLINTEND(cppcoreguidelines-pro-type-vararg)
    }
}

void leaveNoCore()
{
#ifndef __SANITIZE_ADDRESS__ // which reads the memory of its own process as a debugger does
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): it has no other form
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

void tuneMemory()
{
    constexpr int kMapFrom = 64 << 20;   // bytes
    constexpr int kTrimBeyond = 8 << 20; // bytes
    // NOLINTBEGIN(concurrency-mt-unsafe): no other thread runs yet
    ::mallopt(M_MMAP_THRESHOLD, kMapFrom);
    ::mallopt(M_TRIM_THRESHOLD, kTrimBeyond);
    // NOLINTEND(concurrency-mt-unsafe)
}

SignalMask::SignalMask()
{
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    const sigset_t set = endSignals();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

SignalWatch::SignalWatch(std::function<void()> asked)
{
    const sigset_t set = endSignals();
    m_descriptor = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    m_notifier = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(),
                     [this, asked = std::move(asked)] {
                         signalfd_siginfo info{};
                         if (::read(m_descriptor, &info, sizeof info) == ssize_t(sizeof info))
                             asked();
                     });
}

SignalWatch::~SignalWatch()
{
    m_notifier.reset();
    ::close(m_descriptor);
}

} // namespace lighterman
