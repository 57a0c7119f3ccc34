// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/plainsignin.h"

#include <algorithm>

namespace lighterman {

namespace {

/// Without leaving the secret in memory that was given back.
Secret joined(const QByteArray &start, QByteArrayView secret)
{
    QByteArray whole;
    whole.reserve(start.size() + secret.size());
    whole += start;
    whole += secret;
    return Secret(std::move(whole));
}

QByteArray base64(QByteArrayView bytes)
{
    return QByteArray::fromRawData(bytes.data(), bytes.size()).toBase64();
}

Secret authorizationFor(const Credentials &credentials)
{
    if (credentials.scheme == AuthScheme::Bearer)
        return joined("Bearer ", credentials.secret.reveal());
    const Secret pair
        = joined(composed(credentials.user) + ':', composed(credentials.secret).reveal());
    const Secret encoded(base64(pair.reveal()));
    return joined("Basic ", encoded.reveal());
}

class PlainAttempt final : public AuthAttempt
{
public:
    PlainAttempt(AuthTarget target, std::shared_ptr<const Secret> authorization)
        : m_target(target)
        , m_authorization(std::move(authorization))
    {
    }

    void sign(const AuthRequest & /*request*/, Signed done) override
    {
        done(AuthFields{m_authorization->reveal().toByteArray(), {}});
    }

    Result<AuthVerdict> heard(const AuthReply &reply) override
    {
        return refuses(m_target, reply.status) ? AuthVerdict::Refused : AuthVerdict::Accepted;
    }

private:
    AuthTarget m_target;
    std::shared_ptr<const Secret> m_authorization;
};

} // namespace

PlainSignIn::PlainSignIn(const Credentials &credentials)
    : m_target(credentials.target)
    , m_authorization(std::make_shared<const Secret>(authorizationFor(credentials)))
{
}

std::unique_ptr<AuthAttempt> PlainSignIn::attempt()
{
    return std::make_unique<PlainAttempt>(m_target, m_authorization);
}

QByteArray composed(const QString &user)
{
    return user.normalized(QString::NormalizationForm_C).toUtf8();
}

Secret composed(const Secret &secret)
{
    if (std::ranges::all_of(secret.reveal(), [](char c) { return uchar(c) < 0x80; }))
        return secret.copy();
    QString text = QString::fromUtf8(secret.reveal());
    QString normal = text.normalized(QString::NormalizationForm_C);
    Secret result(normal.toUtf8());
    text.fill(u'\0');
    normal.fill(u'\0');
    return result;
}

} // namespace lighterman
