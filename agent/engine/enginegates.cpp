// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/enginegating.h"

#include <algorithm>

namespace lighterman {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

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
    if (gate == ErrorCode::BlockedByPolicy)
        return u"waits, for background transfers are not allowed now"_s;
    return gate == ErrorCode::NetworkDisconnected ? u"waits for the network"_s
                                                  : u"waits: "_s + wireName(gate);
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

/// Whether the opening of this gate queues all jobs in a transient error.
bool endsPauses(ErrorCode gate)
{
    return gate == ErrorCode::NetworkDisconnected || gate == ErrorCode::OwnerLoggedOff
        || gate == ErrorCode::StandbyMode;
}

bool waitsForPortal(const Job &job)
{
    return job.error && job.error->code == ErrorCode::CaptivePortal;
}

} // namespace

void Engine::setGates(const Gates &gates, JobStore::Done recorded)
{
    const Gates before = std::exchange(m_policy.told, gates);
    const Gating gating(*this);
    const bool wasWaking = m_settling.isWaking;
    if (!gates.network || !gates.awake || before.checks != gates.checks)
        m_settling.end();
    else if (!before.awake && !m_down)
        gating.wake();
    gating.heedPolicy();
    if (before.ownerLoggedOn && !gates.ownerLoggedOn)
        emit ownerLoggedOff();
    if (wasWaking && !gates.awake)
        gating.reconsiderAll(); // nobody knows when it will be awake
    if (recorded)
        m_ports.transport.hangUp([gating, recorded = std::move(recorded)]() mutable {
            gating.record(std::move(recorded));
        });
}

void Engine::Gating::record(JobStore::Done recorded) const
{
    if (m_engine->m_down || m_engine->m_entries.empty())
        recorded({});
    else // the store takes what it is given in that order, so this comes last
        m_engine->persist(m_engine->m_entries.begin()->second, {}, std::move(recorded));
}

bool Engine::wouldLose() const
{
    return std::ranges::any_of(m_moving, [this](const JobId &id) {
        const JobEntry &mine = m_entries.at(id);
        return mine.job.settings.priority == Priority::Foreground && mine.runner
            && mine.runner->wouldLose();
    });
}

void Engine::Gating::apply(const Gates &gates) const
{
    const Gates before = std::exchange(m_engine->m_gates, gates);
    if (m_engine->m_down)
        return;
    const bool isChecked = before.checks != gates.checks;
    const bool isOther = isOtherNetwork(before, gates);
    if (isOther && gates.network && !isChecked)
        settle();
    if (isOther || before.portal != gates.portal)
        m_engine->m_ports.transport.networkChanged();
    else if (isChecked)
        m_engine->m_ports.transport.lookAgain();
    const bool isOtherPrice = before.cost != gates.cost || !gates.network;
    for (auto &[id, entry] : m_engine->m_entries) {
        entry.usesAnyway = entry.usesAnyway && !isOtherPrice;
        if (isChecked)
            entry.questionPortal();
        reconsider(entry);
        if (isChecked)
            letGo(entry, JobEvent::NetworkBack, u"somebody wants it tried now"_s);
        else if (before.portal && waitsForPortal(entry.job))
            letGo(entry, JobEvent::NetworkBack, u"the network lets through again"_s);
    }
    m_engine->scheduleJobs();
}

void Engine::Gating::wake() const
{
    m_engine->m_settling.isWaking = true;
    settle();
    m_engine->m_ports.transport.networkChanged();
    reconsiderAll();
}

/// The network is back, or another one: soon every job in a transient error is queued, whatever
/// that error is (reference of BITS, section 3.3, rule 8).
void Engine::Gating::settle() const
{
    Settling &settling = m_engine->m_settling;
    const auto now = m_engine->m_ports.clock.monotonic();
    if (!settling.alarm)
        settling.since = now;
    const auto delay = std::clamp(settlingDelay(m_engine->m_ports.random()), 0ms,
                                  kLongestSettling - (now - settling.since));
    settling.until = m_engine->m_ports.clock.now() + delay.count();
    settling.alarm = m_engine->m_ports.alarm.after(delay, [gating = *this] { gating.settled(); });
}

void Engine::Gating::settled() const
{
    m_engine->m_settling.end();
    heedPolicy();
    for (auto &[id, entry] : m_engine->m_entries)
        letGo(entry, JobEvent::NetworkBack, u"the network is back, or another one"_s);
    m_engine->scheduleJobs();
}

std::optional<ErrorCode> Engine::Gating::gateOf(const JobEntry &entry) const
{
    Gates gates = m_engine->m_gates;
    const auto &cause = entry.job.cause;
    if (!gates.isKnown && cause && isGate(cause->code))
        return cause->code;
    if (entry.usesAnyway)
        gates.cost = NetworkCost::None;
    return shutGate(gates, entry.job.settings, m_engine->m_settings);
}

