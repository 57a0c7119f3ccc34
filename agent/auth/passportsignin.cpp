// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/passportsignin.h"

#include <QObject>

#include <deque>

namespace lighterman {

namespace {

/// Who waits for the turn to get a ticket.
class TicketSeeker
{
public:
    TicketSeeker() = default;
    TicketSeeker(const TicketSeeker &) = delete;
    TicketSeeker &operator=(const TicketSeeker &) = delete;
    virtual ~TicketSeeker() = default;
    virtual void proceed() = 0;
};

} // namespace

/// The partner, and whose turn it is to sign in there.
class PassportSite
{
public:
    PassportSite(PassportAccount signedIn, QByteArray asked)
        : account(std::move(signedIn))
        , challenge(std::move(asked))
    {
        account.since.start();
    }

    void join(TicketSeeker &seeker)
    {
        m_waiting.push_back(&seeker);
        next();
    }

    /// The next one follows later: whoever leaves may be in the middle of something.
    void leave(TicketSeeker &seeker)
    {
        std::erase(m_waiting, &seeker);
        if (m_inTurn != &seeker)
            return;
        m_inTurn = nullptr;
        QMetaObject::invokeMethod(
            &m_context, [this] { next(); }, Qt::QueuedConnection);
    }

    PassportAccount account;
    QByteArray challenge;
    PassportCookies cookies; // of the partner

private:
    void next()
    {
        if (m_inTurn || m_waiting.empty())
            return;
        m_inTurn = m_waiting.front();
        m_waiting.pop_front();
        m_inTurn->proceed();
    }

    std::deque<TicketSeeker *> m_waiting;
    TicketSeeker *m_inTurn = nullptr;
    QObject m_context;
};

namespace {

class PassportAttempt final : public AuthAttempt, private TicketSeeker
{
public:
    explicit PassportAttempt(std::shared_ptr<PassportSite> site)
        : m_site(std::move(site))
    {
    }
    PassportAttempt(const PassportAttempt &) = delete;
    PassportAttempt &operator=(const PassportAttempt &) = delete;
    ~PassportAttempt() override { m_site->leave(*this); }

    void sign(const AuthRequest &request, Signed done) override
    {
        m_login.reset();
        m_site->leave(*this); // it may never have been answered
        m_request = request;
        m_done = std::move(done);
        if (!signWithoutTicket())
            m_site->join(*this);
    }

    Result<AuthVerdict> heard(const AuthReply &reply) override
    {
        m_site->leave(*this);
        const auto challenge = challengeIn(reply);
        if (m_isHopeless)
            return AuthVerdict::Refused;
        if (!challenge && reply.status != 401) {
            m_site->cookies.take(m_request.url, reply.cookies);
            return AuthVerdict::Accepted;
        }
        if (challenge && !m_cookie.isEmpty() && !m_isRenewed) {
            renew(*challenge);
            return AuthVerdict::Again;
        }
        // A challenge in answer to a ticket: another one would end the same way.
        m_site->account.isRefused = true;
        return AuthVerdict::Refused;
    }

private:
    static std::optional<QByteArray> challengeIn(const AuthReply &reply)
    {
        const bool canChallenge
            = reply.status == 401 || (reply.status >= 300 && reply.status < 400);
        return canChallenge ? passportPart(reply.challenge) : std::nullopt;
    }

    /// The cookies have run out. Another attempt may have new ones already.
    void renew(const QByteArray &challenge)
    {
        m_isRenewed = true;
        if (m_site->cookies.fieldFor(m_request.url) != m_cookie)
            return;
        m_site->cookies.forget(m_request.url);
        m_site->challenge = challenge;
    }

    /// With the partner's cookies, or with nothing where the credentials are refused.
    bool signWithoutTicket()
    {
        m_isHopeless = m_site->account.isRefused;
        m_cookie = m_isHopeless ? QByteArray() : m_site->cookies.fieldFor(m_request.url);
        if (!m_isHopeless && m_cookie.isEmpty())
            return false;
        m_site->leave(*this);
        answer(AuthFields{{}, m_cookie});
        return true;
    }

    void proceed() override
    {
        if (signWithoutTicket())
            return;
        if (!m_request.messenger) {
            loggedIn(fail(ErrorCode::Internal, QStringLiteral("no way to a login server")));
            return;
        }
        m_login = std::make_unique<PassportLogin>(
            m_site->account, PassportAsked{m_request.method, m_request.url, m_site->challenge},
            *m_request.messenger, [this](const Result<QByteArray> &ticket) { loggedIn(ticket); });
        m_login->start();
    }

    void loggedIn(const Result<QByteArray> &ticket)
    {
        const auto login = std::move(m_login);
        if (ticket && !ticket->isEmpty()) { // the turn lasts until the partner has answered
            answer(AuthFields{"Passport1.4 from-PP=" + *ticket, {}});
            return;
        }
        m_site->leave(*this);
        m_isHopeless = ticket.has_value();
        if (ticket)
            answer(AuthFields{});
        else
            answer(tl::unexpected(ticket.error()));
    }

    void answer(const Result<AuthFields> &fields)
    {
        const Signed done = std::move(m_done); // may be the end of this object
        done(fields);
    }

    std::shared_ptr<PassportSite> m_site;
    AuthRequest m_request;
    Signed m_done;
    QByteArray m_cookie;       // that the request was sent with
    bool m_isRenewed = false;  // cookies had run out once
    bool m_isHopeless = false; // nothing was signed, for the credentials are refused
    std::unique_ptr<PassportLogin> m_login;
};

} // namespace

PassportSignIn::PassportSignIn(PassportAccount account, const QByteArray &challenge)
    : m_site(std::make_shared<PassportSite>(std::move(account), challenge))
{
}

std::unique_ptr<AuthAttempt> PassportSignIn::attempt()
{
    return std::make_unique<PassportAttempt>(m_site);
}

} // namespace lighterman
