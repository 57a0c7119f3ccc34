// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/transportoptions.h"

#include <QString>

#include <array>
#include <deque>
#include <map>
#include <optional>

namespace lighterman {

/// Which kind of manager a request goes through.
enum class Lane : quint8 { Bulk, Small };
/// Connections that a manager of Qt opens to a host.
inline constexpr int kPerManager = 6;
/// The managers of the bulk lane.
inline constexpr int kBulkManagers = 2;

/// Where a request that has its turn goes through.
struct Place
{
    Lane lane = Lane::Bulk;
    int manager = 0; ///< which one of the lane
    bool operator==(const Place &) const = default;
};

/// Who may ask next. Requests wait here, not in QNetworkAccessManager, where each costs memory and
/// where one host's could fill every place.
///
/// A host has `connections` places for large files. Small ones may wait in pairs for a connection,
/// so that none is idle between two of them. A place that nobody waits for may be a further one of
/// a file that has one. The host with the fewest requests under way comes
/// first, so that one that does not answer holds up nobody else.
class HostQueues
{
public:
    explicit HostQueues(int connections)
        : m_connections(connections)
    {
    }

    struct Waiting
    {
        TransferId id = 0;
        std::optional<qint64> size; ///< expected bytes, where known
        bool isChunked = false;     ///< only the small lane tells a whole body from a cut one
    };
    struct Turn
    {
        TransferId id = 0;
        Place place;
    };

    void add(const QString &host, Waiting waiting);
    /// In front of those that wait: it has waited before.
    void addFirst(const QString &host, Waiting waiting);
    void remove(const QString &host, TransferId id);
    /// The next to ask, which has a place from now on.
    [[nodiscard]] std::optional<Turn> next();
    /// A further place for a large file of this host, unless others wait, or there is none.
    [[nodiscard]] std::optional<Place> spare(const QString &host);
    /// Whether requests wait because all places of this host are taken.
    [[nodiscard]] bool isShort(const QString &host) const;
    /// A request is over: its place is free.
    void release(const QString &host, Place place);
    /// A file of this host was so large; the next ones of unknown size are taken to be alike.
    void learn(const QString &host, qint64 size);

private:
    struct Host
    {
        std::deque<Waiting> waiting;
        std::array<int, kBulkManagers> bulk{};
        int small = 0;
        std::optional<qint64> lastSize;
        [[nodiscard]] int large() const { return bulk[0] + bulk[1]; }
        [[nodiscard]] bool isIdle() const { return waiting.empty() && large() + small == 0; }
    };
    using Hosts = std::map<QString, Host>;

    [[nodiscard]] Lane laneFor(const Host &host) const;
    [[nodiscard]] bool hasPlace(const Host &host) const;
    [[nodiscard]] Place take(Host &host, Lane lane);
    void dropIdle(Hosts::iterator host);

    int m_connections;
    int m_underWay = 0;
    Hosts m_hosts;
};

} // namespace lighterman
