// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/fetch.h"

// How a fetch goes through the ranges of a file, one request after another.
namespace lighterman {

/// Whether what is here is of use.
bool Fetch::mayGoOn() const
{
    return m_intake && m_restarts == 0 && !m_file.isRefused();
}

/// Where it goes on in the local file. What is asked for again is the tail of what is here, be it
/// of several ranges.
qint64 Fetch::nextPlace() const
{
    if (m_place > 0)
        return m_place;
    const qint64 have = mayGoOn() ? m_intake->have() : 0;
    const bool canBeKnown = !validatorOf(m_file.resume).isEmpty();
    const bool canBeFound = bytesOf(m_file.ranges, m_file.resume.sourceSize).has_value();
    return have > Intake::kTail && canBeKnown && canBeFound ? have - Intake::kTail : 0;
}

void Fetch::askForLeg(Ask &ask)
{
    m_leg = legAt(m_file.ranges, m_file.resume.sourceSize, nextPlace());
    ask.isRange = true;
    ask.from = m_leg->first;
    ask.end = m_leg->last ? *m_leg->last + 1 : 0;
    if (m_leg->local > 0)
        ask.validator = validatorOf(m_file.resume);
}

/// Bytes of the local file, as far as is known with this answer.
std::optional<qint64> Fetch::localTotal(const Answer &answer) const
{
    return m_leg ? bytesOf(m_file.ranges, sourceSize(answer)) : answer.total();
}

std::optional<qint64> Fetch::sourceSize(const Answer &answer) const
{
    if (!m_leg)
        return std::nullopt;
    return answer.total() || m_leg->local == 0 ? answer.total() : m_file.resume.sourceSize;
}

/// What the server says of the whole file is nothing to hold parts of it against.
std::optional<Checksum> Fetch::digestOf(const Answer &answer) const
{
    return m_leg ? std::nullopt : answer.digest;
}

void Fetch::endLeg()
{
    m_place = m_intake->position();
    if (m_place == m_file.bytesTotal) {
        complete();
        return;
    }
    progress(Clock::now(), false);
    over(End::Again);
}

} // namespace lighterman
