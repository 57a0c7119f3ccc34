// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/ramp.h"

#include <QString>

#include <map>

namespace lighterman {

/// What was learnt of hosts, kept for a while: how many connections one file is best fetched over,
/// and which ones do not take more than so many.
class HostRecords
{
public:
    using Time = Ramp::Time;

    void learn(const QString &host, const HostRecord &record, Time now);
    [[nodiscard]] std::optional<HostRecord> best(const QString &host, Time now) const;

    /// The host refused more than `connections`, or did not keep to the ranges it was asked for.
    void refuse(const QString &host, int connections, Time now);
    /// No more than this; nothing when nobody has said so.
    [[nodiscard]] std::optional<int> limit(const QString &host, Time now) const;

    [[nodiscard]] std::size_t size() const { return m_hosts.size(); }

private:
    struct Known
    {
        std::optional<HostRecord> best;
        Time learntAt{};
        std::optional<int> limit;
        Time refusedAt{};
    };
    [[nodiscard]] Known &known(const QString &host, Time now);

    std::map<QString, Known> m_hosts;
};

} // namespace lighterman
