// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/sending.h"

#include <QSslConfiguration>

namespace lighterman {

/// Sends what sign-ins have to say to login servers: over https alone, with nothing of any job, and
/// straight to them, so that it is for jobs without a proxy.
class Messenger final : public AuthMessenger
{
public:
    struct Manner
    {
        QByteArray userAgent;
        QSslConfiguration tls;
        Sending::Limits limits = {};
    };
    explicit Messenger(Manner manner);
    ~Messenger() override;
    Messenger(const Messenger &) = delete;
    Messenger &operator=(const Messenger &) = delete;

    /// Errors of Sending and of objectionTo().
    [[nodiscard]] std::unique_ptr<Pending> send(const AuthMessage &message, Heard done) override;

private:
    Manner m_manner;
    std::shared_ptr<QNetworkAccessManager> m_manager; // of its replies, too
};

} // namespace lighterman
