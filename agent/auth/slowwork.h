// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

#include <functional>
#include <memory>

namespace lighterman {

/// Threads for what may wait for tens of seconds and cannot be called off (Kerberos for a KDC, a
/// file for the disk): a few, made when there is work and gone when there is none. One task that
/// hangs keeps one of them, and holds up its like (those of the same key), nobody else; only when
/// all kMostThreads hang does everybody wait.
///
/// Destroying it waits kFarewell for what is under way, and leaves behind what takes longer: those
/// tasks end on their own, so they may own what they use and nothing else.
class SlowWork
{
public:
    using Task = std::function<void()>;
    static constexpr std::size_t kMostThreads = 8;

    SlowWork();
    ~SlowWork();
    SlowWork(const SlowWork &) = delete;
    SlowWork &operator=(const SlowWork &) = delete;

    /// Tasks of one key run one after another, in this order. From any thread.
    void run(const QByteArray &key, Task task);

private:
    struct State;

    std::shared_ptr<State> m_state; ///< shared with the threads
};

} // namespace lighterman
