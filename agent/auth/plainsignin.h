// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/signin.h"

namespace lighterman {

/// Basic (RFC 7617) and Bearer (RFC 6750): every request carries the same.
class PlainSignIn final : public SignIn
{
public:
    /// Credentials as validate() has them, for one of these two schemes.
    explicit PlainSignIn(const Credentials &credentials);

    [[nodiscard]] std::unique_ptr<AuthAttempt> attempt() override;

private:
    AuthTarget m_target;
    std::shared_ptr<const Secret> m_authorization;
};

/// Whether an answer with `status` refuses what was sent to `target`.
[[nodiscard]] constexpr bool refuses(AuthTarget target, int status)
{
    return status == (target == AuthTarget::Proxy ? 407 : 401);
}

/// User name and password as schemes count them: UTF-8, composed (RFC 8265, sections 3.3, 4.2).
[[nodiscard]] QByteArray composed(const QString &user);
[[nodiscard]] Secret composed(const Secret &secret);

} // namespace lighterman
