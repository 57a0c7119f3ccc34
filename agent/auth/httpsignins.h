// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/auth/passportsettings.h"
#include "agent/engine/signin.h"

namespace lighterman {

class SlowWork;
class PassportDirectory;

/// The schemes of HTTP, and Passport where it is told how.
class HttpSignIns final : public SignIns
{
public:
    explicit HttpSignIns(PassportSettings passport = {});

    /// One offer of each scheme: of Digest the strongest algorithm, of others the first. First come
    /// those that keep the password from who asks (Negotiate, Digest, Passport), then those that
    /// show it (Bearer, whose tokens can at least be called back, and Basic), at last NTLM: it
    /// costs three requests for each connection, and can be turned into Basic on the way.
    [[nodiscard]] std::vector<AuthOffer> offers(AuthTarget target,
                                                const AuthReply &reply) const override;
    /// Beforehand can be used: Basic, Bearer, Negotiate. The steps of NTLM are the network
    /// manager's (AuthFields::login).
    [[nodiscard]] Result<std::shared_ptr<SignIn>> signIn(SignInOrder order) override;

private:
    [[nodiscard]] bool mayOffer(AuthTarget target, AuthScheme scheme, int status) const;

    [[nodiscard]] Result<std::shared_ptr<SignIn>> passport(SignInOrder order) const;

    PassportSettings m_passport;
    std::shared_ptr<PassportDirectory> m_directory;
    std::shared_ptr<SlowWork> m_gss;
};

} // namespace lighterman
