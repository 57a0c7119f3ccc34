// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/passage.h"

#include "agent/transport/errands.h"
#include "agent/transport/proxyknock.h"
#include "agent/transport/proxyproof.h"

#include <algorithm>

namespace lighterman {

namespace {

constexpr int kProxyWantsPassword = 407;
/// In a row: a stale nonce, a step of a handshake and an answer that has changed meanwhile each
/// cost one.
constexpr int kMostKnocks = 8;
/// At once, in a row: each gate ends by itself, but not where the two ask by turns.
constexpr int kMostResends = 8;

/// Whether an answer asks who is there. With a redirect Passport does: a browser would be led to a
/// page, which nobody wants in place of the file.
bool isChallenge(AuthTarget target, const AuthReply &reply)
{
    constexpr int kFound = 302;
    constexpr int kUnauthorized = 401;
    if (target == AuthTarget::Proxy)
        return reply.status == kProxyWantsPassword;
    if (reply.status == kFound)
        return reply.challenge.trimmed().toLower().startsWith("passport1.4");
    return reply.status == kUnauthorized;
}

/// Whether what goes wrong with signing is that the credentials do not count. A login server that
/// is busy, or a proxy on the way to it, says nothing of them.
bool isRefusal(AuthTarget target, const Error &error)
{
    constexpr int kUnauthorized = 401;
    return error.code
        == httpError(target == AuthTarget::Proxy ? kProxyWantsPassword : kUnauthorized);
}

/// Whether an answer shows that credentials count with the server. Who is too busy to answer, asks
/// on behalf of another one, or forbids without asking, may not have looked at them.
bool showsWho(int status)
{
    constexpr int kForbidden = 403;
    constexpr int kTimeout = 408;
    constexpr int kTooMany = 429;
    constexpr int kServerError = 500;
    return status < kServerError && status != kForbidden && status != kProxyWantsPassword
        && status != kTimeout && status != kTooMany;
}

} // namespace

Passage::Passage(TransferId id, const FileTask &task, FetchShared &shared, Gates gates)
    : m_id(id)
    , m_task(task)
    , m_shared(shared)
    , m_gates(gates)
    , m_isRefused(gates == Gates::Proxy)
{
}

/// Whether the job says itself who it is: then it is left to it.
bool Passage::hasHeader(const Route &route, const Gate &gate) const
{
    if (gate.target == AuthTarget::ClientKey)
        return false;
    const QByteArray name
        = gate.target == AuthTarget::Proxy ? "Proxy-Authorization" : "Authorization";
    return std::ranges::any_of(route.headers(), [&](const Header &header) {
        return header.name.compare(name, Qt::CaseInsensitive) == 0;
    });
}

Visit Passage::visit(const Gate &gate, const Route &route) const
{
    Visit visit{m_id, m_task.job, gate.target, route.url().adjusted(QUrl::RemoveUserInfo)};
    if (gate.target == AuthTarget::Proxy)
        visit.url = m_task.proxy;
    else if (gate.target == AuthTarget::ClientKey)
        visit.url = QUrl::fromLocalFile(m_task.clientCertificate);
    return visit;
}

Passage::Outcome Passage::enter(const Route &route, const std::function<void()> &ready)
{
    if (m_doubt)
        return look(route, ready);
    if (m_knock && !m_answer)
        return {Step::Wait};
    if (m_answer) {
        if (Outcome said = heardKnock(route); said.step != Step::Go)
            return said;
    }
    if (m_gates == Gates::Proxy)
        return enterProxy(route, ready);
    if (Outcome known = identify(route, ready); known.step != Step::Go)
        return known;
    Outcome server = enter(m_server, route, ready);
    if (m_task.proxy.isEmpty() || server.step == Step::Fail)
        return server;
    if (server.step == Step::Go)
        return enterProxy(route, ready);
    // Whoever waits at the proxy for this one is not to wait as well, unless it is there.
    if (!m_errands || !m_errands->areUnderWay())
        m_shared.admissions.stepAside(visit(m_proxy, route));
    return server;
}

Passage::Outcome Passage::enterProxy(const Route &route, const std::function<void()> &ready)
{
    Outcome proxy = enter(m_proxy, route, ready);
    const bool hasKnocked = std::exchange(m_hasKnocked, false);
    const bool mustKnock = isTunnelled(route) && !hasKnocked && (m_isRefused || !m_proxy.isProven);
    return proxy.step == Step::Go && mustKnock ? knock(route, ready) : proxy;
}

bool Passage::isTunnelled(const Route &route) const
{
    return !m_task.proxy.isEmpty() && route.url().scheme() == QLatin1StringView("https");
}

Passage::Outcome Passage::knock(const Route &route, const std::function<void()> &ready)
{
    if (++m_knocks > kMostKnocks)
        return {Step::Fail,
                Error{httpError(kProxyWantsPassword), {}, ErrorContext::RemoteFile, {}}};
    const auto heard = [this, ready](const Result<AuthReply> &answer) {
        m_answer = answer;
        ready();
    };
    const AuthFields fields = m_proxy.entrance.take();
    const QByteArray &agent = m_shared.options.userAgent;
    if (fields.login)
        m_knock = std::make_unique<ProxyProof>(
            ProxyProof::Request{m_task.proxy, agent, fields.login, m_shared.options.headMemory},
            heard);
    else
        m_knock = std::make_unique<ProxyKnock>(
            ProxyKnock::Request{m_task.proxy, route.url(), agent, fields.authorization}, heard);
    return {Step::Wait};
}

/// Go: the proxy lets it through, or is to be asked once more.
Passage::Outcome Passage::heardKnock(const Route &route)
{
    const Result<AuthReply> answer = *std::exchange(m_answer, std::nullopt);
    m_knock.reset();
    if (!answer)
        return {Step::Fail, answer.error()};
    constexpr int kSuccess = 2;
    constexpr int kClass = 100;
    if (answer->status / kClass != kSuccess && answer->status != kProxyWantsPassword) {
        m_proxy.entrance.forget(); // it may not have looked at who asks
        return {Step::Fail,
                Error{httpError(answer->status),
                      QStringLiteral("so says the proxy"),
                      ErrorContext::GeneralTransport,
                      {}}};
    }
    const bool isSigned = m_proxy.entrance.isSigned();
    Outcome said = heard(m_proxy, *answer, route);
    if (said.step == Step::Resend)
        return {};
    if (said.step != Step::Go)
        return said;
    if (answer->status == kProxyWantsPassword) // in a way that nobody here knows
        return {Step::Fail, Error{httpError(answer->status), {}, ErrorContext::RemoteFile, {}}};
    m_isRefused = false;
    m_hasKnocked = true;
    if (!isSigned)
        m_shared.admissions.opened(visit(m_proxy, route));
    return {};
}

bool Passage::refuseTunnel(const Route &route)
{
    m_isRefused = isTunnelled(route);
    return m_isRefused;
}

std::optional<Manner> Passage::signedManner(const Ask &ask, const Route &route) const
{
    Manner own = manner(route);
    if (ask.url.scheme() == QLatin1StringView("https"))
        own.tunnel = ask.proxyAuth;
    constexpr int kHalf = 32; // each counts from 1 and will not come to so many
    own.login = (ask.auth.login ? ask.auth.login->id : 0)
        | (ask.proxyLogin ? ask.proxyLogin->id << kHalf : 0);
    return own.tunnel.isEmpty() && own.login == 0 ? std::nullopt : std::optional(own);
}

Passage::Outcome Passage::enter(Gate &gate, const Route &route, const std::function<void()> &ready)
{
    const Visit here = visit(gate, route);
    Admissions::Entry entry;
    if (!hasHeader(route, gate)) {
        const bool beforehand = gate.target == AuthTarget::Server && m_task.signsInBeforehand;
        entry = m_shared.admissions.enter(here, beforehand);
    }
    gate.entrance.use(entry.pass);
    gate.isProven = entry.isProven;
    if (entry.kind == Admissions::Entry::Kind::Wait)
        return {Step::Wait};
    if (entry.kind == Admissions::Entry::Kind::Closed)
        return {Step::Fail, entry.error.value_or(Error())};
    // An answer that is late finds it without a place, so that nobody waits for it as well.
    const bool opensTunnel = gate.target == AuthTarget::Proxy && isTunnelled(route);
    AuthRequest request{opensTunnel ? "CONNECT" : "GET", route.url()};
    if (gate.target == AuthTarget::Server && entry.pass)
        request.messenger = messenger();
    const auto isReady = gate.entrance.sign(request, ready);
    if (isReady)
        return {*isReady ? Step::Go : Step::Wait};
    if (!isRefusal(gate.target, isReady.error()))
        return {Step::Fail, isReady.error()};
    // It is known without a request that these do not count.
    const bool mustWait = m_shared.admissions.refused(here, gate.entrance.pass(), {});
    return {mustWait ? Step::Wait : Step::Again};
}

void Passage::sign(Ask &ask)
{
    ask.auth = m_server.entrance.take();
    m_isOfConnection = ask.auth.login != nullptr;
    const AuthFields proxy = m_proxy.entrance.take();
    ask.proxyAuth = proxy.authorization;
    ask.proxyLogin = proxy.login;
    m_hasLogin = proxy.login != nullptr;
}

std::shared_ptr<AuthMessenger> Passage::messenger()
{
    if (!m_errands)
        m_errands
            = std::make_shared<Errands>(Errands::Sender{m_id, m_task.job, m_task.proxy}, m_shared);
    return m_errands;
}

void Passage::letGo() const
{
    if (m_errands)
        m_errands->letGo();
}

Passage::Outcome Passage::heard(const QNetworkReply &reply, const Route &route)
{
    Outcome outcome = heardBoth(reply, route);
    if (outcome.step != Step::Resend) {
        m_resends = 0;
    } else if (++m_resends > kMostResends) {
        return {Step::Fail,
                Error{ErrorCode::InvalidServerResponse,
                      QStringLiteral("it asks who is there again and again"),
                      ErrorContext::RemoteFile,
                      {}}};
    }
    return outcome;
}

Passage::Outcome Passage::heardBoth(const QNetworkReply &reply, const Route &route)
{
    if (isTunnelled(route)) { // the proxy has opened it
        m_proxy.entrance.forget();
        m_knocks = m_lateTunnels = 0;
    } else if (!m_task.proxy.isEmpty()) {
        Outcome proxy = heard(m_proxy, authReplyOf(reply, AuthTarget::Proxy), route);
        if (proxy.step != Step::Go) {
            m_server.entrance.forget(); // the server has not seen it
            return proxy;
        }
    }
    return heard(m_server, authReplyOf(reply, AuthTarget::Server), route);
}

Passage::Outcome Passage::heard(Gate &gate, const AuthReply &reply, const Route &route)
{
    const Visit here = visit(gate, route);
    const auto waitIf = [](bool mustWait) { return Outcome{mustWait ? Step::Wait : Step::Again}; };
    if (!gate.entrance.isSigned()) {
        return isAsked(gate, reply, route) ? waitIf(m_shared.admissions.challenged(here, reply))
                                           : Outcome();
    }
    const auto pass = gate.entrance.pass();
    const auto verdict = gate.entrance.heard(reply);
    if (!verdict)
        return {Step::Fail, verdict.error()};
    switch (*verdict) {
    case AuthVerdict::Accepted:
        if (gate.target != AuthTarget::Server || showsWho(reply.status))
            m_shared.admissions.accepted(here, pass);
        break;
    case AuthVerdict::Again:
        return {Step::Resend};
    case AuthVerdict::Refused:
        return waitIf(m_shared.admissions.refused(here, pass, reply));
    }
    return {};
}

/// Whether somebody wants to know who asks, and there is somebody to say so. Where a portal may be
/// behind it, nobody is told anything.
bool Passage::isAsked(const Gate &gate, const AuthReply &reply, const Route &route) const
{
    if (!isChallenge(gate.target, reply) || hasHeader(route, gate)
        || m_shared.admissions.offers(gate.target, reply).empty())
        return false;
    const Error refusal{httpError(reply.status), {}, ErrorContext::RemoteFile, {}};
    return gate.target != AuthTarget::Server
        || !portalBehind(doubtOf(m_task, m_shared.network), route.journey(), refusal);
}

Manner Passage::manner(const Route &route) const
{
    const bool isApart = !m_task.proxy.isEmpty() || isIdentified(route)
        || m_shared.admissions.bindsConnections(m_task.job);
    Manner manner{isApart ? m_task.job.toBytes() : QByteArray(), m_task.proxy};
    if (isIdentified(route))
        manner.identity = m_task.clientCertificate;
    return manner;
}

void Passage::forget()
{
    m_watch.end();
    m_tunnel.reset();
    m_look.reset();
    m_seen.reset();
    m_knock.reset();
    m_answer.reset();
    m_opening.reset();
    m_opened.reset();
    m_key.entrance.forget();
    m_server.entrance.forget();
    m_proxy.entrance.forget();
}

} // namespace lighterman
