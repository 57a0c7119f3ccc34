// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/digest.h"

#include <QByteArrayList>

#include <algorithm>
#include <array>
#include <openssl/evp.h>
#include <span>

namespace lighterman {

namespace {

/// Of realm, nonce and opaque, which come back with every request.
constexpr qsizetype kLongestValue = 4096;

struct AlgorithmRow
{
    QByteArrayView name = {};
    DigestHash hash = DigestHash::Md5;
    bool isSession = false;
};
constexpr std::array kAlgorithms{
    AlgorithmRow{"MD5", DigestHash::Md5, false},
    AlgorithmRow{"MD5-sess", DigestHash::Md5, true},
    AlgorithmRow{"SHA-256", DigestHash::Sha256, false},
    AlgorithmRow{"SHA-256-sess", DigestHash::Sha256, true},
    AlgorithmRow{"SHA-512-256", DigestHash::Sha512Of256, false},
    AlgorithmRow{"SHA-512-256-sess", DigestHash::Sha512Of256, true},
};

const EVP_MD *methodOf(DigestHash hash)
{
    switch (hash) {
    case DigestHash::Md5:
        return EVP_md5();
    case DigestHash::Sha256:
        return EVP_sha256();
    case DigestHash::Sha512Of256:
        return EVP_sha512_256();
    }
    return nullptr;
}

/// The best of those that the server lists; nothing where it lists only others.
std::optional<QByteArray> chooseQop(const std::optional<QByteArray> &listed)
{
    if (!listed)
        return QByteArray();
    QByteArrayList words;
    for (const QByteArray &word : listed->split(','))
        words += word.trimmed().toLower();
    for (const char *known : {"auth", "auth-int"}) {
        if (words.contains(known))
            return QByteArray(known);
    }
    return std::nullopt;
}

bool says(const Challenge &challenge, QByteArrayView name, QByteArrayView word)
{
    const auto value = challenge.value(name);
    return value && isSameWord(*value, word);
}

bool isUsable(const DigestChallenge &challenge)
{
    const bool isShort = std::max({challenge.realm.size(), challenge.nonce.size(),
                                   challenge.opaque.value_or(QByteArray()).size()})
        <= kLongestValue;
    const bool isOld = challenge.qop.isEmpty();
    const bool isOfOldKind = challenge.hash == DigestHash::Md5 && !challenge.isSession;
    return isShort && (!isOld || isOfOldKind) && !hexHash(challenge.hash, {}).isEmpty();
}

/// The better, the higher.
int rank(const DigestChallenge &challenge)
{
    const int byQop = challenge.qop == "auth" ? 2 : int(challenge.qop.isEmpty());
    return 3 * int(challenge.hash) + byQop;
}

QByteArray count(const DigestRequest &request)
{
    return QByteArray::number(request.count, 16).rightJustified(8, '0');
}

/// ASCII, or bytes of UTF-8 that servers older than RFC 7616 would not find in `username*`.
bool isPlainName(const DigestChallenge &challenge, QByteArrayView user)
{
    const bool isAscii = std::ranges::all_of(user, [](char c) { return uchar(c) < 0x80; });
    return isAscii || (challenge.hash == DigestHash::Md5 && !challenge.isUtf8);
}

QByteArray userField(const DigestChallenge &challenge, const QByteArray &user)
{
    if (challenge.hashesUser)
        return "username=" + quoted(hexHash(challenge.hash, user + ':' + challenge.realm));
    if (isPlainName(challenge, user))
        return "username=" + quoted(user);
    return "username*=UTF-8''" + user.toPercentEncoding();
}

/// The hash of both with a colon between. What stands for the password is left nowhere: a sum of
/// byte arrays would leave one of each.
Secret hashedWith(DigestHash hash, const Secret &base, const QByteArray &rest)
{
    QByteArray whole;
    whole.reserve(base.reveal().size() + rest.size() + 1);
    whole += base.reveal();
    whole += ':' + rest;
    Secret hashed(hexHash(hash, whole));
    wipe(whole);
    return hashed;
}

} // namespace

QByteArray hexHash(DigestHash hash, QByteArrayView bytes)
{
    std::array<uchar, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    if (EVP_Digest(bytes.data(), std::size_t(bytes.size()), digest.data(), &length, methodOf(hash),
                   nullptr)
        != 1)
        return {};
    QByteArray whole;
    for (const uchar byte : std::span(digest).first(length))
        whole += char(byte);
    return whole.toHex();
}

std::optional<DigestChallenge> readDigest(const Challenge &challenge)
{
    const auto algorithm = challenge.value("algorithm");
    const auto *const known = std::ranges::find_if(kAlgorithms, [&](const AlgorithmRow &row) {
        return isSameWord(row.name, algorithm.value_or("MD5"));
    });
    const auto realm = challenge.value("realm");
    const auto nonce = challenge.value("nonce");
    const auto qop = chooseQop(challenge.value("qop"));
    if (challenge.scheme != "digest" || !challenge.isSound || known == kAlgorithms.end() || !realm
        || !nonce || !qop)
        return std::nullopt;
    const DigestChallenge read{known->hash,
                               known->isSession,
                               algorithm.value_or(QByteArray()),
                               *realm,
                               *nonce,
                               challenge.value("opaque"),
                               *qop,
                               says(challenge, "userhash", "true"),
                               says(challenge, "charset", "UTF-8"),
                               says(challenge, "stale", "true")};
    return isUsable(read) ? std::optional(read) : std::nullopt;
}

std::optional<DigestChallenge> chooseDigest(const std::vector<Challenge> &challenges)
{
    std::optional<DigestChallenge> best;
    for (const Challenge &challenge : challenges) {
        const auto read = readDigest(challenge);
        if (read && (!best || rank(*read) > rank(*best)))
            best = read;
    }
    return best;
}

Secret digestBase(const DigestChallenge &challenge, const QByteArray &user, const Secret &password)
{
    QByteArray whole;
    whole.reserve(user.size() + challenge.realm.size() + password.reveal().size() + 2);
    whole += user + ':' + challenge.realm + ':';
    whole += password.reveal();
    Secret base(hexHash(challenge.hash, whole));
    wipe(whole);
    return base;
}

QByteArray digestResponse(const DigestChallenge &challenge, const Secret &base,
                          const DigestRequest &request)
{
    const Secret first = challenge.isSession
        ? hashedWith(challenge.hash, base, challenge.nonce + ':' + request.cnonce)
        : base.copy();
    QByteArray second = request.method + ':' + request.uri;
    if (challenge.qop == "auth-int")
        second += ':' + request.bodyHash;
    QByteArray between = challenge.nonce;
    if (!challenge.qop.isEmpty())
        between += ':' + count(request) + ':' + request.cnonce + ':' + challenge.qop;
    between += ':' + hexHash(challenge.hash, second);
    return hashedWith(challenge.hash, first, between).reveal().toByteArray();
}

QByteArray digestField(const DigestChallenge &challenge, const QByteArray &user, const Secret &base,
                       const DigestRequest &request)
{
    QByteArrayList parts{
        userField(challenge, user),
        "realm=" + quoted(challenge.realm),
        "nonce=" + quoted(challenge.nonce),
        "uri=" + quoted(request.uri),
        "response=" + quoted(digestResponse(challenge, base, request)),
    };
    if (!challenge.algorithm.isEmpty())
        parts += "algorithm=" + challenge.algorithm;
    if (challenge.opaque)
        parts += "opaque=" + quoted(*challenge.opaque);
    if (!challenge.qop.isEmpty())
        parts
            += {"qop=" + challenge.qop, "nc=" + count(request), "cnonce=" + quoted(request.cnonce)};
    if (challenge.hashesUser)
        parts += "userhash=true";
    return "Digest " + parts.join(", ");
}

} // namespace lighterman
