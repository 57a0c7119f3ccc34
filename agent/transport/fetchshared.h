// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/disk.h"
#include "agent/transport/hostrecords.h"
#include "agent/transport/pacing.h"
#include "agent/transport/reservations.h"

#include <QSslConfiguration>

#include <chrono>
#include <optional>

namespace lighterman {

/// What all fetches share; reports, disk and options are not owned.
struct FetchShared
{
    Reports &reports;
    Disk &disk;
    const TransportOptions &options;
    QSslConfiguration tls;
    QByteArray buffer;        ///< for whoever reads at the moment
    HostRecords records = {}; ///< of all hosts
    std::optional<std::chrono::steady_clock::time_point> changedAt = {}; ///< the network, last
    Pacing pacing = {};                                                  ///< of all connections
    Reservations reservations = {};
};

/// What a fetch is told now and then.
struct FetchTick
{
    std::chrono::steady_clock::time_point now;
    std::chrono::steady_clock::time_point hostActive; ///< when the host last sent anything at all
    qint64 resident = 0;                              ///< bytes of memory that this process has
    /// Since the network became another one, long enough ago: a connection that has brought nothing
    /// since then hangs.
    std::optional<std::chrono::steady_clock::time_point> changed = {};
};

} // namespace lighterman
