// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/fetch.h"
#include "agent/transport/managers.h"

#include <QTimer>

#include <unordered_map>

namespace lighterman {

/// Runs all fetches: gives them places, keeps their common clock. Lives on the transport's thread.
class Dispatcher final : public QObject
{
    Q_OBJECT

public:
    Dispatcher(TransportOptions options, Reports &reports, Disk &disk);
    ~Dispatcher() override;

    // From any thread.
    void start(TransferId id, const FileTask &task);
    void callOff(TransferId id);
    /// As Transport::networkChanged(), where the network is new, or else lookAgain().
    void recheck(bool isNew);
    /// As Transport::hangUp(); reports that it is done.
    void hangUp(TransferId id);
    void setPace(const JobId &job, const JobPace &pace);
    void setSharedLimit(RateLimit limit);
    void signIn(TransferId id, Credentials credentials);
    void decline(TransferId id, const Error &error);
    void forgetSignIn(const JobId &job, AuthTarget target, const QUrl &url);
    void trust(std::vector<TrustedCertificate> certificates);

private:
    /// How much Qt holds for each further connection of a file: together no more than for one more
    /// file.
    static constexpr qint64 kHeldByFurther = qint64(512) * 1024;

    struct Start
    {
        TransferId id = 0;
        FileTask task;
    };
    struct CallOff
    {
        TransferId id = 0;
    };
    struct Recheck
    {
        bool isNew = false;
    };
    struct HangUp
    {
        TransferId id = 0;
    };
    struct SetPace
    {
        JobId job;
        JobPace pace;
    };
    struct SetSharedLimit
    {
        RateLimit limit;
    };
    struct Answered
    {
        TransferId id = 0;
        Credentials credentials;
    };
    struct Declined
    {
        TransferId id = 0;
        Error error;
    };
    struct Forgotten
    {
        JobId job;
        AuthTarget target = AuthTarget::Server;
        QUrl url;
    };
    struct Trust
    {
        std::vector<TrustedCertificate> certificates;
    };
    using Command = std::variant<Start, CallOff, Recheck, HangUp, SetPace, SetSharedLimit, Answered,
                                 Declined, Forgotten, Trust>;
    struct Running
    {
        std::unique_ptr<Fetch> fetch;
        QString host;
        std::optional<Place> place; // where it has one
        std::vector<Place> further; // of its further connections
        int ways = 0;               // Managers::ways() when it asked
        bool isHeld = false;        // has no place, and does not wait for one
    };

    void post(Command command);
    void work();
    void take(Start &command);
    void take(const CallOff &command);
    void take(const Recheck &command);
    [[nodiscard]] std::optional<Fetch::Clock::time_point> dueRecheck(Fetch::Clock::time_point now);
    void take(const HangUp &command);
    void take(const SetPace &command);
    void take(const SetSharedLimit &command);
    void take(Answered &command);
    void take(const Declined &command);
    void take(const Forgotten &command);
    void take(Trust &command);
    void letGo(TransferId id);
    void turnAway(TransferId id, const Error &error);
    [[nodiscard]] bool isAtRest() const;
    void resizeBuffers();
    void keepPace();
    void fill();
    void fillLater();
    void onEnded(TransferId id, Fetch::End end);
    void onFreed(TransferId id, Place place);
    void onFlushFailed(const LostBytes &lost);
    void remove(TransferId id);
    void freePlaces(Running &running);
    void addConnections(Running &running);
    void takeBack();
    void giveWay();
    void clearWays();
    void dropWaysOf(const JobId &job);
    void tick();
    [[nodiscard]] qint64 readBufferFor(const Fetch &fetch) const;

    TransportOptions m_options;
    Disk &m_disk; // not owned
    FetchShared m_shared;
    Mailbox<Command> m_mailbox;
    HostQueues m_queues;
    Managers m_managers;
    std::unordered_map<TransferId, Running> m_running; // goes before the managers of its replies
    std::optional<Fetch::Clock::time_point> m_recheckFrom; // the first that is still to be served
    Fetch::Clock::time_point m_recheckLast;                // and the last
    QTimer m_tick;
    QTimer m_paceTick; // while somebody has a limit
    bool m_fillPosted = false;
};

} // namespace lighterman
