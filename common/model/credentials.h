// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/secret.h"
#include "common/model/error.h"

#include <QUrl>

namespace lighterman {

/// Who asks for credentials.
enum class AuthTarget : quint8 {
    Server,
    Proxy,
    ClientKey, ///< nobody elsewhere: the key of a client certificate is locked
};
[[nodiscard]] QLatin1StringView wireName(AuthTarget target);
[[nodiscard]] std::optional<AuthTarget> authTargetFromWire(QStringView name);

/// How they are given: the five of BITS (its reference, section 6.1), bearer tokens (RFC 6750), and
/// what opens a client key.
enum class AuthScheme : quint8 { Basic, Digest, Ntlm, Negotiate, Passport, Bearer, Passphrase };
inline constexpr int kAuthSchemes = 7;
[[nodiscard]] QLatin1StringView wireName(AuthScheme scheme);
[[nodiscard]] std::optional<AuthScheme> authSchemeFromWire(QStringView name);

/// As people write them; invalid-auth-target and invalid-auth-scheme.
[[nodiscard]] Result<AuthTarget> readAuthTarget(QStringView name);
[[nodiscard]] Result<AuthScheme> readAuthScheme(QStringView name);

/// Reference of BITS, section 0.
inline constexpr qsizetype kMaxUserName = 300;    ///< UTF-16 units
inline constexpr qsizetype kMaxPassword = 65'535; ///< UTF-16 units

/// For one target and scheme of a job.
struct Credentials
{
    AuthTarget target = AuthTarget::Server;
    AuthScheme scheme = AuthScheme::Basic;
    QString user = {}; ///< empty with an empty secret: the person's own, where the scheme has such
    Secret secret = {};

    [[nodiscard]] Credentials copy() const { return {target, scheme, user, secret.copy()}; }
    /// The person's own ticket is to be used, and nothing else is given.
    [[nodiscard]] bool areImplicit() const { return user.isEmpty() && secret.isEmpty(); }
};

/// What is wrong with credentials before anybody is asked: invalid-auth-scheme (bearer and passport
/// are no schemes of proxies, and passphrase is that of client keys alone), username-too-large,
/// password-too-large, invalid-argument (nothing given for a scheme that needs it; a colon in a
/// name for basic, RFC 7617 section 2; control characters; what is no token for bearer).
[[nodiscard]] Result<void> validate(const Credentials &credentials);

/// Where credentials count: RFC 9110, section 11.5. The scheme is one of its parts, so that what is
/// known to be refused in one way may still be tried in another.
struct ProtectionSpace
{
    AuthTarget target = AuthTarget::Server;
    AuthScheme scheme = AuthScheme::Basic;
    QString protocol = {}; ///< of the way there: http or https; of a client key `file`
    QString host = {};     ///< lower case; of a client key empty
    int port = 0;
    /// The server's own words: of any content, cut to kMaxRealm. Of a client key its file, else its
    /// name; of a question for a client certificate the one that was shown in vain.
    QString realm = {};
    QString account = {}; ///< the user name that is asked for there; empty: any
    bool operator==(const ProtectionSpace &) const = default;
};
inline constexpr qsizetype kMaxRealm = 500; ///< UTF-16 units

/// The space of a server that asks at this URL; that of a client key is its realm alone.
[[nodiscard]] ProtectionSpace spaceOf(AuthTarget target, AuthScheme scheme, const QUrl &url,
                                      const QString &realm);

/// Scheme, host and port, as in http://a.example:80.
[[nodiscard]] QString originOf(const ProtectionSpace &space);

/// Takes user name and password out of a link. Nothing where it has neither.
[[nodiscard]] std::optional<Credentials> takeCredentials(QUrl &url);

} // namespace lighterman
