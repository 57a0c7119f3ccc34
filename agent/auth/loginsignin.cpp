// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/loginsignin.h"

#include "agent/auth/plainsignin.h"

#include <atomic>

namespace lighterman {

namespace {

quint64 nextId()
{
    static std::atomic<quint64> last = 0;
    return ++last;
}

class LoginAttempt final : public AuthAttempt
{
public:
    LoginAttempt(AuthTarget target, std::shared_ptr<const ConnectionLogin> login)
        : m_target(target)
        , m_login(std::move(login))
    {
    }

    void sign(const AuthRequest & /*request*/, Signed done) override
    {
        done(AuthFields{{}, {}, m_login});
    }

    Result<AuthVerdict> heard(const AuthReply &reply) override
    {
        return refuses(m_target, reply.status) ? AuthVerdict::Refused : AuthVerdict::Accepted;
    }

private:
    AuthTarget m_target;
    std::shared_ptr<const ConnectionLogin> m_login;
};

} // namespace

LoginSignIn::LoginSignIn(const Credentials &credentials)
    : m_target(credentials.target)
    , m_login(std::make_shared<const ConnectionLogin>(
          ConnectionLogin{credentials.user, credentials.secret.copy(), nextId()}))
{
}

std::unique_ptr<AuthAttempt> LoginSignIn::attempt()
{
    return std::make_unique<LoginAttempt>(m_target, m_login);
}

} // namespace lighterman
