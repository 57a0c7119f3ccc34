// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/clientidentity.h"
#include "agent/engine/signin.h"
#include "common/base/time.h"

#include <QByteArray>
#include <QList>
#include <QSslCertificate>

#include <chrono>
#include <functional>
#include <memory>
#include <unistd.h>

namespace lighterman {

/// What the transport is told once, when it is made.
struct TransportOptions
{
    QList<QSslCertificate> extraCertificates; ///< trusted beside the system's own
    int connectionsPerHost = 8;               ///< at most 12, which is what two managers open
    int connectionsPerFile = 8;               ///< at most, where several are faster
    QByteArray userAgent = "Lighterman";
    /// How challenges are answered, on the transport's thread. None: nobody is asked, and 401 is an
    /// error. So it is where a job has an Authorization field of its own: it signs itself.
    std::shared_ptr<SignIns> signIns = {};
    /// What opens client certificates, on the transport's thread. None: no job can have one.
    std::shared_ptr<ClientIdentities> identities = {};
    /// How long a server may take from the end of a request to the end of its answer's head; the
    /// stall time-out counts if it is shorter. Some pack an archive first, and take their time.
    std::chrono::milliseconds headTimeout = std::chrono::minutes(2);
    /// By how many bytes this process may grow while a request waits for a head.
    qint64 headMemory = qint64(256) << 20U;
    /// What this computer's clock says.
    std::function<Moment()> now = QDateTime::currentMSecsSinceEpoch;
    /// Makes the data of an open file durable, as fdatasync(2) does.
    std::function<int(int file)> syncData = ::fdatasync;
};

/// Names one fetch for as long as the agent runs.
using TransferId = quint64;

/// Files below this size are small: they go the way that costs less for each request, larger ones
/// the way that costs less for each byte.
inline constexpr qint64 kSmallFile = qint64(300) * 1024;

} // namespace lighterman
