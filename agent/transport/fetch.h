// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/intake.h"
#include "agent/transport/passage.h"
#include "agent/transport/ranges.h"
#include "agent/transport/segments.h"

namespace lighterman {

/// One file on its way from the server into its part file, and from there to the disk's thread,
/// which finishes it. Lives on the transport's thread.
///
/// Each request needs a place (start()); ended() tells that the place is free again, and whether
/// another request has to follow: after a redirect, or because what is here no longer fits what the
/// server has. Held, it follows once admissions let it go, or the fetch is ready(). Reports go to
/// `reports` directly, except success, which the disk reports.
class Fetch final : public QObject
{
    Q_OBJECT

public:
    using Clock = Intake::Clock;
    enum class End : quint8 { Over, Again, Held };
    Q_ENUM(End)
    Fetch(TransferId id, FileTask task, FetchShared &shared);
    ~Fetch() override;
    [[nodiscard]] const QUrl &url() const { return m_route.url(); }
    /// What the queue has to know of the next request.
    [[nodiscard]] HostQueues::Waiting waiting() const;
    [[nodiscard]] const JobId &job() const { return m_task.job; }
    /// Which connections its next requests may go over.
    [[nodiscard]] Manner manner() const { return m_passage.manner(m_route); }
    void letGo() const { m_passage.letGo(); } ///< Admissions do
    [[nodiscard]] bool isAsking() const { return m_reply || m_segments; }
    [[nodiscard]] Clock::time_point lastActive() const;

    /// Sends the next request.
    void start(const Way &way);
    /// Ends it without a word: nothing more is heard, written or handed to the disk.
    void callOff();
    void giveUp(const Error &reason); ///< ends it
    void flushed();
    [[nodiscard]] bool isWriting(const QString &partPath) const;
    /// Bytes it wrote are lost: ends it, and drops all that is not known to be durable.
    void flushFailed(int error);
    /// Whether a request is out and its answer has not begun, as far as Qt tells.
    [[nodiscard]] bool isHeadless() const;
    void tick(const FetchTick &tick);
    /// Whether one more connection would help.
    [[nodiscard]] bool wantsMore() const { return m_segments && m_segments->wantsMore(); }
    /// One more. False when it has no use for it after all: the place is free again.
    [[nodiscard]] bool add(const Way &way);
    /// Gives a connection back, since others wait for it: freed() tells which.
    void yield() { m_segments->yield(); }
    [[nodiscard]] bool mayGiveWay() const; ///< whether little is lost by that
    void giveWay() { over(End::Again); }   ///< it asks again when it has its turn
    /// How much Qt may hold of the body, and of that of each further connection.
    void setReadBuffers(qint64 first, qint64 further);

signals:
    /// The last thing in any function that emits it: the receiver may delete the fetch.
    void ended(quint64 id, lighterman::Fetch::End end);
    void ready(quint64 id); ///< it was held for itself alone
    /// The server says how large the file is.
    void sized(quint64 id, qint64 total);
    /// The place of a further connection. When the fetch has ended, those of all are free unsaid.
    void freed(quint64 id, lighterman::Place place);

private:
    enum class Phase : quint8 { Waiting, Queued, Asked, Receiving, Over };
    [[nodiscard]] Result<bool> prepare();
    [[nodiscard]] Result<void> reopen();
    void send(const Way &way);
    [[nodiscard]] Ask nextAsk();
    [[nodiscard]] bool mayEnter();
    [[nodiscard]] bool follow(const Passage::Outcome &outcome);
    [[nodiscard]] bool mayGoOn() const;
    [[nodiscard]] qint64 nextPlace() const;
    void askForLeg(Ask &ask);
    [[nodiscard]] std::optional<qint64> localTotal(const Answer &answer) const;
    [[nodiscard]] std::optional<qint64> sourceSize(const Answer &answer) const;
    [[nodiscard]] std::optional<Checksum> digestOf(const Answer &answer) const;
    void endLeg();
    void heed();
    void heedTrust();
    void onHead();
    void onReadyRead();
    void readOn();
    [[nodiscard]] bool hangs(const FetchTick &tick);
    void onFinished();
    void onFinishedUnheard();
    void goOn();
    void act(const Verdict &verdict, const Answer &answer);
    [[nodiscard]] Result<void> beginFromStart(const Answer &answer);
    [[nodiscard]] Result<void> startOver(std::optional<qint64> total);
    [[nodiscard]] Result<void> create(std::optional<qint64> total);
    [[nodiscard]] Result<void> beginAppend(const Answer &answer);
    void begun(const Answer &answer);
    [[nodiscard]] bool take(QByteArrayView bytes);
    void onSentAgain();
    void redirect(const Answer &answer);
    void fail(const Error &reason);
    void askAgain();
    void askOn();
    void progress(Clock::time_point now, bool last);
    [[nodiscard]] int mostConnections(Clock::time_point now) const;
    void lookAround(const FetchTick &tick);
    [[nodiscard]] std::unique_ptr<Segments> makeSegments(int most);
    void onFirstDone();
    void onSegmentsMoved();
    void dropSegments();
    [[nodiscard]] bool isWhole() const;
    void complete();
    void handOver(FileDescriptor file, bool isNamed);
    [[nodiscard]] std::optional<QString> impatience(const FetchTick &tick);
    void dropReply();
    void over(End end);

    TransferId m_id;
    FileTask m_task;
    FetchShared &m_shared;
    JobFile m_file; // as it is now
    Route m_route;
    Passage m_passage;
    Pace m_pace; // of the first connection
    Phase m_phase = Phase::Waiting;
    std::optional<Intake> m_intake;
    QNetworkReply *m_reply = nullptr; // owned; let go by dropReply()
    Known m_asked;
    std::optional<Leg> m_leg;             // asked for, where the file is made of ranges
    qint64 m_place = 0;                   // in the local file: where the next leg begins
    std::optional<Way> m_way;             // of the last request
    std::unique_ptr<Segments> m_segments; // while bytes come
    std::chrono::milliseconds m_roundTrip{};
    bool m_isChunked = false;   // so the server answered
    bool m_isOpenEnded = false; // a part comes, and nobody says how much there is
    bool m_asksOn = false;      // from the end of such a part
    bool m_isSuspect = false;   // it may hang once what had come before is read
    int m_restarts = 0;
    std::optional<Distrust> m_distrust;                       // of the server
    Clock::time_point m_lastActive = Clock::now(), m_heardAt; // m_heardAt: of the network
    std::optional<Clock::time_point> m_sentAt;                // the request
    std::optional<qint64> m_resident; // at the first tick with a headless request
    Clock::time_point m_reportedAt = {};
    std::pair<qint64, qint64> m_reported{-1, -1}; // received, durable
};

} // namespace lighterman
