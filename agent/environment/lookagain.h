// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>

#include <algorithm>
#include <functional>

namespace lighterman {

/// Looks again for what is not there: seldom, and each time after a longer pause.
class LookAgain final
{
public:
    /// The first pause, and a limit for those after it, twenty times as long.
    LookAgain(std::chrono::milliseconds first, std::function<void()> look)
        : m_first(first)
        , m_pause(first)
    {
        m_timer.setSingleShot(true);
        m_timer.setTimerType(Qt::VeryCoarseTimer);
        m_timer.callOnTimeout(std::move(look));
    }

    /// It is not there.
    void missed()
    {
        constexpr int kLongest = 20;
        m_timer.start(m_pause);
        m_pause = std::min(2 * m_pause, kLongest * m_first);
    }
    /// It is there: nothing wakes up any more.
    void found()
    {
        m_timer.stop();
        m_pause = m_first;
    }

private:
    std::chrono::milliseconds m_first;
    std::chrono::milliseconds m_pause;
    QTimer m_timer;
};

} // namespace lighterman
