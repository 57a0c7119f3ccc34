// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testsignins.h"

#include <QTimer>

#include <array>
#include <utility>

namespace lighterman::test {

using namespace std::chrono_literals;

namespace {

constexpr std::array kNames{
    std::pair{AuthScheme::Negotiate, "Negotiate"}, std::pair{AuthScheme::Bearer, "Bearer"},
    std::pair{AuthScheme::Digest, "Digest"},       std::pair{AuthScheme::Ntlm, "NTLM"},
    std::pair{AuthScheme::Basic, "Basic"},         std::pair{AuthScheme::Passport, "Passport1.4"},
};

QByteArray nameOf(AuthScheme scheme)
{
    for (const auto &[one, name] : kNames) {
        if (one == scheme)
            return name;
    }
    return {};
}

bool isRefusal(const AuthReply &reply)
{
    return reply.status == 401 || reply.status == 407
        || (reply.status == 302 && reply.challenge.startsWith("Passport1.4"));
}

/// What one of them has in common.
class TestSignIn final : public SignIn
{
public:
    TestSignIn(SignInOrder order, TestSignIns &all)
        : m_order(std::move(order))
        , m_all(all)
    {
    }
    [[nodiscard]] std::unique_ptr<AuthAttempt> attempt() override;

    [[nodiscard]] AuthScheme scheme() const { return m_order.credentials.scheme; }
    [[nodiscard]] TestSignIns &all() const { return m_all; }
    [[nodiscard]] AuthFields last() const
    {
        const Credentials &credentials = m_order.credentials;
        AuthFields fields;
        fields.authorization = authorizationOf(scheme(), credentials.user.toUtf8(),
                                               credentials.secret.reveal().toByteArray());
        if (scheme() == AuthScheme::Passport)
            fields.cookie = "MSPAuth=1";
        return fields;
    }

private:
    SignInOrder m_order;
    TestSignIns &m_all;
};

class TestAttempt final : public AuthAttempt
{
public:
    explicit TestAttempt(const TestSignIn &signIn)
        : m_signIn(signIn)
    {
    }

    void sign(const AuthRequest & /*request*/, Signed done) override
    {
        ++m_signIn.all().signs;
        ++m_step;
        switch (m_signIn.scheme()) {
        case AuthScheme::Ntlm:
            done(fail(ErrorCode::TicketNeeded));
            return;
        case AuthScheme::Negotiate:
            m_later.callOnTimeout(&m_later, [this, done = std::move(done)] {
                if (!m_signIn.all().answers)
                    return;
                m_later.stop();
                done(m_signIn.last());
            });
            m_later.start(5ms);
            return;
        case AuthScheme::Digest:
            done(m_step == 1 ? AuthFields{"Digest hello"} : m_signIn.last());
            return;
        default:
            done(m_signIn.last());
        }
    }

    [[nodiscard]] Result<AuthVerdict> heard(const AuthReply &reply) override
    {
        const bool isStep = m_signIn.scheme() == AuthScheme::Digest && m_step == 1
            && reply.challenge.contains("step=\"1\"");
        if (isStep)
            return AuthVerdict::Again;
        if (isRefusal(reply))
            return AuthVerdict::Refused;
        if (m_signIn.scheme() == AuthScheme::Bearer && reply.info != "known")
            return fail(ErrorCode::ServerUnproven);
        return AuthVerdict::Accepted;
    }

private:
    const TestSignIn &m_signIn;
    int m_step = 0;
    QTimer m_later;
};

std::unique_ptr<AuthAttempt> TestSignIn::attempt()
{
    return std::make_unique<TestAttempt>(*this);
}

/// What is between the quotes of the first realm; "r" where there is none.
QString realmIn(const QByteArray &challenge)
{
    static const QByteArray before = "realm=\"";
    const qsizetype begin = challenge.indexOf(before);
    if (begin < 0)
        return QStringLiteral("r");
    const QByteArray rest = challenge.mid(begin + before.size());
    return QString::fromLatin1(rest.left(rest.indexOf('"')));
}

} // namespace

std::vector<AuthOffer> TestSignIns::offers(AuthTarget /*target*/, const AuthReply &reply) const
{
    std::vector<AuthOffer> all;
    for (const auto &[scheme, name] : kNames) {
        const bool isForRedirects = scheme == AuthScheme::Passport;
        if (reply.challenge.contains(name) && isForRedirects == (reply.status == 302))
            all.push_back({scheme, realmIn(reply.challenge)});
    }
    return all;
}

Result<std::shared_ptr<SignIn>> TestSignIns::signIn(SignInOrder order)
{
    const AuthScheme scheme = order.credentials.scheme;
    if (!order.challenge.isEmpty() && !order.challenge.contains(nameOf(scheme)))
        return fail(ErrorCode::InvalidAuthScheme);
    return std::make_shared<TestSignIn>(std::move(order), *this);
}

QByteArray authorizationOf(AuthScheme scheme, const QByteArray &user, const QByteArray &password)
{
    return nameOf(scheme) + ' ' + (user + ':' + password).toBase64();
}

} // namespace lighterman::test
