// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/certificatewish.h"
#include "agent/transport/passage.h"
#include "agent/transport/redirect.h"

// The certificate that shows who asks, before anybody is asked.
namespace lighterman {

namespace {

/// What takes the passphrase: the file, whatever name has led to it, as far as a realm has room.
QByteArray lockedName(const Error &error, const QString &name)
{
    const bool isNamed = !error.file.isEmpty() && error.file.size() <= kMaxRealm;
    return (isNamed ? error.file : name).toUtf8();
}

} // namespace

bool Passage::isOwnServer(const Route &route) const
{
    const QUrl &link = m_task.file.url;
    const bool isSafer = link.scheme() == QLatin1StringView("http")
        && route.url().host() == link.host(); // the commonest redirect of all
    return route.url().scheme() == QLatin1StringView("https")
        && (isSafer || isSameOrigin(route.url(), link));
}

bool Passage::isIdentified(const Route &route) const
{
    return !m_task.clientCertificate.isEmpty() && isOwnServer(route);
}

const QSslConfiguration &Passage::tls(const Route &route) const
{
    const QSslConfiguration *const mine = isIdentified(route)
        ? m_shared.identities.find(m_task.job, m_task.clientCertificate)
        : nullptr;
    return mine ? *mine : m_shared.tls;
}

Passage::Outcome Passage::identify(const Route &route, const std::function<void()> &ready)
{
    if (m_opening && !m_opened)
        return {Step::Wait};
    if (m_opened) {
        Outcome said = heardKey(route);
        if (said.step != Step::Go)
            return said;
    }
    if (!isIdentified(route) || m_shared.identities.find(m_task.job, m_task.clientCertificate))
        return {};
    Outcome mayOpen = enter(m_key, route, ready);
    if (mayOpen.step != Step::Go)
        return mayOpen;
    if (!m_shared.options.identities)
        return {Step::Fail,
                Error{ErrorCode::ClientCertificateUnusable, {}, ErrorContext::LocalFile, {}}};
    const auto login = m_key.entrance.take().login;
    m_opening = m_shared.options.identities->open(m_task.clientCertificate,
                                                  login ? login->password.copy() : Secret(),
                                                  [this, ready](const Opened &opened) {
                                                      m_opened = opened;
                                                      ready();
                                                  });
    return {Step::Wait};
}

/// Go: it is open.
Passage::Outcome Passage::heardKey(const Route &route)
{
    constexpr int kDone = 200;
    constexpr int kUnauthorized = 401;
    Opened opened = *std::exchange(m_opened, std::nullopt);
    m_opening.reset();
    const bool isLocked = !opened && opened.error().code == ErrorCode::PassphraseNeeded;
    Result<void> kept;
    if (opened)
        kept = m_shared.identities.keep(m_task.job, m_task.clientCertificate, **opened,
                                        m_shared.tls);
    else
        kept = tl::unexpected(opened.error());
    if (!kept && !isLocked) { // it says nothing of the passphrase
        m_key.entrance.forget();
    } else if (kept && m_key.entrance.isSigned() && !(*opened)->hasTakenPassphrase) {
        m_shared.admissions.endedAsking(visit(m_key, route), m_key.entrance.pass());
        m_key.entrance.forget();
    } else if (m_key.entrance.isSigned() || isLocked) {
        const AuthReply reply = isLocked
            ? AuthReply{kUnauthorized, lockedName(opened.error(), m_task.clientCertificate)}
            : AuthReply{kDone};
        Outcome said = heard(m_key, reply, route);
        if (said.step != Step::Go)
            return said;
    }
    return kept ? Outcome() : Outcome{Step::Fail, kept.error()};
}

/// Through a proxy it would take a tunnel of its own: there the error stays what it is.
bool Passage::doubt(const QNetworkReply &reply, const Route &route, const Error &reason)
{
    if (!m_task.proxy.isEmpty() || !isOwnServer(route) || !mayBeWish(reply))
        return false;
    m_doubt = reason;
    return true;
}

/// Wait or Fail.
Passage::Outcome Passage::look(const Route &route, const std::function<void()> &ready)
{
    if (!m_look) {
        m_look = std::make_unique<HandshakeLook>(route.url(), tls(route),
                                                 [this, ready](bool hasShown) {
                                                     m_seen = hasShown;
                                                     ready();
                                                 });
        return {Step::Wait};
    }
    if (!m_seen)
        return {Step::Wait};
    const Error reason = *std::exchange(m_doubt, std::nullopt);
    m_look.reset();
    return {Step::Fail,
            *std::exchange(m_seen, std::nullopt)
                ? certificateWish({isIdentified(route)}, reason.detail)
                : reason};
}

} // namespace lighterman
