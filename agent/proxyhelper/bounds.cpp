// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/proxyhelper/bounds.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace lighterman {

namespace {

constexpr rlim_t kMemory = 192 << 20; // bytes
constexpr rlim_t kProcessorTime = 8;  // s; two more until the kernel kills
constexpr rlim_t kDescriptors = 16;

using Limit = decltype(RLIMIT_CORE);

/// Never above what the process may have already.
void lower(Limit what, rlim_t soft, rlim_t hard)
{
    rlimit now{};
    if (::getrlimit(what, &now) != 0)
        return;
    const rlimit wanted{std::min(soft, now.rlim_max), std::min(hard, now.rlim_max)};
    ::setrlimit(what, &wanted);
}

void lower(Limit what, rlim_t both)
{
    lower(what, both, both);
}

} // namespace

void hideMemory()
{
    lower(RLIMIT_CORE, 0);
#ifndef __SANITIZE_ADDRESS__ // which reads the memory of its own process as a debugger does
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): it has no other form
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

void boundScript()
{
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): it has no other form
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    lower(RLIMIT_NPROC, 0);
    lower(RLIMIT_NOFILE, kDescriptors);
    lower(RLIMIT_CPU, kProcessorTime, kProcessorTime + 2);
#ifndef __SANITIZE_ADDRESS__ // which has terabytes for itself
    lower(RLIMIT_DATA, (rlim_t(privateMemory()) << 10U) + kMemory);
#endif
}

long privateMemory()
{
    constexpr auto kName = "\nVmData:";
    std::array<char, 4096> text{};
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): it has no other form
    const int file = ::open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return 0;
    const ssize_t size = ::read(file, text.data(), text.size() - 1);
    ::close(file);
    const char *const line = size > 0 ? std::strstr(text.data(), kName) : nullptr;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-bounds-pointer-arithmetic): inside the array
    return line == nullptr ? 0 : std::strtol(line + std::strlen(kName), nullptr, 10);
}

} // namespace lighterman
