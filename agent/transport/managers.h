// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/hostqueues.h"

#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QTimer>

#include <array>
#include <map>
#include <memory>
#include <vector>

namespace lighterman {

/// What the connections of a request must not share with those of others. Servers and proxies may
/// take whoever comes over a connection for the one who has signed in there (RFC 4559, section 6).
struct Manner
{
    QByteArray job = {};    ///< its id, where they are the job's alone; empty: they are anybody's
    QUrl proxy = {};        ///< empty: none
    QByteArray tunnel = {}; ///< what a proxy is told of who asks when one is opened; empty: nothing
    quint64 login = 0;      ///< ConnectionLogin, of the server and of the proxy; 0: none
    QString identity = {};  ///< name of the client certificate that is shown; empty: none
    bool operator==(const Manner &) const = default;
    bool operator<(const Manner &other) const;
};

/// How connections of that manner come through its proxy, which is not empty.
[[nodiscard]] QNetworkProxy proxyOf(const Manner &manner);

/// The network access managers, made when they are needed and given up two minutes after the last
/// use, with their threads and sockets: at rest nothing wakes up.
class Managers
{
public:
    explicit Managers(QObject *parent);

    [[nodiscard]] QNetworkAccessManager &manager(Place place, const Manner &manner = {});
    /// Whether the job has connections of its own.
    [[nodiscard]] bool has(const QByteArray &job) const;
    /// Nothing of the job is under way any more.
    void drop(const QByteArray &job);
    /// New connections are made for all that is asked for from now on. Those of before stay until
    /// clearBefore().
    void renew();
    /// Counts renew().
    [[nodiscard]] int ways() const { return m_ways; }
    /// Nobody uses what was made before `ways` came to be any more.
    void clearBefore(int ways);
    /// Nothing is under way any more.
    void rest() { m_idle.start(); }

private:
    using Manager = std::unique_ptr<QNetworkAccessManager>;

    struct Old
    {
        Manager manager;
        int ways = 0;
    };
    struct Lanes
    {
        std::array<Manager, kBulkManagers> bulk = {};
        Manager small = {};
    };
    void retire(Lanes &lanes, int ways);
    void dropSigned(const Manner &manner);

    std::map<Manner, Lanes> m_lanes;
    std::vector<Old> m_old;
    int m_ways = 0;
    QTimer m_idle;
};

} // namespace lighterman
