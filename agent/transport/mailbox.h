// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <utility>
#include <vector>

namespace lighterman {

/// Messages from any thread to one. Whoever puts the first one in wakes the reader, which takes
/// them all: thousands of messages cost a few events.
template <typename T>
class Mailbox
{
public:
    /// Whether the box was empty, so that its reader has to be woken.
    [[nodiscard]] bool put(T message)
    {
        const std::scoped_lock lock(m_mutex);
        m_messages.push_back(std::move(message));
        return m_messages.size() == 1;
    }

    [[nodiscard]] std::vector<T> takeAll()
    {
        const std::scoped_lock lock(m_mutex);
        return std::exchange(m_messages, {});
    }

private:
    std::mutex m_mutex;
    std::vector<T> m_messages;
};

} // namespace lighterman
