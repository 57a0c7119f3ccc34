// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/ports.h"
#include "agent/store/openreport.h"

#include <QDeadlineTimer>
#include <QObject>
#include <QThread>

#include <functional>
#include <memory>
#include <vector>

namespace lighterman {

namespace storage {
class StoreWorker;
}

/// The jobs in a SQLite file, on a thread of its own.
///
/// No call waits for the disk. What is asked is queued; the thread takes all there is and commits
/// it in one transaction, so that many changes cost one sync. Callbacks come on the thread that
/// made the store, in the order of the calls, never from inside one, and only while the store
/// lives.
class SqliteStore final : public QObject, public JobStore
{
    Q_OBJECT

public:
    struct Times
    {
        std::chrono::milliseconds betweenProgress{1'000};
        std::chrono::milliseconds idle{30'000}; ///< before the file is checked or backed up
    };

    explicit SqliteStore(QString path, QObject *parent = nullptr);
    SqliteStore(QString path, Times times, QObject *parent = nullptr);
    /// Writes what is queued, however long that takes; close() first to have a limit.
    ~SqliteStore() override;

    /// Opens the file: StoreNewer, StoreFailed. After the answer report() says how it went.
    void load(std::function<void(Result<std::vector<Job>>)> done) override;
    void files(std::vector<JobId> jobs, std::function<void(Result<Files>)> done) override;
    void insert(const JobDetails &job, Done done) override;
    void update(const Job &job, std::vector<JobFile> files, Done done) override;
    void remove(const JobId &job, Done done) override;
    void progress(std::vector<FileProgress> rows) override;
    void log(const JobId &job, const LogEntry &entry) override;
    void readLog(const JobId &job,
                 std::function<void(Result<std::vector<LogEntry>>)> done) override;
    void loadSignIns(std::function<void(Result<StoredSignIns>)> done) override;
    void keep(const SpaceAccount &account) override;
    void dropAccount(const ProtectionSpace &space) override;
    void keep(const Question &question) override;
    void dropQuestion(int number) override;
    void keep(const TrustedCertificate &certificate) override;
    void dropCertificate(const QString &host, int port) override;

    [[nodiscard]] const OpenReport &report() const { return m_report; }

    /// Writes everything that is queued and closes the file; waits for that up to `limit`, and says
    /// whether it was enough. Answers that are still under way come as ever. Later requests are
    /// refused with StoreFailed.
    bool close(std::chrono::milliseconds limit = std::chrono::milliseconds(1'000));

signals:
    /// Once: the file turned out to be damaged while it was open. It is checked and, if need be,
    /// replaced at the next load().
    void damageFound(const lighterman::Error &error);

private:
    template <typename Kind>
    void ask(Kind request);
    template <typename Kind>
    void tell(Kind request); ///< nobody waits for an answer
    void answer();
    bool end(const QDeadlineTimer &deadline);

    QThread m_thread;
    std::unique_ptr<storage::StoreWorker> m_worker;
    OpenReport m_report;
    bool m_closing = false;
};

} // namespace lighterman
