// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/auth/passportlogin.h"

namespace lighterman {

class PassportSite;

/// Passport 1.4 (MS-PASS), with explicit credentials. The password goes to the login server, over
/// https; who asks for it gets a ticket, and a cookie of its own after that. Requests that need a
/// ticket get theirs one after another, so that those that follow can have the cookie of the first.
///
/// Credentials that the login server refuses are sent once: from then on attempts sign nothing, and
/// call Refused whatever comes back.
class PassportSignIn final : public SignIn
{
public:
    /// `challenge` is what stands behind the scheme.
    PassportSignIn(PassportAccount account, const QByteArray &challenge);

    [[nodiscard]] std::unique_ptr<AuthAttempt> attempt() override;

private:
    std::shared_ptr<PassportSite> m_site;
};

} // namespace lighterman
