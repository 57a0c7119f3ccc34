// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/agent/gatekeeper.h"
#include "agent/agent/qttime.h"
#include "agent/ipc/agentserver.h"
#include "agent/ipc/instancelock.h"
#include "agent/notify/processnotifier.h"
#include "agent/secrets/desktopkeyring.h"
#include "agent/store/settingsfile.h"
#include "agent/store/sqlitestore.h"
#include "agent/transport/httptransport.h"

#include <QObject>

namespace lighterman {

/// The agent of one person: builds the engine and its world, serves the socket, and takes
/// everything down in the right order.
class Agent final : public QObject, private AgentControl
{
    Q_OBJECT

public:
    struct Places
    {
        QString socket;
        QString store;
        QString settings;
        QString downloads;
    };

    explicit Agent(Places places, QObject *parent = nullptr);
    ~Agent() override;

    /// Takes the lock, opens the store and begins to serve; the socket answers once the jobs are
    /// read. An agent that is just leaving is waited for. Returns at once; failed() says what went
    /// wrong.
    void start();

    /// Flushes and ends; finished() follows within two seconds whatever the disk does.
    void stop() override;

    /// Whether a thread waits for somebody outside who does not answer, so that the process would
    /// not end by itself. To be asked after finished().
    [[nodiscard]] bool isHeldUp() const { return m_gatekeeper.isHeldUp() || m_keyring.isHeldUp(); }

signals:
    /// It could not begin to serve, and will not: agent-running when another agent does,
    /// access-denied, invalid-argument.
    void failed(const lighterman::Error &why);
    /// Everything is put away after stop().
    void finished();

private:
    [[nodiscard]] protocol::Status status() const override;
    void checkNetwork() override { m_gatekeeper.checkNow(); }
    void prepareFolder() override;
    void save(const Settings &settings, JobStore::Done done) override;
    [[nodiscard]] std::optional<Error> refusal() const override { return m_refusal; }

    void tryToStart();
    [[nodiscard]] Result<void> takeLocks();
    void serve(const Result<void> &restored);
    [[nodiscard]] std::optional<QString> storeRepair() const;

    Places m_places;
    SystemClock m_clock;
    Moment m_started;
    std::optional<InstanceLock> m_lock;      ///< of the socket
    std::optional<InstanceLock> m_storeLock; ///< two sockets must not share a store either
    QtAlarm m_alarm;
    std::chrono::milliseconds m_firstTry{0}; ///< monotonic
    std::unique_ptr<Pending> m_nextTry;
    SettingsFile m_settingsFile;
    SettingsFile::Loaded m_loaded;
    SqliteStore m_store;
    HttpTransport m_transport;
    DesktopKeyring m_keyring;
    ProcessNotifier m_notifier;
    Engine m_engine;
    Gatekeeper m_gatekeeper;
    AgentServer m_server;
    std::optional<Error> m_refusal;
    bool m_stopping = false;
};

} // namespace lighterman
