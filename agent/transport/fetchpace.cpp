// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/fetch.h"

// What a fetch does about the limits of its job (docs/adr/0021-bandwidth-and-space.md).
namespace lighterman {

/// It has had to wait, and may read on.
void Fetch::goOn()
{
    if (m_phase != Phase::Receiving || !m_reply)
        return;
    if (m_reply->isFinished()) // what is left of it is all here
        onFinished();
    else
        onReadyRead();
}

void Fetch::setReadBuffers(qint64 first, qint64 further)
{
    if (m_reply)
        m_reply->setReadBufferSize(first);
    if (m_segments)
        m_segments->setReadBuffer(further);
}

} // namespace lighterman
