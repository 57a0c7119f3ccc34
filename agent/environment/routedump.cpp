// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/routedump.h"

#include <array>
#include <cstring>
#include <linux/rtnetlink.h>

namespace lighterman {

namespace {

constexpr std::array<quint16, 3> kQuestions{RTM_GETLINK, RTM_GETADDR, RTM_GETROUTE};

/// An end may say that it is none (a negative errno stands in it).
bool isError(const RouteMessage &end)
{
    int status = 0;
    if (end.payload.size() >= qsizetype(sizeof(status)))
        std::memcpy(&status, end.payload.data(), sizeof(status));
    return status < 0;
}

} // namespace

void RouteDump::begin(quint32 port)
{
    *this = {};
    m_port = port;
    m_state = State::Asking;
}

quint16 RouteDump::question() const
{
    return kQuestions.at(m_stage);
}

void RouteDump::asked(quint32 sequence)
{
    m_sequence = sequence;
    m_state = State::Waiting;
}

bool RouteDump::isOurs(const RouteMessage &message) const
{
    return m_state == State::Waiting && message.port == m_port && message.sequence == m_sequence;
}

void RouteDump::take(const RouteMessage &message)
{
    m_isDisturbed = m_isDisturbed || (message.flags & NLM_F_DUMP_INTR) != 0;
    const bool isEnd = message.type == NLMSG_DONE;
    if (message.type == NLMSG_ERROR || (isEnd && (m_isDisturbed || isError(message))))
        m_state = State::Failed;
    else if (!isEnd)
        m_table.take(message);
    else if (++m_stage < kQuestions.size())
        m_state = State::Asking;
    else
        m_state = State::Done;
}

} // namespace lighterman
