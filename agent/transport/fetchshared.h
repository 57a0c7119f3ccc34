// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/admissions.h"
#include "agent/transport/disk.h"
#include "agent/transport/hostrecords.h"
#include "agent/transport/identities.h"
#include "agent/transport/managers.h"
#include "agent/transport/pacing.h"
#include "agent/transport/portal.h"
#include "agent/transport/reservations.h"
#include "agent/transport/servertrust.h"

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
    NetworkAge network = {};
    Pacing pacing = {}; ///< of all connections
    Reservations reservations = {};
    /// The way of a request that needs connections of its own; set before any fetch begins.
    std::function<QNetworkAccessManager &(Place, const Manner &)> manager = {};
    /// Ends the connections of a job as soon as no request uses them; set likewise.
    std::function<void(const JobId &)> forsake = {};
    ServerTrust trust{options.now};
    Identities identities = {};
    Admissions admissions{options.signIns, reports};
};

/// How long what is under way may bring nothing on a new network: long enough for packets to be
/// sent again over a new route a few times.
inline constexpr std::chrono::seconds kRecheckPatience{3};

/// What a fetch is told now and then.
struct FetchTick
{
    std::chrono::steady_clock::time_point now;
    std::chrono::steady_clock::time_point hostActive; ///< when the host last sent anything at all
    qint64 resident = 0;                              ///< bytes of memory that this process has
    /// When the network became another one, said once, kRecheckPatience later: a connection that
    /// has brought nothing since then hangs.
    std::optional<std::chrono::steady_clock::time_point> changed = {};
};

} // namespace lighterman
