// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/messenger.h"

#include "agent/transport/request.h"

#include <QNetworkAccessManager>
#include <QNetworkProxy>

namespace lighterman {

Messenger::Messenger(Manner manner)
    : m_manner(std::move(manner))
{
}

Messenger::~Messenger() = default;

std::unique_ptr<Pending> Messenger::send(const AuthMessage &message, Heard done)
{
    if (!m_manager) { // it may be told to go by one of its replies
        m_manager = {new QNetworkAccessManager, [](QObject *manager) { manager->deleteLater(); }};
        m_manager->setProxy(QNetworkProxy::NoProxy);
    }
    auto sending = std::make_unique<Sending>(m_manager, m_manner.limits, std::move(done));
    if (const auto objection = objectionTo(message.url)) {
        sending->refuse(*objection);
        return sending;
    }
    Ask ask;
    ask.url = message.url;
    ask.auth = {message.authorization, message.cookie};
    sending->send(makeRequest(ask, m_manner.userAgent, m_manner.tls));
    return sending;
}

} // namespace lighterman
