// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/environment/routetable.h"

namespace lighterman {

/// What the kernel answers when it is asked for all links, then all addresses, then all routes.
/// Only what has come whole and undisturbed is an answer.
class RouteDump
{
public:
    enum class State : quint8 {
        Idle,    ///< nothing is asked
        Waiting, ///< for more
        Asking,  ///< what question() says is to be asked
        Done,
        Failed, ///< or was disturbed: to be begun anew
    };

    /// Begins anew. `port` is the one of the asking socket.
    void begin(quint32 port);
    /// A message type, RTM_GETLINK …
    [[nodiscard]] quint16 question() const;
    /// The question has been put, under this number.
    void asked(quint32 sequence);
    void fail() { m_state = State::Failed; }
    /// It has been seen that it is over.
    void rest() { m_state = State::Idle; }

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool isUnderWay() const
    {
        return m_state == State::Waiting || m_state == State::Asking;
    }
    /// Whether the message is a part of the answer; notices that other programs have caused may
    /// bear the same number.
    [[nodiscard]] bool isOurs(const RouteMessage &message) const;
    /// For messages that are ours.
    void take(const RouteMessage &message);
    /// Once it is done.
    [[nodiscard]] RouteFacts facts() const { return m_table.facts(); }

private:
    State m_state = State::Idle;
    quint32 m_port = 0;
    quint32 m_sequence = 0;
    std::size_t m_stage = 0;
    bool m_isDisturbed = false; // something has changed while the kernel wrote it down
    RouteTable m_table;
};

} // namespace lighterman
