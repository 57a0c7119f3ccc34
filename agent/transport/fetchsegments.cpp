// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/fetch.h"

#include <algorithm>

// What a fetch does with several connections (docs/adr/0017-several-ranges-of-one-file.md).
namespace lighterman {

using namespace Qt::StringLiterals;

Fetch::Clock::time_point Fetch::lastActive() const
{
    return m_segments ? std::max(m_lastActive, m_segments->lastActive()) : m_lastActive;
}

bool Fetch::isHeadless() const
{
    return (m_phase == Phase::Asked && m_sentAt) || (m_segments && m_segments->isHeadless());
}

bool Fetch::isWhole() const
{
    return m_intake->have() == m_file.bytesTotal.value_or(m_intake->received());
}

/// How many connections this file may have: one unless the server has shown that it can be asked
/// for parts of this very version, which can then be put together without a doubt.
int Fetch::mostConnections(Clock::time_point now) const
{
    const bool hasValidator = !validatorOf(m_file.resume).isEmpty();
    const bool canBeAsked
        = m_file.bytesTotal && m_file.resumable == true && hasValidator && m_file.ranges.empty();
    // After a restart, what the store knows of the file may be of the bytes before it.
    if (!m_passage.mayBranch() || !canBeAsked || m_restarts > 0 || m_isOpenEnded
        || m_way->place.lane != Lane::Bulk)
        return 1;
    const int most = std::min(m_task.connections, m_shared.options.connectionsPerFile);
    const auto time = std::chrono::duration_cast<HostRecords::Time>(now.time_since_epoch());
    return std::min(most, m_shared.records.limit(m_way->host, time).value_or(most));
}

/// Looks whether more connections would help, and after those that there are.
void Fetch::lookAround(const FetchTick &tick)
{
    if (!m_segments) {
        const int most = mostConnections(tick.now);
        if (most <= 1)
            return;
        m_segments = makeSegments(most);
    }
    if (m_segments->isHeadless()) {
        if (!m_resident)
            m_resident = tick.resident;
        if (tick.resident - *m_resident > m_shared.options.headMemory)
            m_segments->dropHeadless();
    } else {
        m_resident.reset();
    }
    if (m_segments) // it may have been the last one of those that were left
        m_segments->look(
            {tick.now, m_reply != nullptr, m_roundTrip, m_task.stallTimeout, m_pace.hasWaited()});
}

std::unique_ptr<Segments> Fetch::makeSegments(int most)
{
    Ask ask;
    ask.url = m_route.url();
    ask.headers = m_route.headers();
    ask.validator = validatorOf(m_file.resume);
    Known known = m_asked;
    known.total = m_file.bytesTotal;
    known.resume = m_file.resume;
    auto segments = std::make_unique<Segments>(
        Segments::Start{{ask, known, m_shared.options.userAgent, m_passage.tls(m_route),
                         m_shared.trust, m_passage.pass(),
                         [this, pass = m_passage.pass()] {
                             return m_shared.admissions.counts(m_task.job, pass);
                         },
                         m_passage.messenger()},
                        m_way->host,
                        most},
        SegmentFetch::Sink{*m_intake, m_shared.buffer, m_shared.pacing, m_task.job},
        m_shared.records);
    connect(segments.get(), &Segments::brought, this, &Fetch::onSegmentsMoved);
    connect(segments.get(), &Segments::emptied, this, &Fetch::onSegmentsMoved);
    connect(segments.get(), &Segments::freed, this,
            [this](Place place) { emit freed(m_id, place); });
    connect(segments.get(), &Segments::unknown, this,
            [this, pass = m_passage.pass()] { m_shared.admissions.doubted(m_task.job, pass); });
    connect(segments.get(), &Segments::changed, this, &Fetch::askAgain);
    connect(segments.get(), &Segments::failed, this, &Fetch::giveUp);
    return segments;
}

bool Fetch::add(const Way &way)
{
    const bool mayHaveHoles
        = m_intake->part().mark() > 0 || m_intake->part().spread(*m_file.bytesTotal);
    if (!mayHaveHoles)
        m_task.connections = 1; // for good: it is the file system that cannot
    if (mayHaveHoles && m_segments->add(way))
        return true;
    if (!mayHaveHoles)
        dropSegments();
    return false;
}

/// The first connection has nothing left to do.
void Fetch::onFirstDone()
{
    dropReply();
    if (isWhole())
        complete();
    else if (m_segments && m_segments->takeOver(*m_way))
        progress(Clock::now(), false);
    else
        onSegmentsMoved();
}

void Fetch::onSegmentsMoved()
{
    if (m_phase != Phase::Receiving)
        return;
    if (isWhole())
        complete();
    else if (!m_reply && !(m_segments && m_segments->isActive()))
        over(End::Again);
    else
        progress(Clock::now(), false);
}

void Fetch::dropSegments()
{
    if (!m_segments)
        return;
    m_segments->stop();
    m_segments.release()->deleteLater(); // it may be the one that says so
}

} // namespace lighterman
