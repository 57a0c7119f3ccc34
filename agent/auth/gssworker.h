// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

#include <functional>
#include <memory>

namespace lighterman {

/// Threads for what Kerberos does, which may wait for a KDC for tens of seconds and cannot be
/// called off: a few, made when there is work and gone when there is none. One sign-in that hangs
/// keeps one of them, and holds up its like (those of the same key), nobody else; only when all
/// kMostThreads hang does everybody wait.
///
/// Destroying it waits kFarewell for what is under way, and leaves behind what takes longer: those
/// tasks end on their own, so they may own what they use and nothing else.
class GssWorker
{
public:
    using Task = std::function<void()>;
    static constexpr std::size_t kMostThreads = 8;

    GssWorker();
    ~GssWorker();
    GssWorker(const GssWorker &) = delete;
    GssWorker &operator=(const GssWorker &) = delete;

    /// Tasks of one key run one after another, in this order. From any thread.
    void run(const QByteArray &key, Task task);

private:
    struct State;

    std::shared_ptr<State> m_state; ///< shared with the threads
};

} // namespace lighterman
