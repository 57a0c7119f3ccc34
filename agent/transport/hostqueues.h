// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/transportoptions.h"
#include "common/model/ids.h"

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
/// a file that has one. Foreground jobs come first; a job that a limit slows down has few places,
/// for it keeps them long. The host with the fewest requests under way comes first, so that one
/// that does not answer holds up nobody else.
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
        JobId job = {};
        bool isForeground = false;
        bool isPaced = false; ///< its job has a limit, of its own or with others
    };
    struct Turn
    {
        TransferId id = 0;
        Place place;
    };

    void add(const QString &host, Waiting waiting);
    /// In front of those that wait and are as urgent: it has waited before.
    void addFirst(const QString &host, Waiting waiting);
    /// The one of that id, if it waits, is like this from now on.
    void change(const QString &host, const Waiting &waiting);
    void remove(const QString &host, TransferId id);
    /// The next to ask, which has a place from now on.
    [[nodiscard]] std::optional<Turn> next();
    /// A further place for a large file of this host, unless others wait, or there is none.
    [[nodiscard]] std::optional<Place> spare(const QString &host, const JobId &job = {});
    /// Whether requests wait because all places of this host are taken.
    [[nodiscard]] bool isShort(const QString &host) const;
    /// Whether that is so for a request of a foreground job.
    [[nodiscard]] bool isUrgent(const QString &host) const;
    /// A request of the job is over: its place is free.
    void release(const QString &host, Place place, const JobId &job = {});
    /// A file of this host was so large; the next ones of unknown size are taken to be alike.
    void learn(const QString &host, qint64 size);

private:
    using Line = std::deque<Waiting>;
    /// Places of a job at a host.
    struct Share
    {
        int large = 0;
        int small = 0;
    };
    struct Host
    {
        Line waiting;                       ///< those of foreground jobs first
        std::map<QByteArray, Share> shares; ///< by id of the job
        std::array<int, kBulkManagers> bulk{};
        int small = 0;
        std::optional<qint64> lastSize;
        [[nodiscard]] int large() const { return bulk[0] + bulk[1]; }
        [[nodiscard]] bool isIdle() const { return waiting.empty() && large() + small == 0; }
    };
    using Hosts = std::map<QString, Host>;

    [[nodiscard]] static Lane laneFor(const Host &host, const Waiting &waiting);
    [[nodiscard]] static Line::const_iterator first(const Host &host);
    [[nodiscard]] bool hasPlace(const Host &host) const;
    [[nodiscard]] Place take(Host &host, Lane lane, const JobId &job);
    void dropIdle(Hosts::iterator host);

    int m_connections;
    int m_underWay = 0;
    Hosts m_hosts;
};

} // namespace lighterman
