// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/diskorders.h"
#include "agent/transport/hasher.h"
#include "agent/transport/reports.h"

#include <QObject>

#include <atomic>
#include <deque>
#include <set>

namespace lighterman {

/// Everything that makes data durable and may therefore take its time; lives on a thread of its
/// own. Whole files are finished in batches: what arrives while one batch is being synced is the
/// next one, with one sync of each folder and one report for all.
class Disk final : public QObject
{
    Q_OBJECT

public:
    /// `syncData` as in TransportOptions.
    Disk(Reports &reports, std::function<int(int)> syncData);

    /// From any thread.
    void give(Order order);
    /// From any thread: nothing is begun any more.
    void abandon() { m_isAbandoned = true; }

signals:
    /// What this transfer had written when it ordered that survives a power cut.
    void flushed(quint64 id);
    /// A flush failed. The kernel says so once and then takes the pages for clean: asked again it
    /// would say that all is well.
    void flushFailed(const lighterman::LostBytes &lost);

private:
    struct Hashing
    {
        Hasher hasher;
        qint64 done = 0; ///< bytes
    };
    /// Of a file that is still coming.
    struct EarlyHashing : Hashing
    {
        QString algorithm;
        FileDescriptor file;
        qint64 upTo = 0;
    };
    struct LastHashing : Hashing
    {
        FinishOrder order;
    };
    using Ahead = std::unordered_map<TransferId, EarlyHashing>;
    enum class Read : quint8 { Some, End, Failed };

    void wake();
    void work();
    void take(const WriteOutOrder &order);
    void take(const FlushOrder &order);
    void take(HashOrder &order);
    void take(const UnhashOrder &order);
    void take(FinishOrder &order);
    void take(const CallOffOrder &order);
    void take(RevealOrder &order);
    void take(const DiscardOrder &order);

    [[nodiscard]] Read hashSome(Hashing &hashing, int file, qint64 end);
    void hashOn();
    void hashAhead();
    [[nodiscard]] static bool isBehind(const Ahead::value_type &one);
    [[nodiscard]] bool mayHashAhead() const;
    void hashed(LastHashing done);
    void refuse(FinishOrder &order, const QByteArray &digest);
    void finishBatch();
    void dropUnsynced(const FinishOrder &order) const;
    [[nodiscard]] static Error lost(JobFile &file);
    [[nodiscard]] Result<JobFile> finish(FinishOrder &order, std::set<QString> &folders) const;
    [[nodiscard]] Result<void> reveal(JobFile &file, std::set<QString> &folders) const;

    Reports &m_reports; // not owned
    Mailbox<Order> m_mailbox;
    std::atomic_bool m_isAbandoned = false;
    std::function<int(int)> m_syncData;
    std::unordered_map<TransferId, int> m_spoilt; // errno of flushes that failed
    std::deque<FinishOrder> m_finishing;
    std::deque<LastHashing> m_hashing;
    Ahead m_ahead;
    QByteArray m_buffer;
    unsigned m_mode; // of finished files
};

} // namespace lighterman
