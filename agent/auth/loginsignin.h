// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/signin.h"

namespace lighterman {

/// For schemes whose steps are somebody else's, who is told with what (AuthFields::login): NTLM
/// (MS-NTHT), which signs in connections in the three steps of the network manager, and the
/// passphrase of a client key, with which that is opened.
class LoginSignIn final : public SignIn
{
public:
    explicit LoginSignIn(const Credentials &credentials);

    [[nodiscard]] std::unique_ptr<AuthAttempt> attempt() override;

private:
    AuthTarget m_target;
    std::shared_ptr<const ConnectionLogin> m_login;
};

} // namespace lighterman
