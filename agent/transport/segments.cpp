// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/segments.h"

#include "common/base/log.h"

#include <algorithm>

namespace lighterman {

using namespace std::chrono_literals;

namespace {

constexpr int kMostFailures = 3; // in a row, until there is one connection less
constexpr auto kPatience = 10s;  // with a further connection that brings nothing
constexpr double kMemory = 0.7;  // seconds that count in the mean of the rate

HostRecords::Time sinceStart(Intake::Clock::time_point time)
{
    return std::chrono::duration_cast<HostRecords::Time>(time.time_since_epoch());
}

std::optional<HostRecord> bestOf(const HostRecords &records, const QString &host)
{
    return records.best(host, sinceStart(Intake::Clock::now()));
}

} // namespace

Segments::Segments(Start start, const SegmentFetch::Sink &sink, HostRecords &records)
    : m_start(std::move(start))
    , m_sink(sink)
    , m_records(records)
    , m_ramp(m_start.most, bestOf(records, m_start.host))
    , m_received(sink.intake.received())
    , m_lookedAt(Clock::now())
{
}

Segments::~Segments() = default;

void Segments::look(const Look &look)
{
    const auto patience = std::min<Clock::duration>(kPatience, look.patience);
    std::vector<int> silent;
    for (const Member &member : m_members) {
        if (look.now - member.fetch->lastActive() >= patience)
            silent.push_back(member.fetch->id());
    }
    for (const int id : silent) {
        if (Member *const member = find(id))
            member->fetch->giveUp();
    }
    m_isFirstAway = !look.isFirstOpen;
    m_hasNothing = false;
    measure(look);
    m_isPaced = hasWaited(look.hasWaited);
    if (m_isPaced) { // what comes says nothing of the line
        m_ramp.disturb();
        return;
    }
    const qint64 received = m_sink.intake.received();
    const int connections = open() + (look.isFirstOpen ? 1 : 0);
    const int before = m_level;
    m_level = m_ramp.look({sinceStart(look.now), received,
                           m_start.source.known.total.value_or(0) - received, connections,
                           m_roundTrip});
    const auto kept = std::size_t(m_level - (look.isFirstOpen ? 1 : 0));
    while (m_level < before && m_members.size() > kept)
        remove(dispensable()->fetch->id()); // at once: what they take, the others lack later
    if (m_ramp.learnt() == m_learnt)
        return;
    m_learnt = m_ramp.learnt();
    const HostRecord &record = *m_learnt;
    m_records.learn(m_start.host, record, sinceStart(look.now));
    qCInfo(lcTransport).noquote() << m_start.host << "is best asked over" << record.connections
                                  << "connections:" << qint64(record.rate) << "bytes per second";
}

void Segments::measure(const Look &look)
{
    const std::chrono::duration<double> time = look.now - std::exchange(m_lookedAt, look.now);
    const qint64 received = m_sink.intake.received();
    const auto bytes = double(received - std::exchange(m_received, received));
    if (time.count() > 0)
        m_rate += std::min(time.count() / kMemory, 1.0) * (bytes / time.count() - m_rate);
    m_roundTrip = look.roundTrip;
    for (const Member &member : m_members)
        m_roundTrip = std::max(m_roundTrip, member.fetch->roundTrip());
}

bool Segments::hasWaited(bool first) const
{
    bool waited = first;
    for (const Member &member : m_members)
        waited = member.fetch->hasWaited() || waited;
    return waited;
}

void Segments::setReadBuffer(qint64 bytes)
{
    for (Member &member : m_members) {
        member.readBuffer = bytes;
        member.fetch->setReadBuffer(bytes);
    }
}

bool Segments::wantsMore() const
{
    const int connections = int(m_members.size()) + (m_isFirstAway ? 0 : 1);
    return !m_hasNothing && !m_isPaced && connections < m_level;
}

bool Segments::add(const Way &way)
{
    return begin(way, way.place);
}

bool Segments::takeOver(const Way &way)
{
    m_isFirstAway = true;
    return begin(way, std::nullopt);
}

bool Segments::begin(const Way &way, std::optional<Place> place)
{
    auto fetch = std::make_unique<SegmentFetch>(++m_lastId, m_start.source, m_sink);
    connect(fetch.get(), &SegmentFetch::brought, this, &Segments::brought);
    connect(fetch.get(), &SegmentFetch::ended, this, &Segments::onEnded);
    m_members.push_back({std::move(fetch), &way.manager, way.readBuffer, place});
    if (giveWork(m_members.back()))
        return true;
    m_members.pop_back();
    m_hasNothing = true;
    return false;
}

bool Segments::giveWork(Member &member)
{
    const double trips = 2 * std::chrono::duration<double>(m_roundTrip).count();
    const Pieces::Wish wish{m_start.source.known.total.value_or(0),
                            std::max(kLeastPiece, qint64(trips * m_rate / m_level)), m_level};
    const auto piece = m_sink.intake.pieces().take(member.fetch->id(), wish);
    if (!piece)
        return false;
    member.fetch->fetch(*member.manager, *piece, member.readBuffer);
    return true;
}

void Segments::onEnded(int id, SegmentFetch::End end)
{
    m_sink.intake.pieces().drop(id);
    switch (end) {
    case SegmentFetch::End::Done:
        m_failures = 0;
        goOn(id);
        break;
    case SegmentFetch::End::Broken:
        if (++m_failures < kMostFailures)
            goOn(id);
        else
            onRefused(id);
        break;
    case SegmentFetch::End::Refused:
        onRefused(id);
        break;
    case SegmentFetch::End::Unknown: // the file asks anew over its first connection
        m_ramp.limit(1);
        m_level = 1;
        remove(id);
        emit unknown();
        break;
    case SegmentFetch::End::Unsound:
        limit(1);
        remove(id);
        break;
    case SegmentFetch::End::Changed:
        limit(1);
        emit changed();
        return;
    case SegmentFetch::End::Failed:
        emit failed(Error(find(id)->fetch->failure()));
        return;
    }
    emit brought(); // the piece may have been the last one
}

/// The server takes as many as are left, if these are not refused as well.
void Segments::onRefused(int id)
{
    m_failures = 0;
    limit(int(m_members.size()) - (m_isFirstAway ? 1 : 0));
    remove(id);
}

/// The next piece, unless there are too many by now.
void Segments::goOn(int id)
{
    Member *const member = find(id);
    const int connections = int(m_members.size()) + (m_isFirstAway ? 0 : 1);
    if (connections > m_level || !giveWork(*member))
        remove(id);
}

void Segments::remove(int id)
{
    const auto found = std::ranges::find_if(
        m_members, [id](const Member &one) { return one.fetch->id() == id; });
    if (found == m_members.end())
        return;
    SegmentFetch *const fetch = found->fetch.release();
    const auto place = found->place;
    m_members.erase(found);
    m_sink.intake.pieces().drop(id);
    fetch->stop();
    disconnect(fetch, nullptr, this, nullptr);
    fetch->setParent(this);
    fetch->deleteLater(); // it may be the one that says so
    if (place)
        emit freed(*place);
    if (m_members.empty())
        emit emptied();
}

/// Who is missed least: one that has brought nothing, else one with a place that others can use.
const Segments::Member *Segments::dispensable() const
{
    const auto last = [this](auto &&fits) {
        const auto found = std::find_if(m_members.rbegin(), m_members.rend(), fits);
        return found == m_members.rend() ? nullptr : &*found;
    };
    const auto *const idle
        = last([](const Member &one) { return one.place && !one.fetch->hasAnswered(); });
    const auto *const placed
        = idle ? idle : last([](const Member &one) { return one.place.has_value(); });
    return placed || m_members.empty() ? placed : &m_members.back();
}

void Segments::yield()
{
    const Member *const member = dispensable();
    if (member && member->place)
        remove(member->fetch->id());
}

void Segments::stop()
{
    for (const Member &member : m_members)
        member.fetch->stop();
    disconnect(this, nullptr, nullptr, nullptr);
}

bool Segments::isHeadless() const
{
    return std::ranges::any_of(m_members, [](const Member &one) { return !one.fetch->isOpen(); });
}

void Segments::dropHeadless()
{
    std::vector<int> headless;
    for (const Member &member : m_members) {
        if (!member.fetch->isOpen())
            headless.push_back(member.fetch->id());
    }
    limit(1);
    for (const int id : headless)
        remove(id);
}

Segments::Clock::time_point Segments::lastActive() const
{
    Clock::time_point latest = m_lookedAt;
    for (const Member &member : m_members)
        latest = std::max(latest, member.fetch->lastActive());
    return latest;
}

Segments::Clock::time_point Segments::lastHeard() const
{
    Clock::time_point latest;
    for (const Member &member : m_members)
        latest = std::max(latest, member.fetch->lastHeard());
    return latest;
}

void Segments::limit(int connections)
{
    m_ramp.limit(connections);
    m_level = std::max(connections, 1);
    m_records.refuse(m_start.host, connections, sinceStart(Clock::now()));
    qCInfo(lcTransport).noquote() << m_start.host << "takes" << m_level << "connections for a file";
}

Segments::Member *Segments::find(int id)
{
    const auto found = std::ranges::find_if(
        m_members, [id](const Member &one) { return one.fetch->id() == id; });
    return found == m_members.end() ? nullptr : &*found;
}

/// How many bring bytes: those too that are between two pieces.
int Segments::open() const
{
    return int(std::ranges::count_if(m_members,
                                     [](const Member &one) { return one.fetch->hasAnswered(); }));
}

} // namespace lighterman
