// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/disk.h"
#include "agent/transport/partfile.h"
#include "agent/transport/pieces.h"

#include <chrono>

namespace lighterman {

/// Takes a file's bytes in: compares the tail that comes a second time with what is there, writes
/// the rest where it belongs, and keeps the disk's thread busy making it durable.
class Intake
{
public:
    using Clock = std::chrono::steady_clock;
    /// The piece of the first connection.
    static constexpr Pieces::Id kFirst = 0;

    Intake(TransferId id, PartFile part, Disk &disk);

    enum class Taken : quint8 { Kept, Different };

    /// From now on the disk's thread hashes what comes while it comes, and what is here already;
    /// nothing where `algorithm` (as Checksum has it) is empty.
    void hashWith(const QString &algorithm);
    /// The first connection brings bytes from `from` on, and none at or after `end`. What comes
    /// before `begin` is here already, and compared; from there on it is missing.
    void expect(qint64 from, qint64 begin, std::optional<qint64> end);
    /// The next bytes of the first connection. Different: what is there is another file's.
    /// InvalidServerResponse for bytes after the end, and whatever the disk says.
    [[nodiscard]] Result<Taken> take(QByteArrayView bytes);
    /// Whether the first connection has brought everything that was expected of it.
    [[nodiscard]] bool isComplete() const;
    /// Whether it has brought all that others have left to it.
    [[nodiscard]] bool isFirstDone() const;

    /// The next bytes of a piece. Those behind its end are another connection's: where that has
    /// brought them already, both have to have the same (Different).
    [[nodiscard]] Result<Taken> put(Pieces::Id id, QByteArrayView bytes);
    [[nodiscard]] Pieces &pieces() { return m_pieces; }
    /// Of the byte that comes next.
    [[nodiscard]] qint64 position() const { return m_next; }
    /// Whether it is the end of what was expected, be there more here or not.
    [[nodiscard]] bool isAtEnd() const { return m_end == m_next; }

    [[nodiscard]] Result<void> startOver();
    /// Drops all that may be lost in a power cut, and what there is behind a hole.
    [[nodiscard]] Result<void> cutToSynced();
    [[nodiscard]] PartFile &part() { return m_part; }
    [[nodiscard]] const PartFile &part() const { return m_part; }
    /// How many bytes there are without a hole before them.
    [[nodiscard]] qint64 have() const { return m_pieces.held().prefix(); }
    /// How many bytes there are.
    [[nodiscard]] qint64 received() const { return m_received; }
    /// How many of have() are durable.
    [[nodiscard]] qint64 synced() const { return m_synced.prefix(); }
    /// How many bytes are durable.
    [[nodiscard]] qint64 durable() const { return m_synced.sum(); }
    /// ResumePoint::pieces.
    [[nodiscard]] QByteArray record() const;
    /// The gap that the next request is to fill; kTail bytes before it can be compared.
    [[nodiscard]] Extent gap(std::optional<qint64> total) const;
    static constexpr qint64 kTail = 65536;

    /// To be called now and then: bytes do not stay unsynced for long.
    void flushIfDue(Clock::time_point now);
    /// The disk has for good what was there when it was asked.
    void flushed();

private:
    [[nodiscard]] bool agrees(qint64 offset, QByteArrayView bytes) const;
    enum class Flush : quint8 { None, UnderWay, Stale }; // stale: of bytes that were dropped since

    void flush();
    void writeOut();

    TransferId m_id;
    QString m_algorithm;
    Disk &m_disk; // not owned
    PartFile m_part;
    Pieces m_pieces;
    qint64 m_next = 0;  // position of the byte that comes next over the first connection
    qint64 m_begin = 0; // of what it brings that is new
    std::optional<qint64> m_end;
    Extents m_synced;
    qint64 m_received = 0;
    qint64 m_begun = 0;     // received when writing out was begun last
    qint64 m_flushedUp = 0; // received when it was asked for last
    Extents m_flushing;     // what there was then
    Flush m_flush = Flush::None;
    Clock::time_point m_flushedAt = Clock::now();
};

} // namespace lighterman
