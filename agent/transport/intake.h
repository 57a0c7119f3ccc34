// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/disk.h"
#include "agent/transport/partfile.h"

#include <chrono>

namespace lighterman {

/// Takes a file's bytes in: compares the tail that comes a second time with what is there, appends
/// the rest, and keeps the disk's thread busy making it durable.
class Intake
{
public:
    using Clock = std::chrono::steady_clock;

    /// `synced` bytes of `part` are known to be durable. Where `algorithm` is given, the disk's
    /// thread hashes what comes while it comes.
    struct Start
    {
        TransferId id = 0;
        qint64 synced = 0;
        QString algorithm = {};
    };
    Intake(const Start &start, PartFile part, Disk &disk);

    enum class Taken : quint8 { Kept, Different };

    /// The next bytes are those from `from` on (at most size()), and there are none at or after
    /// `end`.
    void expect(qint64 from, std::optional<qint64> end);
    /// Different: what is there is another file's. InvalidServerResponse for bytes after the end,
    /// and whatever the disk says.
    [[nodiscard]] Result<Taken> take(QByteArrayView bytes);
    /// Whether everything that was expected has come.
    [[nodiscard]] bool isComplete() const;

    [[nodiscard]] Result<void> startOver();
    /// Drops all that may be lost in a power cut.
    [[nodiscard]] Result<void> cutToSynced();
    [[nodiscard]] PartFile &part() { return m_part; }
    [[nodiscard]] const PartFile &part() const { return m_part; }
    [[nodiscard]] qint64 synced() const { return m_synced; }

    /// To be called now and then: bytes do not stay unsynced for long.
    void flushIfDue(Clock::time_point now);
    /// The disk has the first `upTo` bytes for good.
    void flushed(qint64 upTo);

private:
    enum class Flush : quint8 { None, UnderWay, Stale }; // stale: of bytes that were dropped since

    void flush();
    void writeOut();

    TransferId m_id;
    QString m_algorithm;
    Disk &m_disk; // not owned
    PartFile m_part;
    qint64 m_next = 0; // position of the byte that comes next
    std::optional<qint64> m_end;
    qint64 m_synced = 0;
    qint64 m_begun = 0;    // up to here writing out was begun
    qint64 m_flushing = 0; // up to here it was asked for
    Flush m_flush = Flush::None;
    Clock::time_point m_flushedAt = Clock::now();
};

} // namespace lighterman
