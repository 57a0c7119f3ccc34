// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/proxyproof.h"

#include "agent/transport/connectionlogin.h"
#include "agent/transport/entrance.h"
#include "agent/transport/managers.h"
#include "agent/transport/neterror.h"
#include "agent/transport/residentbytes.h"
#include "common/base/redact.h"

#include <QAuthenticator>

namespace lighterman {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kWantsPassword = 407;
constexpr int kDone = 200;
constexpr auto kLookEvery = 125ms;
/// It takes three, and a connection may break in between.
constexpr int kMostSends = 8;

/// Of nobody. The second field is for what has no cache: it is not to go on to another proxy.
Ask askNobody(std::shared_ptr<const ConnectionLogin> login)
{
    Ask ask;
    ask.url = QUrl(u"http://nobody.invalid/"_s);
    ask.headers = {{"Cache-Control", "only-if-cached"}, {"Max-Forwards", "0"}};
    ask.proxyLogin = std::move(login);
    return ask;
}

} // namespace

ProxyProof::ProxyProof(Request request, Heard heard)
    : m_request(std::move(request))
    , m_heard(std::move(heard))
    , m_manager(this)
    , m_look(this)
    , m_resident(residentBytes())
{
    m_manager.setProxy(proxyOf({{}, m_request.proxy}));
    const Ask ask = askNobody(m_request.login);
    m_reply = m_manager.head(makeRequest(ask, m_request.userAgent, {}));
    signInConnections(m_manager, *m_reply, ask);
    heed();
    m_look.callOnTimeout(this, &ProxyProof::look);
    m_look.start(kLookEvery);
}

void ProxyProof::heed()
{
    // After the one that answers: whether it has.
    connect(&m_manager, &QNetworkAccessManager::proxyAuthenticationRequired, m_reply,
            [this](const QNetworkProxy & /*proxy*/, const QAuthenticator *authenticator) {
                m_isShown = m_isShown || !authenticator->user().isEmpty();
            });
    connect(m_reply, &QNetworkReply::requestSent, this, &ProxyProof::onSent);
    connect(m_reply, &QNetworkReply::finished, this, &ProxyProof::onFinished);
}

void ProxyProof::onSent()
{
    if (++m_sent > kMostSends)
        fail(ErrorCode::InvalidServerResponse, u"it asks who is there again and again"_s);
}

/// Qt collects header fields without an end.
void ProxyProof::look()
{
    if (std::chrono::steady_clock::now() - m_since >= m_request.deadline)
        fail(ErrorCode::TimedOut, u"it does not answer"_s);
    else if (residentBytes() - m_resident > m_request.headMemory)
        fail(ErrorCode::TimedOut, u"much has come, but no answer"_s);
}

void ProxyProof::onFinished()
{
    const AuthReply reply = authReplyOf(*m_reply, AuthTarget::Proxy);
    if (reply.status == 0)
        fail(codeOf(m_reply->error()), oneLine(m_reply->errorString()));
    else if (!m_isShown)
        end(tl::unexpected(Error{httpError(kWantsPassword),
                                 u"for tunnels alone, where NTLM cannot be tried"_s,
                                 ErrorContext::RemoteFile,
                                 {}}));
    else
        end(reply.status == kWantsPassword ? reply : AuthReply{kDone});
}

void ProxyProof::fail(ErrorCode code, const QString &detail)
{
    end(tl::unexpected(Error{code, u"the proxy: "_s + detail, ErrorContext::GeneralTransport, {}}));
}

/// Later: the one that hears may delete this.
void ProxyProof::end(const Result<AuthReply> &result)
{
    m_look.stop();
    m_reply->disconnect(this);
    m_reply->deleteLater();
    QMetaObject::invokeMethod(
        this, [heard = std::exchange(m_heard, nullptr), result] { heard(result); },
        Qt::QueuedConnection);
}

} // namespace lighterman
