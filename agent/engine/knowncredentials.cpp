// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/knowncredentials.h"

#include <algorithm>
#include <array>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// What a challenge need not tell anything for.
constexpr std::array kBeforehand{AuthScheme::Negotiate, AuthScheme::Bearer, AuthScheme::Basic};

/// People have one password and think of one way: the safest that takes it.
constexpr std::array kForPeople{AuthScheme::Digest,    AuthScheme::Passport, AuthScheme::Basic,
                                AuthScheme::Bearer,    AuthScheme::Ntlm,     AuthScheme::Negotiate,
                                AuthScheme::Passphrase};

/// The way to a proxy is never encrypted, and its owner has said how to sign in there.
bool mayBeSent(AuthScheme scheme, const Choice &choice)
{
    return choice.isForTalk || !showsSecret(scheme) || choice.challenge.target == AuthTarget::Proxy
        || choice.challenge.url.scheme() == "https"_L1 || choice.job.settings.allowInsecureBasic;
}

KnownCredentials known(const Choice &choice, const AuthOffer &offer, const JobAccount &account)
{
    const auto &[target, url, offers, refused, isOver] = choice.challenge;
    return {KnownCredentials::Source::Job, spaceOf(target, offer.scheme, url, offer.realm),
            account.user, account.key, 0};
}

/// Whether the account is for whoever asks.
bool isMeant(const JobAccount &account, const Choice &choice)
{
    const AuthTarget target = choice.challenge.target;
    if (!account.origin.isEmpty()) {
        const auto space = spaceOf(target, account.scheme, choice.challenge.url, {});
        return account.target == target && account.origin == originOf(space);
    }
    if (target != AuthTarget::Server)
        return account.target == target;
    if (!choice.isOfJob)
        return false;
    const auto &accounts = choice.job.accounts;
    const bool hasOwn = std::ranges::find(accounts, target, &JobAccount::target) != accounts.end();
    return account.target == target || (!hasOwn && account.key.isEmpty());
}

enum class Pass : quint8 { Stated, Any };

std::optional<KnownCredentials> credentialsOfJob(const Choice &choice, Pass pass)
{
    const auto &accounts = choice.job.accounts;
    for (const AuthOffer &offer : usableOffers(choice)) {
        const auto mine = std::ranges::find_if(accounts, [&](const JobAccount &account) {
            const bool isGuess = account.scheme == AuthScheme::Negotiate && account.isForAnyWay();
            return account.scheme == offer.scheme && isMeant(account, choice)
                && account.standing != Standing::Refused
                && (!isGuess || (pass == Pass::Any && !choice.challenge.offers.empty()));
        });
        if (mine != accounts.end())
            return known(choice, offer, *mine);
    }
    return std::nullopt;
}

bool isInDomain(const QString &host, const QString &domain)
{
    return host == domain || host.endsWith(u'.' + domain);
}

} // namespace

std::vector<AuthOffer> usableOffers(const Choice &choice)
{
    std::vector<AuthOffer> offers = choice.challenge.offers;
    if (offers.empty() && !choice.challenge.refused) {
        for (const AuthScheme scheme : kBeforehand)
            offers.push_back({scheme, {}});
    }
    std::erase_if(offers, [&](const AuthOffer &offer) { return !mayBeSent(offer.scheme, choice); });
    return offers;
}

std::optional<KnownCredentials> credentialsOfJob(const Choice &choice)
{
    // A name may not be one of Kerberos at all, so where nobody has said how, that comes last.
    if (auto known = credentialsOfJob(choice, Pass::Stated))
        return known;
    return credentialsOfJob(choice, Pass::Any);
}

bool mayUseTicket(const Choice &choice)
{
    const auto &offers = choice.challenge.offers;
    if (std::ranges::find(offers, AuthScheme::Negotiate, &AuthOffer::scheme) == offers.end())
        return false;
    switch (choice.settings.implicitSignIn) {
    case ImplicitSignIn::Always:
        return true;
    case ImplicitSignIn::Domain:
        return std::ranges::any_of(choice.settings.implicitDomains, [&](const QString &domain) {
            return isInDomain(choice.challenge.url.host(), domain);
        });
    case ImplicitSignIn::OnRequest:
        return false;
    }
    return false;
}

std::optional<AuthOffer> offerForPerson(const std::vector<AuthOffer> &offers)
{
    for (const AuthScheme scheme : kForPeople) {
        const auto found = std::ranges::find(offers, scheme, &AuthOffer::scheme);
        if (found != offers.end())
            return *found;
    }
    return std::nullopt;
}

} // namespace lighterman
