// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/intake.h"

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

Intake::Intake(const Start &start, PartFile part, Disk &disk)
    : m_id(start.id)
    , m_algorithm(start.algorithm)
    , m_disk(disk)
    , m_part(std::move(part))
    , m_next(m_part.size())
    , m_synced(std::min(start.synced, m_part.size()))
    , m_begun(m_synced)
    , m_flushing(m_synced)
{
}

void Intake::expect(qint64 from, std::optional<qint64> end)
{
    m_next = from;
    m_end = end;
    m_flushedAt = Clock::now();
}

Result<Intake::Taken> Intake::take(QByteArrayView bytes)
{
    if (m_end && m_next + bytes.size() > *m_end)
        return fail(ErrorCode::InvalidServerResponse, u"more bytes than announced"_s,
                    ErrorContext::RemoteFile);
    if (m_next < m_part.size()) {
        const qint64 known = std::min<qint64>(bytes.size(), m_part.size() - m_next);
        if (!m_part.holds(m_next, bytes.first(known)))
            return Taken::Different;
        m_next += known;
        bytes = bytes.sliced(known);
    }
    if (const auto done = m_part.append(bytes); !done)
        return tl::unexpected(done.error());
    m_next += bytes.size();
    if (m_part.size() - m_begun >= kWriteOutEvery)
        writeOut();
    if (m_part.size() - m_flushing >= kFlushEvery)
        flush();
    return Taken::Kept;
}

bool Intake::isComplete() const
{
    return m_next >= m_part.size() && (!m_end || m_next == *m_end);
}

Result<void> Intake::startOver()
{
    m_synced = m_begun = m_flushing = 0;
    if (m_flush == Flush::UnderWay)
        m_flush = Flush::Stale;
    if (!m_algorithm.isEmpty())
        m_disk.give(UnhashOrder{m_id});
    return m_part.cut(0);
}

Result<void> Intake::cutToSynced()
{
    m_begun = m_flushing = m_next = m_synced;
    return m_part.cut(m_synced);
}

void Intake::flushIfDue(Clock::time_point now)
{
    if (m_part.size() > m_flushing && now - m_flushedAt >= kFlushAfter)
        flush();
}

void Intake::flushed(qint64 upTo)
{
    m_flushedAt = Clock::now();
    if (std::exchange(m_flush, Flush::None) == Flush::UnderWay)
        m_synced = std::max(m_synced, upTo);
}

void Intake::flush()
{
    if (m_flush != Flush::None)
        return;
    m_flush = Flush::UnderWay;
    m_flushing = m_part.size();
    m_disk.give(FlushOrder{m_id, m_part.file().duplicate(), m_part.path(), m_synced, m_flushing});
}

void Intake::writeOut()
{
    m_disk.give(WriteOutOrder{m_part.file().duplicate(), m_begun, m_part.size() - m_begun});
    m_begun = m_part.size();
    if (!m_algorithm.isEmpty())
        m_disk.give(HashOrder{m_id, m_part.file().duplicate(), m_algorithm, m_part.size()});
}

} // namespace lighterman
