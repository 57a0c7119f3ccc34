// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/signin.h"

namespace lighterman {

/// NTLM (MS-NTHT), which signs in connections and takes three steps for each. They are those of the
/// network manager, which is told with what (AuthFields::login).
class NtlmSignIn final : public SignIn
{
public:
    explicit NtlmSignIn(const Credentials &credentials);

    [[nodiscard]] std::unique_ptr<AuthAttempt> attempt() override;

private:
    AuthTarget m_target;
    std::shared_ptr<const ConnectionLogin> m_login;
};

} // namespace lighterman
