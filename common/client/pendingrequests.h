// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/client/agentlink.h"

#include <QPointer>

#include <chrono>
#include <map>

namespace lighterman {

/// The requests that wait for their answers. Whoever asks hears once, and not at all when their
/// context is gone. An answer may send new requests.
class PendingRequests
{
public:
    using Clock = std::chrono::steady_clock;

    /// How the pages of a reply are handed on.
    enum class Pages : bool {
        PutTogether, ///< all in one answer
        OneByOne,    ///< the last one is the answer
    };

    /// The new request's number. `patience` is the longest silence that is borne.
    [[nodiscard]] qint64 add(QObject *context, AgentLink::Answer answer,
                             std::chrono::milliseconds patience, Pages pages);
    [[nodiscard]] bool contains(qint64 id) const { return m_pending.contains(id); }

    /// Takes a reply; a page that is not the last one is kept or dropped, and time starts anew.
    /// Replies to requests that nobody waits for any more are dropped.
    void take(qint64 id, protocol::Reply reply, Clock::time_point now = Clock::now());
    void answer(qint64 id, const Result<protocol::Reply> &reply);
    void failAll(const Error &error);

    /// When expire() has something to do; nothing while nobody waits.
    [[nodiscard]] std::optional<Clock::time_point> nextDeadline() const;
    /// Answers those whose time is up with `error`.
    void expire(Clock::time_point now, const Error &error);

private:
    struct Pending
    {
        QPointer<QObject> context;
        AgentLink::Answer answer;
        std::chrono::milliseconds patience;
        Clock::time_point deadline;
        Pages pages;
        std::optional<protocol::Reply> collected; ///< the parts so far
    };

    std::map<qint64, Pending> m_pending;
    qint64 m_lastId = 0;
};

} // namespace lighterman
