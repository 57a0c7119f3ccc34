// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/proxyhelper/scriptrunner.h"

#include <QSemaphore>

#include <atomic>
#include <chrono>
#include <thread>

namespace lighterman {

/// Watches a script from a thread of its own: lets it fail when it has taken 5 s or 128 MiB, and
/// ends the process with that answer where it does not stop for it: in a look-up, or in the middle
/// of a regular expression.
class ScriptWatch
{
public:
    static constexpr std::chrono::milliseconds kTime{5000};
    static constexpr std::chrono::milliseconds kGrace{500}; ///< to stop in
    static constexpr long kMemory = 128L << 10U;            ///< KiB, more than at the beginning

    /// `runner` outlives this.
    explicit ScriptWatch(ScriptRunner &runner);
    ScriptWatch(const ScriptWatch &) = delete;
    ScriptWatch &operator=(const ScriptWatch &) = delete;
    ~ScriptWatch();

    /// Why it was stopped; empty when it was not.
    [[nodiscard]] QString verdict() const;

private:
    enum class Why : quint8 { Runs, Time, Memory };

    void watch();
    [[nodiscard]] static QString sentenceOf(Why why);

    ScriptRunner &m_runner;
    const long m_before; ///< KiB
    std::atomic<Why> m_why = Why::Runs;
    QSemaphore m_done;
    std::thread m_thread;
};

} // namespace lighterman
