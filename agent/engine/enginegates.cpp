// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/engine.h"

#include <algorithm>

// How jobs stop when a gate shuts, and go on by themselves when it opens.
namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

QString inWords(ErrorCode gate)
{
    if (gate == ErrorCode::OwnerLoggedOff)
        return u"waits for its owner to log on"_s;
    if (gate == ErrorCode::StandbyMode)
        return u"waits, for this computer goes to sleep"_s;
    if (gate == ErrorCode::BlockedByBatteryPolicy)
        return u"waits, for the battery is low"_s;
    if (gate == ErrorCode::CaptivePortal)
        return u"waits for somebody to sign in to the network"_s;
    if (gate == ErrorCode::BlockedByCostPolicy)
        return u"waits for a network that it may use"_s;
    return gate == ErrorCode::NetworkDisconnected ? u"waits for the network"_s
                                                  : u"waits: "_s + wireName(gate);
}

/// A job that this gate holds since `now` waits for that, and until when where time alone opens it.
Cause causeOf(ErrorCode gate, const Gates &gates, const Policy &policy, Moment now)
{
    Cause cause{gate, now, {}};
    if (gate == ErrorCode::BlockedByPolicy && policy.now.limit == RateLimit(0))
        cause.next = policy.now.until;
    if (gate == ErrorCode::CaptivePortal && !gates.signInPage.isEmpty())
        cause.link = gates.signInPage;
    return cause;
}

/// Says what holds a job that does not move. True when that is news.
bool explain(Job &job, const Cause &why)
{
    if (!job.cause)
        return false;
    Cause cause = why;
    if (job.cause->code == why.code)
        cause.since = job.cause->since;
    cause.expires = job.cause->expires;
    if (cause.code == ErrorCode::CaptivePortal && !cause.link)
        cause.link = signInPage(job);
    return std::exchange(job.cause, cause) != cause;
}

} // namespace

void Engine::setGates(const Gates &gates, JobStore::Done recorded)
{
    m_policy.told = gates;
    heedPolicy();
    if (recorded && (m_down || m_entries.empty()))
        later([recorded = std::move(recorded)] { recorded({}); });
    else if (recorded) // the store takes what it is given in that order, so this comes last
        persist(m_entries.begin()->second, {}, std::move(recorded));
}

void Engine::applyGates(const Gates &gates)
{
    const Gates before = std::exchange(m_gates, gates);
    if (m_down)
        return;
    const bool isChecked = before.checks != gates.checks;
    const bool isOther = isOtherNetwork(before, gates);
    if (!isOnline(gates) || isChecked)
        m_settling.alarm.reset();
    else if (isOther)
        settle();
    if (isOther || isChecked || before.portal != gates.portal)
        m_ports.transport.networkChanged();
    const bool isOtherPrice = before.cost != gates.cost || !gates.network;
    for (auto &[id, entry] : m_entries) {
        entry.usesAnyway = entry.usesAnyway && !isOtherPrice;
        reconsider(entry);
        const bool hasMetPortal
            = entry.job.error && entry.job.error->code == ErrorCode::CaptivePortal;
        if (isChecked || (before.portal && hasMetPortal))
            letGo(entry, JobEvent::NetworkBack);
    }
    scheduleJobs();
}

bool Engine::wouldLose() const
{
    return std::ranges::any_of(m_moving, [this](const JobId &id) {
        const JobEntry &mine = m_entries.at(id);
        return mine.job.settings.priority == Priority::Foreground && mine.runner
            && mine.runner->wouldLose();
    });
}

/// The network is back, or another one: soon every job in a transient error is queued, whatever
/// that error is (reference of BITS, section 3.3, rule 8).
void Engine::settle()
{
    const auto delay = settlingDelay(m_ports.random());
    m_settling.until = m_ports.clock.now() + delay.count();
    m_settling.alarm = m_ports.alarm.after(delay, [this] {
        m_settling.alarm.reset();
        for (auto &[id, entry] : m_entries)
            letGo(entry, JobEvent::NetworkBack);
        scheduleJobs();
    });
}

/// The gate that holds the job now, if one does.
std::optional<ErrorCode> Engine::gateOf(const JobEntry &entry) const
{
    Gates gates = m_gates;
    if (entry.usesAnyway)
        gates.cost = NetworkCost::None;
    return shutGate(gates, entry.job.settings, m_settings);
}

/// To be called when the gates are others, or the job is another one to them.
void Engine::reconsider(JobEntry &entry)
{
    const bool wasHeld = entry.heldSince.has_value();
    bool isNews = hold(entry);
    const bool isReleased = wasHeld && !entry.heldSince;
    if (isReleased && !m_settling.alarm) {
        letGo(entry, JobEvent::GateOpened);
    } else if (isReleased && entry.job.state == JobState::TransientError && entry.job.cause) {
        if (entry.job.cause->code != ErrorCode::StandbyMode)
            explain(entry.job, {ErrorCode::NetworkDisconnected, m_ports.clock.now(), {}});
        entry.job.cause->next = m_settling.until;
        isNews = true;
    }
    if (isNews)
        emit changed(entry.job.id);
}

/// Stops a job that a gate holds now. True when it is to be announced.
bool Engine::hold(JobEntry &entry)
{
    Job &job = entry.job;
    const auto gate = gateOf(entry);
    entry.countHeld(gate.has_value(), m_ports.clock.monotonic());
    if (entry.closing)
        return false;
    const bool isQueued = job.state == JobState::Queued;
    if (isQueued && gate.value_or(ErrorCode::OwnerLoggedOff) == ErrorCode::OwnerLoggedOff) {
        const bool isNews
            = explain(job, {gate.value_or(ErrorCode::WaitingForTurn), m_ports.clock.now(), {}});
        placeInQueue(entry);
        return isNews;
    }
    if (!gate)
        return false;
    if (isQueued || isMoving(job.state))
        return shut(entry, *gate);
    if (job.state != JobState::TransientError)
        return false;
    entry.retry.reset(); // time heals nothing now; what opens the gate lets the job go on
    return explain(job, causeOf(*gate, m_gates, m_policy, m_ports.clock.now()));
}

/// Has a job leave its state because of a gate. That is nobody's error, so it is not counted
/// (reference of BITS, section 3.3).
bool Engine::shut(JobEntry &entry, ErrorCode gate)
{
    if (gate != ErrorCode::OwnerLoggedOff)
        entry.job.error = Error{gate, {}, ErrorContext::GeneralTransport, {}};
    apply(entry, eventOf(gate));
    // Else a queued job waits for its turn.
    explain(entry.job, causeOf(gate, m_gates, m_policy, m_ports.clock.now()));
    placeInQueue(entry);
    note(entry, inWords(gate));
    persist(entry, {});
    return true;
}

/// Stops those among the queued and moving jobs that came too late to hear of a gate.
void Engine::holdLatecomers()
{
    if (areOpen(m_gates, m_settings))
        return;
    std::vector<JobId> late = m_queue.waiting();
    late.insert(late.end(), m_moving.cbegin(), m_moving.cend());
    for (const JobId &id : late) {
        if (hold(*entry(id)))
            emit changed(id);
    }
}

void Engine::letGo(JobEntry &entry, JobEvent event)
{
    if (entry.closing || entry.heldSince || entry.job.state != JobState::TransientError)
        return;
    apply(entry, event);
    note(entry,
         event == JobEvent::NetworkBack ? u"queued: the network is back, or another one"_s
                                        : u"queued: nothing holds it any more"_s);
    persist(entry, {});
    emit changed(entry.job.id);
}

} // namespace lighterman