/// What a job says that this gate holds from now on, and until when where time alone opens it.
Cause Engine::Gating::waitFor(ErrorCode gate) const
{
    Cause cause{gate, m_engine->m_ports.clock.now(), {}};
    const Bandwidth &bandwidth = m_engine->m_policy.now;
    if (gate == ErrorCode::BlockedByPolicy && bandwidth.limit == RateLimit(0))
        cause.next = bandwidth.until;
    if (gate == ErrorCode::StandbyMode && m_engine->m_settling.isWaking)
        cause.next = m_engine->m_settling.until;
    if (gate == ErrorCode::CaptivePortal && !m_engine->m_gates.signInPage.isEmpty())
        cause.link = m_engine->m_gates.signInPage;
    return cause;
}

void Engine::Gating::reconsiderAll() const
{
    for (auto &[id, entry] : m_engine->m_entries)
        reconsider(entry);
}

void Engine::Gating::reconsider(JobEntry &entry) const
{
    const bool wasHeld = entry.heldSince.has_value();
    bool isNews = hold(entry);
    const bool isReleased
        = wasHeld && !entry.heldSince && entry.job.state == JobState::TransientError;
    const ErrorCode why = entry.job.cause ? entry.job.cause->code : ErrorCode::None;
    if (isReleased && m_engine->m_settling.alarm && why == ErrorCode::NetworkDisconnected) {
        entry.job.cause->next = m_engine->m_settling.until;
        isNews = true;
    } else if (!entry.heldSince && goOnWaiting(entry, why)) {
        isNews = true;
    } else if (isReleased) {
        letGo(entry, JobEvent::GateOpened,
              why == ErrorCode::StandbyMode ? u"the computer is awake again"_s
                                            : u"nothing holds it any more"_s);
    }
    if (isNews)
        emit m_engine->changed(entry.job.id);
}

/// A pause before the next attempt, which a server may have asked for, is not cut short because
/// power or another network price has come back; the return of the network or of the owner ends
/// every pause (DESIGN, section 5.1). False: there is none left.
bool Engine::Gating::goOnWaiting(JobEntry &entry, ErrorCode gate) const
{
    const bool isPaused = entry.job.state == JobState::TransientError && entry.retryDue
        && !entry.retry && entry.job.error && !isGate(entry.job.error->code);
    if (!isPaused || !m_engine->m_gates.isKnown || endsPauses(gate))
        return false;
    const auto left = *entry.retryDue - m_engine->m_ports.clock.monotonic();
    entry.job.cause = causeOf(entry.job, entry.job.modified);
    m_engine->retryIn(entry, std::max(left, 0ms));
    return true;
}

bool Engine::Gating::hold(JobEntry &entry) const
{
    Job &job = entry.job;
    const auto gate = gateOf(entry);
    entry.countHeld(gate.has_value(), m_engine->m_ports.clock.monotonic());
    if (entry.closing)
        return false;
    const bool isQueued = job.state == JobState::Queued;
    if (isQueued && (!gate || leavesQueued(*gate))) {
        const bool isNews = explain(job, waitFor(gate.value_or(ErrorCode::WaitingForTurn)));
        m_engine->placeInQueue(entry);
        return isNews;
    }
    if (!gate)
        return false;
    if (isMoving(job.state) && entry.isWhole()) // names need no network
        return false;
    if (isQueued || isMoving(job.state))
        return shut(entry, *gate);
    if (job.state != JobState::TransientError)
        return false;
    entry.retry.reset(); // time heals nothing now; what opens the gate lets the job go on
    if (job.error && isGate(job.error->code) && *gate != ErrorCode::OwnerLoggedOff)
        job.error = Error{*gate, {}, ErrorContext::GeneralTransport, {}};
    return explain(job, waitFor(*gate));
}

/// Has a job leave its state because of a gate. That is nobody's error, so it is not counted
/// (reference of BITS, section 3.3).
bool Engine::Gating::shut(JobEntry &entry, ErrorCode gate) const
{
    if (gate != ErrorCode::OwnerLoggedOff)
        entry.job.error = Error{gate, {}, ErrorContext::GeneralTransport, {}};
    m_engine->apply(entry, eventOf(gate));
    explain(entry.job, waitFor(gate)); // else a queued job waits for its turn
    m_engine->placeInQueue(entry);
    m_engine->note(entry, inWords(gate));
    m_engine->persist(entry, {});
    return true;
}

void Engine::Gating::holdLatecomers() const
{
    if (areOpen(m_engine->m_gates, m_engine->m_settings))
        return;
    std::vector<JobId> late = m_engine->m_queue.waiting();
    late.insert(late.end(), m_engine->m_moving.cbegin(), m_engine->m_moving.cend());
    for (const JobId &id : late) {
        if (hold(*m_engine->entry(id)))
            emit m_engine->changed(id);
    }
}

void Engine::Gating::letGo(JobEntry &entry, JobEvent event, const QString &why) const
{
    if (entry.closing || entry.heldSince || entry.job.state != JobState::TransientError)
        return;
    m_engine->apply(entry, event);
    m_engine->note(entry, u"queued: "_s + why);
    m_engine->persist(entry, {});
    emit m_engine->changed(entry.job.id);
}

} // namespace lighterman
