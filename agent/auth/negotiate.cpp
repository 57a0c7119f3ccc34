// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/negotiate.h"

#include "agent/auth/gsscontext.h"
#include "agent/auth/gsstickets.h"
#include "agent/auth/slowwork.h"

#include <QTimer>

#include <mutex>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView kScheme("Negotiate");
constexpr qsizetype kLongestToken = qsizetype{64} << 10; // of base64
/// Kerberos takes one; more are for what a server may still want to settle.
constexpr int kMostRounds = 4;

/// What the attempts of one sign-in have in common.
struct Common
{
    AuthTarget target = AuthTarget::Server;
    QByteArray host; ///< as names are sent: ASCII
    QByteArray key;  ///< whose attempts wait for the same KDC
    std::shared_ptr<SlowWork> worker;
    std::shared_ptr<GssTickets> tickets; ///< the worker's
    std::chrono::milliseconds patience;

    /// A refusal in the words of who asks.
    [[nodiscard]] Error worded(Error error) const
    {
        if (error.code == httpError(401) && target == AuthTarget::Proxy)
            error.code = httpError(407);
        return error;
    }
};

class Attempt;

/// One signing, from the attempt to the worker and back. Whoever is late finds nobody.
struct Round
{
    std::mutex mutex;
    Attempt *attempt = nullptr; ///< null once it does not listen any more
    std::optional<Result<QByteArray>> token;
    // The worker's until the token is there.
    QByteArray said; ///< by the other side
    std::unique_ptr<GssContext> context;
};

class Attempt final : public QObject, public AuthAttempt
{
public:
    explicit Attempt(std::shared_ptr<const Common> common)
        : m_common(std::move(common))
    {
        m_deadline.setSingleShot(true);
        connect(&m_deadline, &QTimer::timeout, this, [this] {
            giveUp();
            answer(fail(ErrorCode::TimedOut, u"Kerberos: no KDC has answered in time"_s));
        });
    }
    ~Attempt() override { giveUp(); }
    Attempt(const Attempt &) = delete;
    Attempt &operator=(const Attempt &) = delete;

    void sign(const AuthRequest &request, Signed done) override;
    [[nodiscard]] Result<AuthVerdict> heard(const AuthReply &reply) override;

    /// A round has its token. From the worker, by way of the event loop.
    void take();

private:
    [[nodiscard]] Result<AuthVerdict> checkProof(const AuthReply &reply);
    void giveUp();
    void answer(const Result<AuthFields> &fields);

    std::shared_ptr<const Common> m_common;
    std::shared_ptr<Round> m_round; ///< null unless one is under way
    std::unique_ptr<GssContext> m_context;
    QByteArray m_said; ///< to be answered by the next signing
    Signed m_done;
    QTimer m_deadline;
    int m_rounds = 0;
};

/// On a thread of the worker.
void workOn(const Common &common, Round &round)
{
    {
        const std::scoped_lock lock(round.mutex);
        if (!round.attempt)
            return;
    }
    const auto token = [&]() -> Result<QByteArray> {
        if (!round.context) {
            auto cache = common.tickets->ticketFor(common.host);
            if (!cache)
                return cache;
            round.context = std::make_unique<GssContext>(common.host, std::move(*cache));
        }
        return round.context->step(round.said);
    }();
    const std::scoped_lock lock(round.mutex);
    round.token = token;
    if (Attempt *const attempt = round.attempt)
        QMetaObject::invokeMethod(
            attempt, [attempt] { attempt->take(); }, Qt::QueuedConnection);
}

void Attempt::sign(const AuthRequest & /*request*/, Signed done)
{
    giveUp();
    m_done = std::move(done);
    m_round = std::make_shared<Round>();
    m_round->attempt = this;
    // A token counts once, so a request that is sent again begins anew.
    if (!m_said.isEmpty()) {
        m_round->said = std::exchange(m_said, {});
        m_round->context = std::move(m_context);
    }
    m_context.reset();
    ++m_rounds;
    m_deadline.start(m_common->patience);
    m_common->worker->run(m_common->key,
                          [common = m_common, round = m_round] { workOn(*common, *round); });
}

void Attempt::take()
{
    Result<QByteArray> token;
    if (!m_round)
        return; // it was given up when this was on its way
    {
        const std::scoped_lock lock(m_round->mutex);
        if (!m_round->token)
            return; // likewise, and this is the next one
        token = std::move(*m_round->token);
        m_context = std::move(m_round->context);
    }
    giveUp();
    if (!token) {
        m_context.reset();
        // What the other side said to a ticket made no sense, or said no.
        const bool isOther = token.error().code == ErrorCode::ServerUnproven;
        if (isOther)
            token.error().code = httpError(401);
        answer(tl::unexpected(m_common->worded(token.error())));
    } else if (token->isEmpty()) {
        answer(tl::unexpected(m_common->worded({httpError(401), u"GSSAPI: nothing to add"_s})));
    } else {
        answer(AuthFields{kScheme.toByteArray() + ' ' + token->toBase64(), {}});
    }
}

