// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/ipc/dispatch.h"
#include "common/protocol/connection.h"
#include "common/protocol/decode.h"
#include "common/protocol/rows.h"

#include <QSet>
#include <QTimer>

#include <chrono>
#include <deque>

namespace lighterman {

/// One client of the agent: its requests, the lists it is being sent page by page, and the changes
/// it subscribed to. A client that reads slowly holds up nothing but its own pages.
class Session final : public QObject
{
    Q_OBJECT

public:
    /// `engine` and `control` are not owned and outlive the session.
    Session(std::unique_ptr<QIODevice> device, Engine &engine, AgentControl &control,
            QObject *parent = nullptr);

    /// Sends what is pending, says goodbye and no more.
    void close();

signals:
    /// The client is gone, or was sent away; said once, as the last thing.
    void ended();

private:
    struct Listing
    {
        qint64 request = 0;
        bool files = false;
        bool subscribe = false;
        std::vector<JobId> ids;
        std::size_t next = 0;
    };

    void take(const QByteArray &payload);
    void take(const protocol::ClientRequest &request);
    [[nodiscard]] Dispatch::Answer answerTo(qint64 request);
    void reply(qint64 request, const protocol::Reply &answer);
    void send(qint64 request, const protocol::Reply &answer);
    [[nodiscard]] bool hasRoom() const;
    void beginList(qint64 request, const protocol::ListJobs &list);
    void goOn();
    void sendRows();
    void takeFiles(const std::vector<Job> &jobs, const Result<JobStore::Files> &files);
    void sendPages(const std::vector<Job> &jobs, const std::vector<protocol::FileRow> &files);
    void noteChange(const JobId &id);
    void noteRemoval(const JobId &id);
    void noteQuestions();
    [[nodiscard]] bool hasNews() const;
    void publishSoon();
    void publishNow();
    void publish();
    void publishPage();

    protocol::Connection m_connection;
    Engine &m_engine;
    AgentControl &m_control;
    Dispatch m_dispatch;
    std::deque<Listing> m_listings;                           ///< the first is being sent
    std::deque<std::pair<qint64, protocol::JobInfo>> m_parts; ///< of answers, with their requests
    QSet<qint64> m_open;    ///< requests without their whole answer
    bool m_reading = false; ///< the store is asked for the files of the next rows
    bool m_subscribed = false;
    QSet<JobId> m_changed;
    QSet<JobId> m_removed;
    bool m_questionsChanged = false; ///< and the client has not been told
    qint64 m_revision = 0;
    QTimer m_publishTimer;
    std::chrono::steady_clock::time_point m_hurried; ///< when publishNow() was heard
};

} // namespace lighterman
