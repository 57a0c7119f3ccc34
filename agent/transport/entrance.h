// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/signin.h"

#include <QNetworkReply>

namespace lighterman {

/// What an answer says of who asks. A field that is longer than any sound one is as good as absent.
[[nodiscard]] AuthReply authReplyOf(const QNetworkReply &reply, AuthTarget target);

/// What one request needs to get in where credentials are wanted: a pass, and its own way through
/// it.
class Entrance
{
public:
    /// Goes with `pass` from now on; without one as anybody. What is under way with the same pass
    /// goes on.
    void use(const std::shared_ptr<SignIn> &pass);
    [[nodiscard]] const std::shared_ptr<SignIn> &pass() const { return m_pass; }
    /// Whether the request that is out was signed.
    [[nodiscard]] bool isSigned() const { return m_attempt != nullptr; }
    /// Whether sign() was called, and its answer is not here.
    [[nodiscard]] bool isSigning() const { return m_isSigning; }

    /// Whether `request` can be sent now. Else `later` is called once, which may not end
    /// or use this at once; then this is to be called again. Errors of AuthAttempt::sign().
    [[nodiscard]] Result<bool> sign(const AuthRequest &request, std::function<void()> later);
    /// What the request is to carry that is sent now.
    [[nodiscard]] AuthFields take();
    /// As AuthAttempt has it; after any verdict but Again the next request has an attempt of its
    /// own.
    [[nodiscard]] Result<AuthVerdict> heard(const AuthReply &reply);
    /// The request is over, without an answer. Not to be called while an attempt answers.
    void forget();

private:
    std::shared_ptr<SignIn> m_pass;
    std::unique_ptr<AuthAttempt> m_attempt;
    std::optional<Result<AuthFields>> m_fields; // once they are here
    std::function<void()> m_later;
    bool m_isSigning = false;
};

} // namespace lighterman
