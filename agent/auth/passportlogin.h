// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/auth/passportcookies.h"
#include "agent/auth/passportsettings.h"
#include "agent/auth/passportwords.h"
#include "agent/engine/signin.h"

#include <QElapsedTimer>

namespace lighterman {

/// Where Passport's login server is, as far as it is known: the same for all sign-ins.
class PassportDirectory
{
public:
    explicit PassportDirectory(PassportSettings settings);

    /// Nothing where the nexus has to be asked, first or again.
    [[nodiscard]] const PassportPlace *place() const;
    [[nodiscard]] const QUrl &nexus() const { return m_settings.nexus; }
    /// What the nexus says; an older version than what is known already counts for nothing. False
    /// where there is no place after that.
    bool take(const std::optional<PassportPlace> &place);
    /// A login server says that there is this version; the nexus is asked before the next sign-in.
    void noteVersion(int version);

private:
    PassportSettings m_settings;
    std::optional<PassportPlace> m_place;
    bool m_isOutdated = false;
};

/// What the sign-ins of one set of credentials have in common.
struct PassportAccount
{
    Credentials credentials;
    std::shared_ptr<PassportDirectory> directory;
    PassportCookies cookies = {}; ///< of login servers: they stand for the password
    QElapsedTimer since = {};     ///< the credentials were given
    bool wasAccepted = false;     ///< by the login server
    bool isRefused = false;       ///< for good
};

/// One way to a ticket: the nexus where it is needed, the question for a ticket, and the password
/// where the login server asks for it, which is sent once (MS-PASS, section 3.1.5). All of it over
/// https. Destroying it ends it in silence.
class PassportLogin
{
public:
    /// The ticket for the partner, as it was written; empty where the login server refuses the
    /// credentials, or wants a person to give them again.
    using Done = std::function<void(const Result<QByteArray> &)>;
    /// `messenger` is not owned.
    PassportLogin(PassportAccount &account, PassportAsked asked, AuthMessenger &messenger,
                  Done done);

    void start();

private:
    enum class Step : quint8 { Nexus, Ticket, Password };

    void askForTicket();
    void sendPassword(const PassportWords &challenge);
    void send(const QUrl &url);
    void heard(const Result<AuthMessageReply> &reply);
    void heardNexus(const AuthMessageReply &reply);
    void heardLogin(const AuthMessageReply &reply);
    void noted(const PassportWords &info, const AuthMessageReply &reply);
    void redirected(const QByteArray &location);
    void succeeded(const PassportWords &info);
    void failed(const PassportWords &challenge);
    void refused();
    void finish(const Result<QByteArray> &outcome);

    PassportAccount &m_account;
    PassportAsked m_asked;
    AuthMessenger &m_messenger;
    Done m_done;
    Step m_step = Step::Nexus;
    QUrl m_login;           // the server that is being asked
    Secret m_authorization; // that it is asked with
    int m_redirects = 0;
    std::unique_ptr<Pending> m_pending;
};

} // namespace lighterman
