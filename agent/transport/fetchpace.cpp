// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/fetch.h"

// What a fetch does about the limits of its job (docs/adr/0021-bandwidth-and-space.md), and what
// these hide.
namespace lighterman {

/// It has had to wait, and may read on.
void Fetch::goOn()
{
    if (m_phase != Phase::Receiving || !m_reply)
        return;
    if (m_reply->isFinished()) // what is left of it is all here
        onFinished();
    else
        readOn();
}

/// Whether the connection leads nowhere since the network is another one. Under a limit much that
/// had come before is still to be read, by Qt and from the kernel, and looks as if it came now:
/// such a fetch is looked at until it has fallen silent once, or is over.
bool Fetch::hangs(const FetchTick &tick)
{
    // Not where the bytes that are here would be lost: the connection may still come to life.
    const bool wouldLose = m_file.resumable == false && m_intake && m_intake->received() > 0;
    if (!isAsking() || m_phase == Phase::Queued || wouldLose)
        return false;
    if (!m_reply)
        return tick.changed && m_segments->lastHeard() < *tick.changed;
    const bool hears
        = !m_reply->isFinished() && m_reply->bytesAvailable() < m_reply->readBufferSize();
    if (tick.changed && hears && m_heardAt < *tick.changed)
        return true;
    if (tick.changed)
        m_isSuspect = !hears || m_shared.pacing.limitOf(m_task.job);
    return m_isSuspect && hears && tick.now - m_heardAt >= kRecheckPatience;
}

/// Not before the answer: who has just asked would do so again and again. Ranges are asked for one
/// by one, and have their turn soon.
bool Fetch::mayGiveWay() const
{
    return m_phase == Phase::Receiving && !m_leg && m_file.resumable == true;
}

void Fetch::setReadBuffers(qint64 first, qint64 further)
{
    if (m_reply)
        m_reply->setReadBufferSize(first);
    if (m_segments)
        m_segments->setReadBuffer(further);
}

} // namespace lighterman
