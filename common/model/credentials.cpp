// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/credentials.h"

#include "common/model/wirenames.h"

#include <algorithm>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array kTargets{"server"_L1, "proxy"_L1, "client-key"_L1};
constexpr std::array<QLatin1StringView, kAuthSchemes> kSchemes{
    "basic"_L1,    "digest"_L1, "ntlm"_L1,      "negotiate"_L1,
    "passport"_L1, "bearer"_L1, "passphrase"_L1};

bool hasControls(QStringView text)
{
    return std::ranges::any_of(text, [](QChar c) { return c < u' ' || c == u'\x7f'; });
}

/// The characters of a token68 (RFC 9110, section 11.2), which a bearer token is.
bool isToken(QByteArrayView bytes)
{
    constexpr QByteArrayView kOthers("-._~+/=");
    return std::ranges::all_of(bytes, [&](char c) {
        const bool isAlphanumeric
            = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return isAlphanumeric || kOthers.contains(c);
    });
}

Result<void> checkSizes(const Credentials &credentials)
{
    if (credentials.user.size() > kMaxUserName)
        return fail(ErrorCode::UserNameTooLarge);
    const QByteArrayView bytes = credentials.secret.reveal();
    // Each character has three bytes of UTF-8 at most, so that few have to be counted.
    if (bytes.size() > 3 * kMaxPassword
        || (bytes.size() > kMaxPassword && QString::fromUtf8(bytes).size() > kMaxPassword))
        return fail(ErrorCode::PasswordTooLarge);
    return {};
}

/// The person's own identity is nothing that these could send.
bool needsUser(AuthScheme scheme)
{
    return scheme == AuthScheme::Basic || scheme == AuthScheme::Digest
        || scheme == AuthScheme::Passport || scheme == AuthScheme::Ntlm;
}

Result<void> checkScheme(AuthScheme scheme, AuthTarget target)
{
    if (scheme == AuthScheme::Passport && target == AuthTarget::Proxy)
        return fail(ErrorCode::InvalidAuthScheme, u"passport is no scheme of proxies"_s);
    if ((scheme == AuthScheme::Passphrase) != (target == AuthTarget::ClientKey))
        return fail(ErrorCode::InvalidAuthScheme,
                    u"passphrase is the scheme of client-key, and only of that"_s);
    return {};
}

/// Not through the middle of a character, of which half would not be stored.
QString cutRealm(const QString &realm)
{
    QString cut = realm.left(kMaxRealm);
    if (!cut.isEmpty() && cut.back().isHighSurrogate())
        cut.chop(1);
    return cut;
}

} // namespace

QLatin1StringView wireName(AuthTarget target)
{
    return kTargets.at(std::size_t(target));
}

std::optional<AuthTarget> authTargetFromWire(QStringView name)
{
    return fromWire<AuthTarget>(kTargets, name);
}

QLatin1StringView wireName(AuthScheme scheme)
{
    return kSchemes.at(std::size_t(scheme));
}

std::optional<AuthScheme> authSchemeFromWire(QStringView name)
{
    return fromWire<AuthScheme>(kSchemes, name);
}

Result<AuthTarget> readAuthTarget(QStringView name)
{
    if (const auto target = authTargetFromWire(name.toString().toLower()))
        return *target;
    return fail(ErrorCode::InvalidAuthTarget);
}

Result<AuthScheme> readAuthScheme(QStringView name)
{
    if (const auto scheme = authSchemeFromWire(name.toString().toLower()))
        return *scheme;
    return fail(ErrorCode::InvalidAuthScheme);
}

Result<void> validate(const Credentials &credentials)
{
    const AuthScheme scheme = credentials.scheme;
    if (auto fits = checkScheme(scheme, credentials.target); !fits)
        return fits;
    if (auto sizes = checkSizes(credentials); !sizes)
        return sizes;
    if (hasControls(credentials.user))
        return fail(ErrorCode::InvalidArgument, u"a user name has no control characters"_s);
    if (needsUser(scheme) && credentials.user.isEmpty())
        return fail(ErrorCode::InvalidArgument, u"%1 needs a user name"_s.arg(wireName(scheme)));
    if (scheme == AuthScheme::Basic && credentials.user.contains(u':'))
        return fail(ErrorCode::InvalidArgument, u"a user name for basic has no colon"_s);
    if (scheme == AuthScheme::Negotiate
        && credentials.user.isEmpty() != credentials.secret.isEmpty())
        return fail(ErrorCode::InvalidArgument,
                    u"negotiate takes user name and password, or neither"_s);
    if (scheme == AuthScheme::Bearer
        && (credentials.secret.isEmpty() || !isToken(credentials.secret.reveal())))
        return fail(ErrorCode::InvalidArgument, u"this is no bearer token"_s);
    if (scheme == AuthScheme::Passphrase
        && (credentials.secret.isEmpty() || !credentials.user.isEmpty()))
        return fail(ErrorCode::InvalidArgument, u"a passphrase is needed, and no user name"_s);
    return {};
}

ProtectionSpace spaceOf(AuthTarget target, AuthScheme scheme, const QUrl &url, const QString &realm)
{
    if (target == AuthTarget::ClientKey)
        return {target, scheme, u"file"_s, {}, 0, cutRealm(realm), {}};
    const bool isSecure = url.scheme() == "https"_L1;
    return {
        target,          scheme, url.scheme(), url.host().toLower(), url.port(isSecure ? 443 : 80),
        cutRealm(realm), {}};
}

QString originOf(const ProtectionSpace &space)
{
    return u"%1://%2:%3"_s.arg(space.protocol, space.host).arg(space.port);
}

std::optional<Credentials> takeCredentials(QUrl &url)
{
    if (url.userInfo().isEmpty())
        return std::nullopt;
    Credentials taken;
    taken.user = url.userName(QUrl::FullyDecoded);
    taken.secret = Secret(url.password(QUrl::FullyDecoded).toUtf8());
    url.setUserInfo({});
    return taken;
}

} // namespace lighterman
