// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/intake.h"

#include "agent/transport/piecerecord.h"

#include <algorithm>

namespace lighterman {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kMiB = qint64(1) << 20U;
constexpr qint64 kWriteOutEvery = 8 * kMiB;
constexpr qint64 kFlushEvery = 16 * kMiB; // also what is fetched again at most after a power cut
constexpr auto kFlushAfter = 2s;

} // namespace

Intake::Intake(TransferId id, PartFile part, Disk &disk)
    : m_id(id)
    , m_disk(disk)
    , m_part(std::move(part))
    , m_pieces(m_part.found().held)
    , m_next(have())
    , m_synced(m_part.found().synced)
    , m_received(m_pieces.held().sum())
    , m_begun(m_synced.sum())
    , m_flushedUp(m_begun)
{
}

void Intake::hashWith(const QString &algorithm)
{
    if (algorithm == m_algorithm)
        return;
    if (!m_algorithm.isEmpty())
        m_disk.give(UnhashOrder{m_id});
    m_algorithm = algorithm;
}

void Intake::expect(qint64 from, qint64 begin, std::optional<qint64> end)
{
    m_next = from;
    m_begin = begin;
    m_end = end;
    m_pieces.begin(kFirst, begin, std::max(begin, end.value_or(Pieces::kNoEnd)));
    m_flushedAt = Clock::now();
}

Result<Intake::Taken> Intake::take(QByteArrayView bytes)
{
    if (m_end && m_next + bytes.size() > *m_end)
        return fail(ErrorCode::InvalidServerResponse, u"more bytes than announced"_s,
                    ErrorContext::RemoteFile);
    if (m_next < m_begin) {
        const qint64 known = std::min<qint64>(bytes.size(), m_begin - m_next);
        if (!m_part.holds(m_next, bytes.first(known)))
            return Taken::Different;
        m_next += known;
        bytes = bytes.sliced(known);
    }
    m_next += bytes.size();
    auto taken = put(kFirst, bytes);
    if (isFirstDone())
        m_pieces.drop(kFirst); // what others give up from now on is not its business
    return taken;
}

Result<Intake::Taken> Intake::put(Pieces::Id id, QByteArrayView bytes)
{
    const auto rest = m_pieces.rest(id);
    if (!rest)
        return Taken::Kept;
    qint64 at = rest->begin;
    while (at < rest->end && !bytes.isEmpty()) {
        const auto written
            = m_part.write(at, bytes.first(std::min<qint64>(bytes.size(), rest->end - at)));
        if (!written)
            return tl::unexpected(written.error()); // what went before counts all the same
        m_pieces.advance(id, *written);
        m_received += *written;
        at += *written;
        bytes = bytes.sliced(*written);
    }
    if (!agrees(at, bytes))
        return Taken::Different;
    if (m_received - m_begun >= kWriteOutEvery)
        writeOut();
    if (m_received - m_flushedUp >= kFlushEvery)
        flush();
    return Taken::Kept;
}

/// Whether as much of `bytes` as is here already is the same.
bool Intake::agrees(qint64 offset, QByteArrayView bytes) const
{
    const std::vector<Extent> &held = m_pieces.held().all();
    const auto mine = std::ranges::find_if(held, [offset](const Extent &extent) {
        return extent.begin <= offset && offset < extent.end;
    });
    if (mine == held.end())
        return true;
    return m_part.holds(offset, bytes.first(std::min<qint64>(bytes.size(), mine->end - offset)));
}

bool Intake::isComplete() const
{
    return m_next >= m_begin && (!m_end || m_next == *m_end);
}

bool Intake::isFirstDone() const
{
    const auto rest = m_pieces.rest(kFirst);
    return m_next >= m_begin && (!rest || rest->size() == 0);
}

Result<void> Intake::startOver()
{
    m_pieces.clear();
    m_synced = {};
    m_received = m_begun = m_flushedUp = 0;
    if (m_flush == Flush::UnderWay)
        m_flush = Flush::Stale;
    if (!m_algorithm.isEmpty())
        m_disk.give(UnhashOrder{m_id});
    return m_part.cut(0);
}

Result<void> Intake::cutToSynced()
{
    const qint64 size = synced();
    m_pieces.cut(size);
    m_synced.clip(size);
    m_received = m_begun = m_flushedUp = m_next = m_pieces.held().sum();
    return m_part.cut(size);
}

QByteArray Intake::record() const
{
    if (m_part.mark() == 0)
        return {};
    return PieceRecord{m_part.mark(), m_pieces.held(), m_synced}.toToken();
}

Extent Intake::gap(std::optional<qint64> total) const
{
    return m_pieces.firstGap(kTail, total.value_or(Pieces::kNoEnd));
}

void Intake::flushIfDue(Clock::time_point now)
{
    if (m_received > m_flushedUp && now - m_flushedAt >= kFlushAfter)
        flush();
}

void Intake::flushed()
{
    m_flushedAt = Clock::now();
    if (std::exchange(m_flush, Flush::None) == Flush::UnderWay)
        m_synced = std::move(m_flushing);
}

void Intake::flush()
{
    if (m_flush != Flush::None)
        return;
    m_flush = Flush::UnderWay;
    m_flushedUp = m_received;
    m_flushing = m_pieces.held();
    m_disk.give(FlushOrder{m_id, m_part.file().duplicate(), m_part.path(), synced()});
}

void Intake::writeOut()
{
    const qint64 from = std::exchange(m_begun, m_received);
    // Bytes may have come anywhere once it is spread: all of it then, where what is clean costs
    // nothing.
    const qint64 length = m_part.mark() > 0 ? 0 : m_received - from;
    m_disk.give(WriteOutOrder{m_part.file().duplicate(), length > 0 ? from : 0, length});
    if (!m_algorithm.isEmpty() && have() > 0)
        m_disk.give(HashOrder{m_id, m_part.file().duplicate(), m_algorithm, have()});
}

} // namespace lighterman
