// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/passage.h"

#include <QNetworkProxy>

// The connections of a request that signs in, and tunnels that do not come up.
namespace lighterman {

using namespace std::chrono_literals;

namespace {

/// How long a tunnel may take at the first try, and twice as long at each further one. A proxy that
/// was told a password by Qt may be asked without an end meanwhile.
constexpr auto kPatience = 10s;
constexpr auto kPatienceWithLogin = 2s;
/// Who has waited that long waits no more.
constexpr auto kMostPatience = 15s;

} // namespace

QNetworkAccessManager &Passage::manager(const Ask &ask, const Route &route, Place place,
                                        QNetworkAccessManager &usual)
{
    m_tunnel.reset();
    if (isTunnelled(route) && ask.proxyLogin) {
        m_tunnel.reset(new QNetworkAccessManager());
        m_tunnel->setProxy(proxy(ask, route));
        return *m_tunnel;
    }
    const auto own = signedManner(ask, route);
    return own ? m_shared.manager(place, *own) : usual;
}

QNetworkProxy Passage::proxy(const Ask &ask, const Route &route) const
{
    QNetworkProxy proxy = proxyOf(signedManner(ask, route).value_or(manner(route)));
    if (ask.proxyLogin) { // of a tunnel Qt does not ask for a password: the proxy has to have it
        proxy.setUser(ask.proxyLogin->user);
        proxy.setPassword(QString::fromUtf8(ask.proxyLogin->password.reveal()));
    }
    return proxy;
}

void Passage::watch(const QNetworkReply &reply, const Route &route,
                    std::function<void(const Outcome &)> stuck)
{
    m_watch.end();
    if (!isTunnelled(route))
        return;
    const auto patience
        = (m_hasLogin ? kPatienceWithLogin : kPatience) * (1U << unsigned(m_lateTunnels));
    m_watch.begin(reply, patience, [this, patience, tell = std::move(stuck)] {
        if (!m_hasLogin && m_gates == Gates::All)
            m_shared.forsake(m_task.job);
        ++m_lateTunnels;
        m_isRefused = true;
        tell(patience < kMostPatience ? Outcome{Step::Again}
                                      : Outcome{Step::Fail,
                                                Error{ErrorCode::TimedOut,
                                                      QStringLiteral("the proxy opens no tunnel"),
                                                      ErrorContext::GeneralTransport,
                                                      {}}});
    });
}

} // namespace lighterman