Result<AuthVerdict> Attempt::heard(const AuthReply &reply)
{
    const bool isOfProxy = m_common->target == AuthTarget::Proxy;
    if (reply.status != (isOfProxy ? 407 : 401))
        return checkProof(reply);
    const auto token = negotiateToken(reply.challenge);
    if (!token || !m_context || m_context->isProven() || m_rounds >= kMostRounds)
        return AuthVerdict::Refused;
    const auto said
        = QByteArray::fromBase64Encoding(*token, QByteArray::AbortOnBase64DecodingErrors);
    if (!said || (*said).isEmpty())
        return AuthVerdict::Refused;
    m_said = *said;
    return AuthVerdict::Again;
}

/// No KDC is asked for that, so it can be done here.
Result<AuthVerdict> Attempt::checkProof(const AuthReply &reply)
{
    auto token = negotiateToken(reply.challenge);
    if (!token)
        token = negotiateToken(reply.info);
    if (!token || !m_context || m_context->isProven())
        return AuthVerdict::Accepted;
    const auto said
        = QByteArray::fromBase64Encoding(*token, QByteArray::AbortOnBase64DecodingErrors);
    if (!said)
        return fail(ErrorCode::ServerUnproven, u"GSSAPI: the proof is not base64"_s);
    if (const auto step = m_context->step(*said); !step)
        return tl::unexpected(step.error());
    if (!m_context->isProven())
        return fail(ErrorCode::ServerUnproven, u"GSSAPI: the proof is not complete"_s);
    return AuthVerdict::Accepted;
}

void Attempt::giveUp()
{
    m_deadline.stop();
    if (!m_round)
        return;
    {
        const std::scoped_lock lock(m_round->mutex);
        m_round->attempt = nullptr;
    }
    m_round.reset(); // the worker may hold on to it
}

void Attempt::answer(const Result<AuthFields> &fields)
{
    const Signed done = std::exchange(m_done, {});
    done(fields); // the attempt may be gone now
}

class Negotiating final : public SignIn
{
public:
    explicit Negotiating(std::shared_ptr<const Common> common)
        : m_common(std::move(common))
    {
    }
    std::unique_ptr<AuthAttempt> attempt() override { return std::make_unique<Attempt>(m_common); }

private:
    std::shared_ptr<const Common> m_common;
};

/// The field in its elements: commas within quotes separate nothing.
std::vector<QByteArrayView> elementsOf(QByteArrayView field)
{
    std::vector<QByteArrayView> elements;
    bool isQuoted = false;
    qsizetype begin = 0;
    for (qsizetype at = 0; at < field.size(); ++at) {
        const char c = field.at(at);
        if (isQuoted && c == '\\') {
            ++at;
        } else if (c == '"') {
            isQuoted = !isQuoted;
        } else if (c == ',' && !isQuoted) {
            elements.push_back(field.sliced(begin, at - begin).trimmed());
            begin = at + 1;
        }
    }
    elements.push_back(field.sliced(begin).trimmed());
    return elements;
}

} // namespace

std::shared_ptr<SignIn> negotiateSignIn(Credentials credentials, const QUrl &url,
                                        std::shared_ptr<SlowWork> worker,
                                        std::chrono::milliseconds patience)
{
    const QByteArray host = url.host(QUrl::FullyEncoded).toLower().toUtf8();
    const QByteArray key = host + '\n' + credentials.user.toUtf8();
    auto tickets = std::make_shared<GssTickets>(credentials.user, std::move(credentials.secret));
    return std::make_shared<Negotiating>(std::make_shared<const Common>(
        Common{credentials.target, host, key, std::move(worker), std::move(tickets), patience}));
}

std::optional<QByteArray> negotiateToken(const QByteArray &field)
{
    if (field.size() > 2 * kLongestToken)
        return std::nullopt;
    for (const QByteArrayView element : elementsOf(field)) {
        const QByteArrayView rest = element.sliced(std::min(element.size(), kScheme.size()));
        const bool isOurs
            = element.first(element.size() - rest.size()).compare(kScheme, Qt::CaseInsensitive)
            == 0;
        if (isOurs && rest.startsWith(' ') && rest.size() <= kLongestToken)
            return rest.trimmed().toByteArray();
    }
    return std::nullopt;
}

} // namespace lighterman
