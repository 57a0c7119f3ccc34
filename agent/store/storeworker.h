// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/store/minorrows.h"
#include "agent/store/signinchanges.h"
#include "agent/store/sqlitestore.h"
#include "agent/store/storerequest.h"
#include "agent/store/storewriter.h"
#include "agent/store/upkeep.h"

#include <QElapsedTimer>
#include <QMutex>
#include <QObject>
#include <QTimer>

namespace lighterman::storage {

/// The store's own thread: takes everything that is queued, writes it in one transaction, and sends
/// the answers back as one event.
class StoreWorker final : public QObject
{
    Q_OBJECT

public:
    StoreWorker(QString path, SqliteStore::Times times);

    /// May be called from any thread.
    void push(Request request);

    /// Callbacks for the thread that asked, to be run there in their order; they are handed over
    /// and not sent with the signal, for that would copy them with all they carry.
    [[nodiscard]] Answers takeAnswers();

    /// Writes all that is queued, closes the file and ends the thread.
    void finish();

signals:
    /// There is something to take with takeAnswers().
    void answered();
    void damageFound(const lighterman::Error &error);

private:
    void drain();
    void handle(LoadRequest request);
    void handle(FilesRequest request);
    void handle(SignInsRequest request);
    void handle(LogRequest request);
    void handle(WriteRequest request);
    void handle(const ProgressRequest &request);
    void handle(const LogLineRequest &request);
    void handle(const KeepRequest &request);
    void handle(const DropRequest &request);

    /// Commits what has come together; minor rows alone wait for their turn unless `everything`.
    void commit(bool everything);
    void committed(const Result<void> &written);
    void waitForTurn();
    void send();
    void lookAfterStore();
    void notice(const Error &error);
    [[nodiscard]] bool isMinorDue() const;
    [[nodiscard]] Result<void> whenOpen() const; ///< StoreFailed when it is not

    QString m_path;
    SqliteStore::Times m_times;
    Database m_database;
    StoreWriter m_writer{m_database};
    Upkeep m_upkeep;
    QTimer m_minorTimer{this};
    QTimer m_upkeepTimer{this};
    QElapsedTimer m_sinceMinor; ///< invalid: no minor rows have been written yet
    bool m_damaged = false;
    bool m_failing = false; ///< the last transaction

    std::vector<WriteRequest> m_writes;
    MinorRows m_minor;
    SignInChanges m_signIns;
    Answers m_answers;

    QMutex m_mutex; ///< guards what follows
    std::vector<Request> m_queue;
    Answers m_sent;
};

} // namespace lighterman::storage
