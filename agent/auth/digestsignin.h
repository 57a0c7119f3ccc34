// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/auth/digest.h"
#include "agent/engine/signin.h"

namespace lighterman {

/// A nonce of the server, and what counts with it.
struct DigestNonce
{
    DigestChallenge challenge;
    QByteArray cnonce = {};
    quint32 uses = 0; ///< of all attempts; no two of them send the same number
};

/// What the attempts of a sign-in have in common.
struct DigestSession
{
    AuthTarget target = AuthTarget::Server;
    QByteArray user = {};
    Secret base = {};                          ///< all that is left of the password
    std::shared_ptr<DigestNonce> current = {}; ///< for whatever is signed next
};

/// Digest (RFC 7616). The password is not kept. Requests that are under way at the same time share
/// a nonce; a server that takes each nonce once calls them stale, and they are signed again, each
/// with the nonce of its own answer.
class DigestSignIn final : public SignIn
{
public:
    DigestSignIn(const Credentials &credentials, const DigestChallenge &challenge);

    [[nodiscard]] std::unique_ptr<AuthAttempt> attempt() override;

private:
    std::shared_ptr<DigestSession> m_session;
};

} // namespace lighterman
