// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/agent/qttime.h"

#include <QDateTime>
#include <QTimer>

#include <algorithm>

namespace lighterman {

namespace {

/// What QTimer can count: an int of milliseconds, 24 days.
constexpr std::chrono::milliseconds kLongest{2'000'000'000};

class Wait final : public Pending
{
public:
    Wait(std::chrono::milliseconds delay, std::function<void()> ring)
        : m_ring(std::move(ring))
    {
        m_timer.setSingleShot(true);
        // Coarse timers ring up to a twentieth too early, and a server that said when means it.
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.callOnTimeout(&m_timer, [this] {
            const auto call = std::move(m_ring); // may destroy this
            call();
        });
        m_timer.start(std::clamp(delay, std::chrono::milliseconds(0), kLongest));
    }

private:
    QTimer m_timer;
    std::function<void()> m_ring;
};

} // namespace

std::unique_ptr<Pending> QtAlarm::after(std::chrono::milliseconds delay, std::function<void()> ring)
{
    return std::make_unique<Wait>(delay, std::move(ring));
}

Moment SystemClock::now() const
{
    return QDateTime::currentMSecsSinceEpoch();
}

std::chrono::milliseconds SystemClock::monotonic() const
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch());
}

} // namespace lighterman
