// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/connectionlogin.h"

#include <QAuthenticator>
#include <QNetworkAccessManager>
#include <QNetworkReply>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// Says it once.
class Answer
{
public:
    explicit Answer(std::shared_ptr<const ConnectionLogin> login)
        : m_login(std::move(login))
    {
    }

    void operator()(QAuthenticator &authenticator)
    {
        // Of what Qt answers NTLM alone has no realm. A server that offers something weaker when
        // asked again does not get the password.
        if (!m_login || authenticator.options().contains(u"realm"_s))
            return;
        authenticator.setUser(m_login->user);
        authenticator.setPassword(QString::fromUtf8(m_login->password.reveal()));
        m_login.reset();
    }

private:
    std::shared_ptr<const ConnectionLogin> m_login;
};

} // namespace

void signInConnections(QNetworkAccessManager &manager, QNetworkReply &reply, const Ask &ask)
{
    using Manager = QNetworkAccessManager;
    if (ask.auth.login) {
        QObject::connect(&manager, &Manager::authenticationRequired, &reply,
                         [mine = &reply, answer = Answer(ask.auth.login)](
                             const QNetworkReply *asked, QAuthenticator *authenticator) mutable {
                             if (asked == mine)
                                 answer(*authenticator);
                         });
    }
    if (ask.proxyLogin) {
        QObject::connect(&manager, &Manager::proxyAuthenticationRequired, &reply,
                         [answer = Answer(ask.proxyLogin)](const QNetworkProxy & /*proxy*/,
                                                           QAuthenticator *authenticator) mutable {
                             answer(*authenticator);
                         });
    }
}

} // namespace lighterman
