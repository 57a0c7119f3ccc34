// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/ports.h"

#include <map>
#include <set>

namespace lighterman::testing {

/// Servers that want to know who asks, behind a transport that does what HttpTransport promises:
/// one file of a job asks, the others wait, and what counted once goes along with all. Every file
/// has 100 bytes, and comes at once when it is let in.
class GuardedServers final : public Transport
{
public:
    /// What a host wants; none of a host that is not listed.
    struct Guard
    {
        std::vector<AuthOffer> offers = {{AuthScheme::Basic, QStringLiteral("realm")}};
        QString user = QStringLiteral("anna");
        QByteArray password = "secret";
        AuthTarget target = AuthTarget::Server;
        bool isOpen = false; ///< lets in whoever comes, and looks at nothing
        int logins = 0;      ///< requests with credentials
        int requests = 0;    ///< with or without
        int unheard = 0;     ///< so many logins from now on are never answered
    };
    std::map<QString, Guard> guards; ///< by host
    std::vector<Credentials> tried;
    std::map<QString, int> wrongLogins; ///< by host
    bool isSlow = false;                ///< who is let in goes on only with goOn()
    void goOn();

    std::unique_ptr<Fetching> fetch(const FileTask &task, FileListener &listener) override;
    void networkChanged() override { }
    void lookAgain() override { }
    void hangUp(HungUp done) override { done(); }
    void forgetSignIn(const JobId &job, AuthTarget target, const QUrl &url) override;
    void trust(std::vector<TrustedCertificate> certificates) override
    {
        trusted = std::move(certificates);
    }
    std::vector<TrustedCertificate> trusted; ///< as it was told last
    void setPace(const JobId & /*job*/, const JobPace & /*pace*/) override { }
    void setSharedLimit(RateLimit /*limit*/) override { }
    void reveal(std::vector<JobFile> files, Revealed done) override;
    void discard(std::vector<QString> partPaths, Discarded done) override;
    void lookAtRoom(const QString &folder, std::vector<ComingFile> files, Seen done) override;

private:
    class Fetch;
    struct Pass
    {
        QString user;
        QByteArray password;
        AuthScheme scheme = AuthScheme::Basic;
    };
    void request(Fetch &fetch);
    void logIn(Fetch &fetch, const Pass &sent, AuthChallenge challenge);
    void letIn(Fetch &fetch);
    void bring(Fetch &fetch);
    [[nodiscard]] bool isAlive(const Fetch *fetch) const { return m_alive.contains(fetch); }

    std::set<const Fetch *> m_alive;
    std::vector<Fetch *> m_slow;
    std::map<std::pair<QByteArray, QString>, Pass> m_passes; ///< by job and host
};

} // namespace lighterman::testing
