// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/auth/challenges.h"
#include "common/base/secret.h"

// The arithmetic of Digest (RFC 7616), and that of RFC 2069 for servers without a qop.
namespace lighterman {

/// The weakest first. SHA-512/256 has initial values of its own (FIPS 180-4): the example in
/// section 3.9.2, which truncates SHA-512, is wrong (erratum 4897).
enum class DigestHash : quint8 { Md5, Sha256, Sha512Of256 };

/// By OpenSSL, in hexadecimal digits of lower case; empty where the library does not have it.
[[nodiscard]] QByteArray hexHash(DigestHash hash, QByteArrayView bytes);

/// What a challenge asks for.
struct DigestChallenge
{
    DigestHash hash = DigestHash::Md5;
    bool isSession = false;    ///< the "-sess" variant
    QByteArray algorithm = {}; ///< as it was sent; empty: it was not
    QByteArray realm = {};
    QByteArray nonce = {};
    std::optional<QByteArray> opaque = {};
    QByteArray qop = {}; ///< "auth", "auth-int", or empty: as in RFC 2069
    bool hashesUser = false;
    bool isUtf8 = false;
    bool isStale = false;
    bool operator==(const DigestChallenge &) const = default;
};

/// Nothing for what is not sound, or asks for what there is not. RFC 2069 is answered with MD5
/// alone; auth-int is chosen where there is no auth.
[[nodiscard]] std::optional<DigestChallenge> readDigest(const Challenge &challenge);
/// The one with the strongest hash, whatever the server's order (RFC 7616, section 3.7, would take
/// the first): who is in the way cannot pick a weak one by changing the order.
[[nodiscard]] std::optional<DigestChallenge> chooseDigest(const std::vector<Challenge> &challenges);

/// What is signed of a request.
struct DigestRequest
{
    QByteArray method = {}; ///< empty: the server's own proof (section 3.5)
    QByteArray uri = {};    ///< as in the request line
    QByteArray cnonce = {};
    quint32 count = 0;        ///< of requests with this nonce
    QByteArray bodyHash = {}; ///< for auth-int
};

/// The hash of user, realm and password, all that is kept of the password.
[[nodiscard]] Secret digestBase(const DigestChallenge &challenge, const QByteArray &user,
                                const Secret &password);
/// The response to a challenge; with an empty method what rspauth has to be.
[[nodiscard]] QByteArray digestResponse(const DigestChallenge &challenge, const Secret &base,
                                        const DigestRequest &request);
/// All of the field, `Digest` included.
[[nodiscard]] QByteArray digestField(const DigestChallenge &challenge, const QByteArray &user,
                                     const Secret &base, const DigestRequest &request);

} // namespace lighterman
