// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/ports.h"
#include "agent/transport/mailbox.h"
#include "agent/transport/transportoptions.h"

#include <QObject>

#include <unordered_map>
#include <variant>

namespace lighterman {

// What the two threads have to tell.
struct ConnectedReport
{
    TransferId id = 0;
    JobFile file;
};
struct PastPortalReport
{
    TransferId id = 0;
};
struct ChallengedReport
{
    TransferId id = 0;
    AuthChallenge challenge;
};
struct SignedInReport
{
    TransferId id = 0;
    AuthChallenge challenge;
};
struct DistrustedReport
{
    TransferId id = 0;
    QUrl server;
    ServerCertificate shown;
};
struct UncertifiedReport
{
    TransferId id = 0;
    QUrl server;
};
struct ProgressReport
{
    TransferId id = 0;
    qint64 received = 0;
    qint64 synced = 0;
    QByteArray pieces = {}; ///< as in ResumePoint
};
struct FinishedReport
{
    TransferId id = 0;
    Result<JobFile> end;
};
struct RevealedReport
{
    TransferId id = 0;
    std::vector<JobFile> files;
    std::optional<Error> error;
};
struct DiscardedReport
{
    TransferId id = 0;
    std::vector<QString> left;
};
struct SeenReport
{
    TransferId id = 0;
    std::optional<Room> room;
};
struct HungUpReport
{
    TransferId id = 0;
};
using Report = std::variant<ConnectedReport, PastPortalReport, ChallengedReport, SignedInReport,
                            DistrustedReport, UncertifiedReport, ProgressReport, FinishedReport,
                            RevealedReport, DiscardedReport, SeenReport, HungUpReport>;

/// Brings what the threads report to whoever asked, on the thread of the engine and many at a time.
/// Who no longer listens hears nothing, not even of what is on its way.
class Reports final : public QObject
{
    Q_OBJECT

public:
    /// From any thread.
    void put(Report report);

    // On the engine's thread.
    void listen(TransferId id, FileListener &listener) { m_listeners.emplace(id, &listener); }
    void listen(TransferId id, Transport::Revealed done) { m_reveals.emplace(id, std::move(done)); }
    void listen(TransferId id, Transport::Discarded done)
    {
        m_discards.emplace(id, std::move(done));
    }
    void listen(TransferId id, Space::Seen done) { m_looks.emplace(id, std::move(done)); }
    void listen(TransferId id, Transport::HungUp done) { m_hangUps.emplace(id, std::move(done)); }
    /// Whether somebody was listening.
    bool forget(TransferId id) { return m_listeners.erase(id) > 0; }
    /// From now on nobody is listening.
    void forgetAll();

private:
    void deliverAll();
    void deliver(const ConnectedReport &report);
    void deliver(const PastPortalReport &report);
    void deliver(const ChallengedReport &report);
    void deliver(const SignedInReport &report);
    void deliver(const DistrustedReport &report);
    void deliver(const UncertifiedReport &report);
    void deliver(const ProgressReport &report);
    void deliver(const FinishedReport &report);
    void deliver(RevealedReport &report);
    void deliver(DiscardedReport &report);
    void deliver(const SeenReport &report);
    void deliver(const HungUpReport &report);
    [[nodiscard]] FileListener *listener(TransferId id) const;

    Mailbox<Report> m_mailbox;
    std::unordered_map<TransferId, FileListener *> m_listeners; // not owned
    std::unordered_map<TransferId, Transport::Revealed> m_reveals;
    std::unordered_map<TransferId, Transport::Discarded> m_discards;
    std::unordered_map<TransferId, Space::Seen> m_looks;
    std::unordered_map<TransferId, Transport::HungUp> m_hangUps;
};

} // namespace lighterman
