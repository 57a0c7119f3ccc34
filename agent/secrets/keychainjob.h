// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/secrets/keyringtask.h"

#include <QObject>

#include <functional>
#include <memory>

namespace QKeychain {
class Job;
}

namespace lighterman {

/// One job of QtKeychain after another. A job that is never answered cannot be taken back: the
/// library that it waits for calls it by its address, whenever that is. So it stays, and no other
/// can be started; QtKeychain has them all in one queue anyway.
class KeychainJob final : public QObject
{
    Q_OBJECT

public:
    using Ended = std::function<void(KeyringOutcome)>;

    explicit KeychainJob(QObject *parent = nullptr);
    ~KeychainJob() override;

    [[nodiscard]] bool isAtWork() const { return m_job != nullptr; }
    /// To be called while it is not at work. `ended` is called later, by the same thread.
    void start(KeyringTask task, Ended ended);

private:
    void end();
    void leaveBehind();

    std::unique_ptr<QKeychain::Job> m_job;
    KeyringTask m_task;
    QByteArray m_written; ///< shared with the job
    Ended m_ended;
};

} // namespace lighterman
