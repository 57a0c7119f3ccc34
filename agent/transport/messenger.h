// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/signin.h"

#include <QSslConfiguration>

#include <chrono>

class QNetworkAccessManager;

namespace lighterman {

/// Sends what sign-ins have to say to login servers: over https alone, with nothing of any job, and
/// no longer than `deadline`. Bodies are not read.
class Messenger final : public AuthMessenger
{
public:
    struct Manner
    {
        QByteArray userAgent;
        QSslConfiguration tls;
        std::chrono::milliseconds deadline = std::chrono::seconds(30);
        qint64 memory = 0; ///< by how many bytes this process may grow meanwhile
    };
    explicit Messenger(Manner manner);
    ~Messenger() override;
    Messenger(const Messenger &) = delete;
    Messenger &operator=(const Messenger &) = delete;

    /// unsupported-scheme for what is not https; timed-out; what goes wrong with connections and
    /// certificates.
    [[nodiscard]] std::unique_ptr<Pending> send(const AuthMessage &message, Heard done) override;

private:
    Manner m_manner;
    std::shared_ptr<QNetworkAccessManager> m_manager; // of its replies, too
};

} // namespace lighterman
