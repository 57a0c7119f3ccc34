// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/slowwork.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

namespace lighterman {

namespace {

/// For what is under way and waits for nobody, which takes milliseconds.
constexpr std::chrono::milliseconds kFarewell{200};

} // namespace

struct SlowWork::State
{
    struct Waiting
    {
        QByteArray key;
        Task task;
    };
    std::mutex mutex;
    std::condition_variable rested;
    std::deque<Waiting> waiting;
    std::set<QByteArray> busy; ///< keys, one thread each

    /// The first one of a key that nobody works for, who does from now on.
    std::optional<Waiting> next()
    {
        const auto found = std::ranges::find_if(
            waiting, [this](const Waiting &one) { return !busy.contains(one.key); });
        if (found == waiting.end())
            return std::nullopt;
        Waiting taken = std::move(*found);
        waiting.erase(found);
        busy.insert(taken.key);
        return taken;
    }
    static void work(const std::shared_ptr<State> &state, Waiting first);
};

SlowWork::SlowWork()
    : m_state(std::make_shared<State>())
{
}

SlowWork::~SlowWork()
{
    std::deque<State::Waiting> dropped; // goes after the lock: tasks own things
    std::unique_lock lock(m_state->mutex);
    dropped.swap(m_state->waiting);
    m_state->rested.wait_for(lock, kFarewell, [this] { return m_state->busy.empty(); });
    lock.unlock();
}

void SlowWork::run(const QByteArray &key, Task task)
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->waiting.push_back({key, std::move(task)});
    if (m_state->busy.size() >= kMostThreads)
        return;
    if (auto first = m_state->next())
        std::thread(&State::work, m_state, std::move(*first)).detach();
}

void SlowWork::State::work(const std::shared_ptr<State> &state, Waiting first)
{
    std::optional<Waiting> mine = std::move(first);
    while (mine) {
        mine->task();
        mine->task = {}; // what it owns may take a while, too
        const std::scoped_lock lock(state->mutex);
        state->busy.erase(mine->key);
        mine = state->next();
        if (state->busy.empty())
            state->rested.notify_all();
    }
}

} // namespace lighterman
