// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/signin.h"

#include <atomic>

namespace lighterman::test {

/// Ways to sign in for tests of what carries them, one of each kind:
/// - Basic is itself.
/// - Digest takes two steps: the first answer, `Digest step="1"`, asks for the second.
/// - Negotiate is Basic that is signed later, once `answers` is set.
/// - Bearer wants the answer to have `Authentication-Info: known`, else the server is unproven.
/// - Passport answers redirects, and has a cookie.
/// - Ntlm fails to sign: ticket-needed.
///
/// The realm is that of the first scheme that names one, else "r".
class TestSignIns final : public SignIns
{
public:
    [[nodiscard]] std::vector<AuthOffer> offers(AuthTarget target,
                                                const AuthReply &reply) const override;
    [[nodiscard]] Result<std::shared_ptr<SignIn>> signIn(SignInOrder order) override;

    // Any thread.
    std::atomic<bool> answers = false; ///< whether Negotiate signs
    std::atomic<int> signs = 0;        ///< so often it was asked to
};

/// Authorization as the last step of that scheme has it.
[[nodiscard]] QByteArray authorizationOf(AuthScheme scheme, const QByteArray &user,
                                         const QByteArray &password);

} // namespace lighterman::test
