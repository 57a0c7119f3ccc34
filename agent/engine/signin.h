// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/timeports.h"
#include "common/model/credentials.h"

#include <vector>

// How challenges are answered: agent/auth knows the schemes, agent/transport carries the fields.
// All of it is made, used and answering on the thread of the transport.
namespace lighterman {

/// One way to sign in that an answer offers.
struct AuthOffer
{
    AuthScheme scheme = AuthScheme::Basic;
    QString realm = {}; ///< the server's own words: of any content, cut to kMaxRealm
    bool operator==(const AuthOffer &) const = default;
};

/// Whether listeners can read it; of NTLM because Qt turns it into Basic when it is asked to.
[[nodiscard]] constexpr bool showsSecret(AuthScheme scheme)
{
    return scheme == AuthScheme::Basic || scheme == AuthScheme::Bearer
        || scheme == AuthScheme::Ntlm;
}

/// The request that is to be signed.
struct AuthRequest
{
    QByteArray method = "GET";
    QUrl url; ///< as it is sent; for a CONNECT the server's
    /// For what the sign-in has to say to others first: goes the same way as this request.
    std::shared_ptr<class AuthMessenger> messenger = {};
};

/// What a connection signs in with, step by step, or a client key is opened with.
struct ConnectionLogin
{
    QString user; ///< NTLM: also DOMAIN\name; of a key empty
    Secret password;
    quint64 id = 0; ///< tells one sign-in from another, as long as the agent runs
};

/// What a signed request carries.
struct AuthFields
{
    QByteArray authorization = {}; ///< of Authorization or Proxy-Authorization; empty: none
    QByteArray cookie = {};        ///< of Cookie, which only Passport has; empty: none
    std::shared_ptr<const ConnectionLogin> login = {}; ///< none: the connection is anybody's
};

/// What came back for it, as far as it is about signing in. Lines of one name are joined by ", ",
/// those of Set-Cookie by line breaks: so Qt hands them over.
struct AuthReply
{
    int status = 0;
    QByteArray challenge = {}; ///< WWW- or Proxy-Authenticate; of a client key (401) its name
    QByteArray info = {};      ///< Authentication-Info or Proxy-Authentication-Info
    QByteArray cookies = {};   ///< Set-Cookie
};

enum class AuthVerdict : quint8 {
    Accepted, ///< whatever else the answer says
    Again,    ///< to be signed and sent once more: a stale nonce, a next step
    Refused,  ///< the credentials do not count there
};

/// The way of one request through a sign-in, from the first time that it is sent to the answer that
/// counts. Each request has its own.
class AuthAttempt
{
public:
    AuthAttempt() = default;
    AuthAttempt(const AuthAttempt &) = delete;
    AuthAttempt &operator=(const AuthAttempt &) = delete;
    virtual ~AuthAttempt() = default;

    /// Answers with what the request is to carry, once, at once or later; never after the attempt
    /// is gone. ticket-needed, server-unproven, and what can go wrong with requests of its own.
    using Signed = std::function<void(const Result<AuthFields> &)>;
    virtual void sign(const AuthRequest &request, Signed done) = 0;
    /// The answer to the request. Again ends by itself after a few rounds. server-unproven where
    /// the server has to show that it knows the secret, and does not.
    [[nodiscard]] virtual Result<AuthVerdict> heard(const AuthReply &reply) = 0;
};

/// One set of credentials at one server or proxy, for all requests of one job. Kept by
/// std::shared_ptr: attempts use what they have in common.
class SignIn
{
public:
    SignIn() = default;
    SignIn(const SignIn &) = delete;
    SignIn &operator=(const SignIn &) = delete;
    virtual ~SignIn() = default;
    [[nodiscard]] virtual std::unique_ptr<AuthAttempt> attempt() = 0;
};

/// A request that a sign-in makes of its own, to a login server: a GET over https, without anything
/// of the job.
struct AuthMessage
{
    QUrl url;
    QByteArray authorization = {}; ///< empty: none
    QByteArray cookie = {};        ///< empty: none
};

/// Its answer; redirects are not followed.
struct AuthMessageReply
{
    int status = 0;
    /// Names in lower case; lines of one name are joined as in AuthReply.
    std::vector<std::pair<QByteArray, QByteArray>> fields = {};
};

/// Sends them. Outlives what it sends.
class AuthMessenger
{
public:
    virtual ~AuthMessenger() = default;
    using Heard = std::function<void(const Result<AuthMessageReply> &)>;
    /// Answers once, later. Errors are those of transfers.
    [[nodiscard]] virtual std::unique_ptr<Pending> send(const AuthMessage &message, Heard done) = 0;
};

/// What a sign-in is made of.
struct SignInOrder
{
    Credentials credentials;
    QUrl url; ///< who asks: the link of a server, without user name and password, or the proxy
    QByteArray challenge = {}; ///< as in AuthReply; empty: it has not asked, and is to be told
};

/// The schemes that this program knows.
class SignIns
{
public:
    virtual ~SignIns() = default;
    /// What a challenge offers of them, the strongest first. An answer to a redirect offers
    /// Passport or nothing.
    [[nodiscard]] virtual std::vector<AuthOffer> offers(AuthTarget target,
                                                        const AuthReply &reply) const = 0;
    /// invalid-auth-scheme: the challenge does not offer it, or it cannot be used beforehand.
    /// Errors of validate().
    [[nodiscard]] virtual Result<std::shared_ptr<SignIn>> signIn(SignInOrder order) = 0;
};

} // namespace lighterman
