// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/filedescriptor.h"
#include "agent/transport/hasher.h"
#include "agent/transport/reports.h"

#include <QObject>

#include <atomic>
#include <deque>
#include <set>

namespace lighterman {

// What is asked of the disk's thread.

/// Begin to write these bytes out; nobody waits for it.
struct WriteOutOrder
{
    FileDescriptor file;
    qint64 from = 0;
    qint64 length = 0;
};
/// Make all that was written so far durable, then say so.
struct FlushOrder
{
    TransferId id = 0;
    FileDescriptor file;
    QString path;
    qint64 synced = 0; ///< what is durable already
    qint64 upTo = 0;
};
/// Bytes of a part file behind `synced` that were written are lost.
struct LostBytes
{
    TransferId id = 0;
    QString path;
    qint64 synced = 0;
    int error = 0; ///< errno
};
/// Every byte is there: check them, make them durable, report.
struct FinishOrder
{
    TransferId id = 0;
    FileDescriptor file;
    JobFile result;    ///< as it will be
    qint64 synced = 0; ///< how much of it is known to be durable already
    std::optional<Checksum> checksum;
    bool isNamed = false; ///< has its final name already
};
/// Do nothing more about this transfer.
struct CallOffOrder
{
    TransferId id = 0;
};
struct RevealOrder
{
    TransferId id = 0;
    std::vector<JobFile> files;
};
struct DiscardOrder
{
    TransferId id = 0;
    std::vector<QString> partPaths;
};
using Order
    = std::variant<WriteOutOrder, FlushOrder, FinishOrder, CallOffOrder, RevealOrder, DiscardOrder>;

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
    /// The first `upTo` bytes of this transfer's file survive a power cut.
    void flushed(quint64 id, qint64 upTo);
    /// A flush failed. The kernel says so once and then takes the pages for clean: asked again it
    /// would say that all is well.
    void flushFailed(const lighterman::LostBytes &lost);

private:
    struct Hashing
    {
        FinishOrder order;
        Hasher hasher;
        qint64 done = 0;
    };

    void wake();
    void work();
    void take(const WriteOutOrder &order);
    void take(const FlushOrder &order);
    void take(FinishOrder &order);
    void take(const CallOffOrder &order);
    void take(RevealOrder &order);
    void take(const DiscardOrder &order);

    void hashOn();
    void hashed(Hashing done);
    void finishBatch();
    void dropUnsynced(const FinishOrder &order) const;
    [[nodiscard]] Result<JobFile> finish(FinishOrder &order, std::set<QString> &folders) const;
    [[nodiscard]] Result<void> reveal(JobFile &file, std::set<QString> &folders) const;

    Reports &m_reports; // not owned
    Mailbox<Order> m_mailbox;
    std::atomic_bool m_isAbandoned = false;
    std::function<int(int)> m_syncData;
    std::unordered_map<TransferId, int> m_spoilt; // errno of flushes that failed
    std::deque<FinishOrder> m_finishing;
    std::deque<Hashing> m_hashing;
    QByteArray m_buffer;
    unsigned m_mode; // of finished files
};

} // namespace lighterman
