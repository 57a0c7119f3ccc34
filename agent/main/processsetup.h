// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSocketNotifier>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

namespace lighterman {

/// `--help`, `--version` and what the agent does not know: the exit status, or nothing when it is
/// to run.
[[nodiscard]] std::optional<int> answerArguments(const QStringList &arguments);

/// Closes what was open in whoever started the agent: locks and pipes of theirs are no business of
/// a process that lives on. The standard three are open afterwards. To be called first.
void shedDescriptors();

/// No core has the passwords that are in memory, whatever limits the process was started with and
/// whoever collects cores (DESIGN, section 6). Children that run other programs are not concerned.
void leaveNoCore();

/// Large read buffers come and go with every transfer: keep their pages instead of faulting them in
/// again each time (measured: three to five times fewer page faults).
void tuneMemory();

/// Blocks SIGTERM and SIGINT, so that only SignalWatch sees them; SIGPIPE and SIGXFSZ become errors
/// of the write that caused them. To be made first, for threads inherit it.
class SignalMask final
{
public:
    SignalMask();
};

/// Turns SIGTERM and SIGINT into a call from the event loop.
class SignalWatch final
{
public:
    explicit SignalWatch(std::function<void()> asked);
    ~SignalWatch();
    SignalWatch(const SignalWatch &) = delete;
    SignalWatch &operator=(const SignalWatch &) = delete;

private:
    int m_descriptor = -1; ///< signalfd, owned
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace lighterman
