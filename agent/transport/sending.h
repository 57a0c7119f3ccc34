// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/signin.h"

#include <QNetworkRequest>
#include <QTimer>

#include <chrono>

class QNetworkAccessManager;
class QNetworkReply;

namespace lighterman {

/// Why a message of a sign-in cannot be sent there at all: unsupported-scheme for what is not
/// https.
[[nodiscard]] std::optional<Error> objectionTo(const QUrl &url);

/// One message of a sign-in under way, and what comes back for it; bodies are not read. Destroying
/// it ends it in silence.
class Sending final : public QObject, public Pending
{
public:
    struct Limits
    {
        std::chrono::milliseconds deadline = std::chrono::seconds(30);
        qint64 memory = 0; ///< by how many bytes this process may grow meanwhile; 0: by any number
    };
    /// `done` is called once, later, and may destroy this.
    Sending(std::shared_ptr<QNetworkAccessManager> manager, const Limits &limits,
            AuthMessenger::Heard done);
    ~Sending() override;
    Sending(const Sending &) = delete;
    Sending &operator=(const Sending &) = delete;

    /// timed-out; what goes wrong with connections and certificates. The reply is not the caller's.
    QNetworkReply &send(const QNetworkRequest &request);
    /// In place of send().
    void refuse(const Error &error);

private:
    [[nodiscard]] int status() const;
    void onHead();
    void onFinished();
    void look();
    void end(const Result<AuthMessageReply> &result);
    void drop();

    std::shared_ptr<QNetworkAccessManager> m_manager;
    qint64 m_memory;
    qint64 m_resident;
    AuthMessenger::Heard m_done;
    QNetworkReply *m_reply = nullptr; // the manager's; let go by drop()
    std::optional<Error> m_distrust;
    QTimer m_deadline;
    QTimer m_look;
};

} // namespace lighterman
