// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/hostqueues.h"
#include "agent/transport/hostrecords.h"
#include "agent/transport/segmentfetch.h"

#include <memory>

namespace lighterman {

/// The way of a request.
struct Way
{
    QNetworkAccessManager &manager;
    Place place;
    QString host;
    qint64 readBuffer = 0; ///< how much Qt may hold of the body
};

/// The connections of one file beside its first one: how many there are, what they fetch, and what
/// becomes of it when one fails. Lives as long as the file comes; the first connection is the
/// fetch's own, and joins in once it has nothing left to do.
class Segments final : public QObject
{
    Q_OBJECT

public:
    using Clock = Intake::Clock;

    struct Start
    {
        SegmentFetch::Source source;
        QString host;
        int most = 1; ///< connections, the first one among them
    };
    /// `sink` and `records` are not owned.
    Segments(Start start, const SegmentFetch::Sink &sink, HostRecords &records);
    ~Segments() override;

    struct Look
    {
        Clock::time_point now;
        bool isFirstOpen = false; ///< the first connection brings bytes
        std::chrono::milliseconds roundTrip{};
        std::chrono::seconds patience{}; ///< with a connection that brings nothing
        bool hasWaited = false;          ///< the first connection, for the limit of its job
    };
    /// To be called a few times a second. May end as any signal below does.
    void look(const Look &look);
    /// Whether there should be one connection more than there is.
    [[nodiscard]] bool wantsMore() const;
    /// One more. False when there is nothing for it to do: `way` is free again.
    [[nodiscard]] bool add(const Way &way);
    /// The first connection is done with its piece, and its place can be used for others. False
    /// when there is nothing for it to do.
    [[nodiscard]] bool takeOver(const Way &way);
    /// Gives one back, since others wait for it: freed() tells which.
    void yield();
    /// Ends all without a word.
    void stop();

    [[nodiscard]] bool isActive() const { return !m_members.empty(); }
    /// Whether requests are out that have no answer yet.
    [[nodiscard]] bool isHeadless() const;
    /// Ends those that have no answer yet, and there will be no more.
    void dropHeadless();
    /// How much Qt may hold of the body of each.
    void setReadBuffer(qint64 bytes);
    [[nodiscard]] Clock::time_point lastActive() const;
    /// When one of them brought something last.
    [[nodiscard]] Clock::time_point lastHeard() const;

signals:
    // What hears brought(), changed() and failed() may stop this, and delete it later.
    void brought();
    void freed(lighterman::Place place);
    /// No connection is left.
    void emptied();
    /// Another version of the file is there now.
    void changed();
    /// The credentials that it goes with were refused.
    void unknown();
    /// The disk does not take it.
    void failed(const lighterman::Error &error);

private:
    struct Member
    {
        std::unique_ptr<SegmentFetch> fetch;
        QNetworkAccessManager *manager;
        qint64 readBuffer;
        std::optional<Place> place; ///< none: the first connection's
    };
    [[nodiscard]] bool begin(const Way &way, std::optional<Place> place);
    [[nodiscard]] bool giveWork(Member &member);
    void onEnded(int id, SegmentFetch::End end);
    void onRefused(int id);
    void goOn(int id);
    void remove(int id);
    void limit(int connections);
    [[nodiscard]] Member *find(int id);
    [[nodiscard]] const Member *dispensable() const;
    [[nodiscard]] int open() const;
    void measure(const Look &look);
    [[nodiscard]] bool hasWaited(bool first) const;

    Start m_start;
    SegmentFetch::Sink m_sink;
    HostRecords &m_records; // not owned
    Ramp m_ramp;
    std::vector<Member> m_members;
    int m_lastId = Intake::kFirst;
    int m_level = 1;
    int m_failures = 0; // in a row
    bool m_isFirstAway = false;
    bool m_hasNothing = false; // to do for one more, at the last look
    bool m_isPaced = false;    // a limit held one of them up, at the last look
    std::optional<HostRecord> m_learnt;
    double m_rate = 0; // bytes per second, of all
    qint64 m_received = 0;
    Clock::time_point m_lookedAt;
    std::chrono::milliseconds m_roundTrip{};
};

} // namespace lighterman
