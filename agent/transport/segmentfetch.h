// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/answer.h"
#include "agent/transport/entrance.h"
#include "agent/transport/intake.h"
#include "agent/transport/pacing.h"
#include "agent/transport/request.h"
#include "agent/transport/servertrust.h"

#include <QNetworkAccessManager>

namespace lighterman {

/// A further connection of a file: fetches one piece after another into the intake. Whatever is odd
/// about an answer ends the piece, never the file.
class SegmentFetch final : public QObject
{
    Q_OBJECT

public:
    using Clock = Intake::Clock;

    /// What all of a file have in common.
    struct Source
    {
        Ask ask; ///< without a range
        Known known;
        QByteArray userAgent;
        QSslConfiguration tls;
        const ServerTrust &trust;
        std::shared_ptr<SignIn> pass = {}; ///< none: it asks as anybody
        std::function<bool()> counts = {}; ///< whether `pass` still does, as far as is known
        std::shared_ptr<AuthMessenger> messenger = {}; ///< of `pass`
    };
    /// Where bytes go: `buffer` is for whoever reads at the moment.
    struct Sink
    {
        Intake &intake;
        QByteArray &buffer;
        Pacing &pacing;
        JobId job;
    };
    enum class End : quint8 {
        Done,
        Broken,  ///< some bytes have come
        Refused, ///< none have
        Unknown, ///< who asks is to say so once more
        Unsound, ///< PieceVerdict
        Changed, ///< PieceVerdict
        Failed,  ///< the disk: failure() tells
    };
    Q_ENUM(End)

    /// Nothing is owned; `source` and `sink` outlive it.
    SegmentFetch(Pieces::Id id, const Source &source, const Sink &sink);
    ~SegmentFetch() override;

    [[nodiscard]] Pieces::Id id() const { return m_id; }
    void fetch(QNetworkAccessManager &manager, Extent piece, qint64 readBuffer);
    /// Ends it without a word.
    void stop();
    /// Ends it: nothing has come for too long.
    void giveUp();

    [[nodiscard]] bool isAsking() const { return m_reply != nullptr; }
    /// Whether the server has begun to send this piece, or has sent the one before it whole.
    [[nodiscard]] bool hasAnswered() const { return m_hasAnswered; }
    /// Whether the server has begun to send.
    [[nodiscard]] bool isOpen() const { return m_reply && m_isOpen; }
    /// Waiting with what has come is no silence of the server, nor is waiting for a signature.
    [[nodiscard]] Clock::time_point lastActive() const
    {
        return m_pace.isWaiting() || !m_reply ? Clock::now() : m_lastActive;
    }
    /// When the network brought something last; now where Qt holds as much as it may, or all.
    [[nodiscard]] Clock::time_point lastHeard() const;
    /// Whether it has had to wait for the limit of its job since this was asked last.
    [[nodiscard]] bool hasWaited() { return m_pace.hasWaited(); }
    void setReadBuffer(qint64 bytes);
    /// From the request to its answer.
    [[nodiscard]] std::chrono::milliseconds roundTrip() const { return m_roundTrip; }
    [[nodiscard]] const Error &failure() const { return m_failure; }

signals:
    // The last thing in any function that emits them: whoever hears it may stop this, not delete
    // it.
    /// Bytes are in the part file.
    void brought();
    void ended(int id, lighterman::SegmentFetch::End end);

private:
    [[nodiscard]] AuthRequest request() const;
    void trySend();
    void onSigned();
    void send();
    void dropReply();
    void onHead();
    [[nodiscard]] bool isAdmitted();
    void onReadyRead();
    [[nodiscard]] std::optional<End> put(QByteArrayView bytes);
    void readOn();
    void onFinished();
    void goOn();
    void end(End end);

    Pieces::Id m_id;
    const Source &m_source;
    Sink m_sink;
    Pace m_pace;
    Entrance m_entrance;
    QNetworkAccessManager *m_manager = nullptr; // of the request; not owned
    qint64 m_readBuffer = 0;
    QNetworkReply *m_reply = nullptr; // owned; let go by stop()
    Extent m_piece;
    bool m_isOpen = false;
    bool m_hasAnswered = false;
    Error m_failure;
    Clock::time_point m_askedAt;
    Clock::time_point m_lastActive, m_heardAt;
    std::chrono::milliseconds m_roundTrip{};
};

} // namespace lighterman
