// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/agent/qttime.h"

#include <QDateTime>
#include <QTimeZone>
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

std::chrono::seconds SystemClock::offset(Moment at) const
{
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(at, Qt::UTC);
    return std::chrono::seconds(QTimeZone::systemTimeZone().offsetFromUtc(moment));
}

std::optional<Moment> SystemClock::nextShift(Moment after) const
{
    const QTimeZone zone = QTimeZone::systemTimeZone();
    if (!zone.hasTransitions())
        return std::nullopt;
    const auto shift = zone.nextTransition(QDateTime::fromMSecsSinceEpoch(after, Qt::UTC));
    return shift.atUtc.isValid() ? std::optional(shift.atUtc.toMSecsSinceEpoch()) : std::nullopt;
}

} // namespace lighterman
