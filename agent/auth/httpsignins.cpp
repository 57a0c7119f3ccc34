// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/httpsignins.h"

#include "agent/auth/digestsignin.h"
#include "agent/auth/loginsignin.h"
#include "agent/auth/negotiate.h"
#include "agent/auth/passportsignin.h"
#include "agent/auth/plainsignin.h"
#include "agent/auth/slowwork.h"

#include <algorithm>
#include <array>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

struct SchemeRow
{
    AuthScheme scheme = AuthScheme::Basic;
    QByteArrayView name = {}; ///< in fields, lower case
};
constexpr std::array kByStrength{
    SchemeRow{AuthScheme::Negotiate, "negotiate"},
    SchemeRow{AuthScheme::Digest, "digest"},
    SchemeRow{AuthScheme::Passport, kPassportScheme},
    SchemeRow{AuthScheme::Bearer, "bearer"},
    SchemeRow{AuthScheme::Basic, "basic"},
    SchemeRow{AuthScheme::Ntlm, "ntlm"},
};

/// What a scheme is offered for; nothing where it is not offered, or in no way that can be
/// answered.
std::optional<QByteArray> offeredRealm(const std::vector<Challenge> &challenges,
                                       const SchemeRow &row)
{
    if (row.scheme == AuthScheme::Digest) {
        const auto digest = chooseDigest(challenges);
        return digest ? std::optional(digest->realm) : std::nullopt;
    }
    const auto found = std::ranges::find(challenges, row.name, &Challenge::scheme);
    const bool isUsable
        = found != challenges.end() && (row.scheme != AuthScheme::Passport || found->isSound);
    if (!isUsable)
        return std::nullopt;
    return found->value("realm").value_or(QByteArray());
}

/// A key that is locked says nothing but which one it is.
std::vector<AuthOffer> offersOfKey(const AuthReply &reply)
{
    constexpr int kUnauthorized = 401;
    if (reply.status != kUnauthorized)
        return {};
    return {{AuthScheme::Passphrase, QString::fromUtf8(reply.challenge)}};
}

bool isRedirect(int status)
{
    return status >= 300 && status < 400;
}

tl::unexpected<Error> notOffered(AuthScheme scheme)
{
    return fail(ErrorCode::InvalidAuthScheme,
                u"%1 is not offered, or cannot be answered"_s.arg(wireName(scheme)));
}

} // namespace

HttpSignIns::HttpSignIns(PassportSettings passport)
    : m_passport(std::move(passport))
    , m_directory(std::make_shared<PassportDirectory>(m_passport))
    , m_gss(std::make_shared<SlowWork>())
{
}

bool HttpSignIns::mayOffer(AuthTarget target, AuthScheme scheme, int status) const
{
    const bool isPassport = scheme == AuthScheme::Passport;
    if (target == AuthTarget::Proxy)
        return !isPassport && !isRedirect(status);
    return isPassport ? m_passport.isUsable() : !isRedirect(status);
}

std::vector<AuthOffer> HttpSignIns::offers(AuthTarget target, const AuthReply &reply) const
{
    if (target == AuthTarget::ClientKey)
        return offersOfKey(reply);
    const auto challenges = parseChallenges(reply.challenge);
    std::vector<AuthOffer> offers;
    for (const SchemeRow &row : kByStrength) {
        if (!mayOffer(target, row.scheme, reply.status))
            continue;
        const auto realm = offeredRealm(challenges, row);
        const bool isPassport = row.scheme == AuthScheme::Passport; // which names none there
        if (realm)
            offers.push_back({row.scheme, isPassport ? m_passport.realm : realmText(*realm)});
    }
    return offers;
}

Result<std::shared_ptr<SignIn>> HttpSignIns::signIn(SignInOrder order)
{
    const AuthScheme scheme = order.credentials.scheme;
    if (const auto valid = validate(order.credentials); !valid)
        return tl::unexpected(valid.error());
    if (scheme == AuthScheme::Passphrase)
        return std::make_shared<LoginSignIn>(order.credentials);
    const auto challenges = parseChallenges(order.challenge);
    const auto *const row = std::ranges::find(kByStrength, scheme, &SchemeRow::scheme);
    const bool isOffered = offeredRealm(challenges, *row).has_value();
    if (!isOffered && !order.challenge.isEmpty())
        return notOffered(scheme);
    switch (scheme) {
    case AuthScheme::Basic:
    case AuthScheme::Bearer:
        return std::make_shared<PlainSignIn>(order.credentials);
    case AuthScheme::Digest:
        if (const auto digest = chooseDigest(challenges))
            return std::make_shared<DigestSignIn>(order.credentials, *digest);
        break; // beforehand there is no nonce
    case AuthScheme::Passport:
        return passport(std::move(order));
    case AuthScheme::Negotiate:
        return negotiateSignIn(std::move(order.credentials), order.url, m_gss);
    case AuthScheme::Ntlm:
        if (!order.challenge.isEmpty()) // it begins with one
            return std::make_shared<LoginSignIn>(order.credentials);
        break;
    case AuthScheme::Passphrase: // see above
        break;
    }
    return notOffered(scheme);
}

Result<std::shared_ptr<SignIn>> HttpSignIns::passport(SignInOrder order) const
{
    const auto challenge = passportPart(order.challenge);
    if (!challenge || !m_passport.isUsable())
        return notOffered(AuthScheme::Passport);
    PassportAccount account{std::move(order.credentials), m_directory};
    return std::make_shared<PassportSignIn>(std::move(account), *challenge);
}

} // namespace lighterman
