// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/transportoptions.h"

#include <QString>

#include <deque>
#include <map>
#include <optional>

namespace lighterman {

/// Which kind of manager a request goes through.
enum class Lane : quint8 { Bulk, Small };

/// Who may ask next. Requests wait here, not in QNetworkAccessManager, where each costs memory and
/// where one host's could fill every place.
///
/// A host has `connections` places for large files. Small ones may wait in pairs for a connection,
/// so that none is idle between two of them. The host with the fewest requests under way comes
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
        Lane lane = Lane::Bulk;
    };

    void add(const QString &host, Waiting waiting);
    /// In front of those that wait: it has waited before.
    void addFirst(const QString &host, Waiting waiting);
    void remove(const QString &host, TransferId id);
    /// The next to ask, which has a place from now on.
    [[nodiscard]] std::optional<Turn> next();
    /// A request is over: its place is free.
    void release(const QString &host, Lane lane);
    /// A file of this host was so large; the next ones of unknown size are taken to be alike.
    void learn(const QString &host, qint64 size);

private:
    struct Host
    {
        std::deque<Waiting> waiting;
        int bulk = 0;
        int small = 0;
        std::optional<qint64> lastSize;
        [[nodiscard]] bool isIdle() const { return waiting.empty() && bulk + small == 0; }
    };
    using Hosts = std::map<QString, Host>;

    [[nodiscard]] Lane laneFor(const Host &host) const;
    [[nodiscard]] bool hasPlace(const Host &host) const;
    void dropIdle(Hosts::iterator host);

    int m_connections;
    int m_underWay = 0;
    Hosts m_hosts;
};

} // namespace lighterman
