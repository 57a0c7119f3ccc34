// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/digest.h"
#include "agent/auth/httpsignins.h"
#include "agent/auth/passportcookies.h"
#include "agent/auth/passportwords.h"

#include <cstdlib>

using namespace lighterman;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void checkChallenges(const QByteArray &field)
{
    const auto challenges = parseChallenges(field);
    require(challenges.size() <= kMostChallenges);
    for (const Challenge &challenge : challenges) {
        require(challenge.parameters.size() <= kMostParameters);
        for (const auto &parameter : challenge.parameters)
            require(!challenge.isSound || !hasControls(parameter.value));
        (void)realmText(challenge.value("realm").value_or(QByteArray()));
    }
    (void)parseAuthInfo(field);
}

/// What comes back to a server is what it sent, and one field.
void checkDigest(const QByteArray &field)
{
    const auto chosen = chooseDigest(parseChallenges(field));
    if (!chosen)
        return;
    const Secret base = digestBase(*chosen, "user", Secret("password"));
    const QByteArray answer = digestField(*chosen, "user", base, {"GET", "/", "c", 1, {}});
    const auto read = parseChallenges(answer);
    require(!hasControls(answer) && read.size() == 1 && read.front().isSound);
    require(read.front().value("nonce") == chosen->nonce);
    require(read.front().value("realm") == chosen->realm);
    require(read.front().value("opaque") == chosen->opaque);
}

void checkQuoting(const QByteArray &text)
{
    if (hasControls(text) || text.size() > kLongestChallenges / 4)
        return;
    const auto read = parseChallenges("X a=" + quoted(text));
    require(read.size() == 1 && read.front().value("a") == text && read.front().isSound);
}

void checkPassport(const QByteArray &field)
{
    const QUrl url(QStringLiteral("https://a.example/x"));
    if (const auto part = passportPart(field)) {
        const PassportAsked asked{"GET", url, *part};
        const auto words = PassportWords::read(*part);
        const PassportAnswer answer{QStringLiteral("u"), words.without({}), 0};
        require(!hasControls(ticketRequest(asked)));
        require(!hasControls(signInRequest(asked, answer, Secret("p")).reveal()));
    }
    if (const auto place = readPlace(field))
        require(place->login.scheme() == u"https" && !place->login.host().isEmpty());
    PassportCookies cookies;
    cookies.take(url, field);
    require(!hasControls(cookies.fieldFor(url)));
}

} // namespace

/// Everything of signing in that reads what servers write, fed with anything.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    const QByteArray field(reinterpret_cast<const char *>(data), qsizetype(size));
    checkChallenges(field);
    checkDigest(field);
    checkQuoting(field);
    checkPassport(field);
    const HttpSignIns signIns(
        {QUrl(QStringLiteral("https://nexus.example/")), {}, QStringLiteral("r")});
    require(signIns.offers(AuthTarget::Server, {401, field, {}, {}}).size()
            <= std::size_t(kAuthSchemes));
    return 0;
}
