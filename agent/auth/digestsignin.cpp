// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/digestsignin.h"

#include "agent/auth/plainsignin.h"

#include <QRandomGenerator>

#include <array>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// How often one request is signed anew because of a stale nonce.
constexpr int kMostRounds = 3;
constexpr qsizetype kLongestNextNonce = 4096;

QByteArray makeCnonce()
{
    std::array<quint32, 4> words{};
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
    QByteArray text;
    for (const quint32 word : words)
        text += QByteArray::number(word, 16).rightJustified(8, '0');
    return text;
}

std::shared_ptr<DigestNonce> makeNonce(const DigestChallenge &challenge)
{
    return std::make_shared<DigestNonce>(DigestNonce{challenge, makeCnonce()});
}

/// What stands in the request line: of a CONNECT host and port, else path and query, just as the
/// network manager writes them.
QByteArray requestTarget(const AuthRequest &request)
{
    if (request.method == "CONNECT") {
        const QByteArray host = request.url.host(QUrl::FullyEncoded).toLatin1();
        const int port = request.url.port(request.url.scheme() == "http"_L1 ? 80 : 443);
        return (host.contains(':') ? '[' + host + ']' : host) + ':' + QByteArray::number(port);
    }
    QUrl url = request.url;
    if (url.path().isEmpty())
        url.setPath(u"/"_s);
    return url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority | QUrl::RemoveFragment
                         | QUrl::NormalizePathSegments);
}

/// Whether a request with this method has no body.
bool isBodiless(QByteArrayView method)
{
    return method == "GET" || method == "HEAD" || method == "CONNECT";
}

class DigestAttempt final : public AuthAttempt
{
public:
    explicit DigestAttempt(std::shared_ptr<DigestSession> session)
        : m_session(std::move(session))
    {
    }

    void sign(const AuthRequest &request, Signed done) override
    {
        m_nonce = m_own ? m_own : m_session->current;
        const DigestChallenge &challenge = m_nonce->challenge;
        const bool isOfBody = challenge.qop == "auth-int";
        if (isOfBody && !isBodiless(request.method)) {
            done(fail(ErrorCode::InvalidAuthScheme, u"digest with the body of an upload"_s));
            return;
        }
        m_sent = {request.method, requestTarget(request), m_nonce->cnonce, ++m_nonce->uses,
                  isOfBody ? hexHash(challenge.hash, {}) : QByteArray()};
        done(AuthFields{digestField(challenge, m_session->user, m_session->base, m_sent), {}});
    }

    Result<AuthVerdict> heard(const AuthReply &reply) override
    {
        if (refuses(m_session->target, reply.status))
            return isStale(reply) ? AuthVerdict::Again : AuthVerdict::Refused;
        const Challenge info = parseAuthInfo(reply.info);
        if (m_nonce && !isProven(info))
            return fail(ErrorCode::ServerUnproven, u"digest: rspauth is wrong"_s,
                        ErrorContext::RemoteFile);
        takeNextNonce(info);
        return AuthVerdict::Accepted;
    }

private:
    /// Takes over the new nonce where the answer says that only the old one is at fault, and asks
    /// for nothing else than before.
    bool isStale(const AuthReply &reply)
    {
        if (!m_nonce || m_rounds >= kMostRounds)
            return false;
        const auto renewed = renewedBy(parseChallenges(reply.challenge));
        if (!renewed)
            return false;
        ++m_rounds;
        m_own = makeNonce(*renewed);
        m_session->current = m_own;
        return true;
    }

    [[nodiscard]] std::optional<DigestChallenge>
    renewedBy(const std::vector<Challenge> &challenges) const
    {
        const DigestChallenge &old = m_nonce->challenge;
        for (const Challenge &challenge : challenges) {
            auto read = readDigest(challenge);
            if (read && read->isStale && read->hash == old.hash && read->isSession == old.isSession
                && read->realm == old.realm)
                return read;
        }
        return std::nullopt;
    }

    /// A server need not prove anything (RFC 7616, section 3.5). With auth-int the body would be
    /// part of it, which is still to come.
    [[nodiscard]] bool isProven(const Challenge &info) const
    {
        const auto proof = info.value("rspauth");
        if (!proof || m_nonce->challenge.qop == "auth-int")
            return true;
        DigestRequest own = m_sent;
        own.method.clear();
        return Secret(proof->toLower())
            .isSame(Secret(digestResponse(m_nonce->challenge, m_session->base, own)));
    }

    void takeNextNonce(const Challenge &info)
    {
        const auto next = info.value("nextnonce");
        if (!m_nonce || !next || next->isEmpty() || next->size() > kLongestNextNonce
            || !info.isSound || *next == m_session->current->challenge.nonce)
            return;
        DigestChallenge challenge = m_nonce->challenge;
        challenge.nonce = *next;
        m_session->current = makeNonce(challenge);
    }

    std::shared_ptr<DigestSession> m_session;
    std::shared_ptr<DigestNonce> m_nonce; // that the request was signed with
    std::shared_ptr<DigestNonce> m_own;   // of the answer to it
    DigestRequest m_sent;
    int m_rounds = 0;
};

} // namespace

DigestSignIn::DigestSignIn(const Credentials &credentials, const DigestChallenge &challenge)
    : m_session(std::make_shared<DigestSession>())
{
    m_session->target = credentials.target;
    m_session->user = composed(credentials.user);
    m_session->base = digestBase(challenge, m_session->user, composed(credentials.secret));
    m_session->current = makeNonce(challenge);
}

std::unique_ptr<AuthAttempt> DigestSignIn::attempt()
{
    return std::make_unique<DigestAttempt>(m_session);
}

} // namespace lighterman
