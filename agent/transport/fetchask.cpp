// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/fetch.h"
#include "agent/transport/neterror.h"

#include <QSslError>

#include <algorithm>

// How a fetch asks, and who it says that it is.
namespace lighterman {

namespace {

/// Whether an answer asks who is there. With a redirect Passport does, for those who know it; a
/// browser would be led to a page.
bool isChallenge(const FileTask &task, const AuthReply &reply)
{
    constexpr int kFound = 302;
    constexpr int kUnauthorized = 401;
    if (reply.status == kFound && task.knowsPassport)
        return reply.challenge.trimmed().toLower().startsWith("passport1.4");
    return reply.status == kUnauthorized;
}

/// Whether an answer shows that credentials count. Who is too busy to answer, asks on behalf of
/// another server, or forbids without asking, may not have looked at them.
bool showsWho(int status)
{
    constexpr int kForbidden = 403;
    constexpr int kProxyWantsPassword = 407;
    constexpr int kTimeout = 408;
    constexpr int kTooMany = 429;
    constexpr int kServerError = 500;
    return status < kServerError && status != kForbidden && status != kProxyWantsPassword
        && status != kTimeout && status != kTooMany;
}

} // namespace

void Fetch::start(const Way &way)
{
    const Result<bool> ready = m_intake ? Result<bool>(true) : prepare();
    if (!ready)
        giveUp(ready.error());
    else if (*ready && mayEnter())
        send(way);
}

Ask Fetch::nextAsk()
{
    Ask ask;
    ask.url = m_route.url();
    ask.headers = m_route.headers();
    if (!m_file.ranges.empty()) {
        askForLeg(ask);
        return ask;
    }
    const Extent gap = mayGoOn() ? m_intake->gap(m_file.bytesTotal) : Extent();
    const ResumePoint &known = m_file.resume;
    // What cannot be known again is fetched anew: its end alone proves nothing.
    if (gap.begin > Intake::kTail && !(known.etag.isEmpty() && known.lastModified.isEmpty())) {
        ask.from = m_asksOn ? gap.begin : gap.begin - Intake::kTail; // what is here was compared
        if (m_file.bytesTotal && gap.end < *m_file.bytesTotal)
            ask.end = gap.end;
        ask.validator = validatorOf(known);
    }
    return ask;
}

void Fetch::send(const Way &way)
{
    Ask ask = nextAsk();
    const qint64 begin = m_intake && !m_leg ? m_intake->gap(m_file.bytesTotal).begin : 0;
    const qint64 have = m_intake && begin == 0 ? m_intake->have() : begin;
    m_asked = {have,
               m_leg ? m_leg->local : ask.from,
               m_leg ? m_file.resume.sourceSize : m_file.bytesTotal,
               m_file.resume,
               m_file.path,
               have > 0 && m_intake->part().isPage()};
    m_phase = Phase::Queued;
    m_sentAt.reset();
    m_resident.reset();
    m_isSuspect = false;
    m_lastActive = m_heardAt = Clock::now();
    m_way.emplace(way);
    ask.auth = m_entrance.take();
    m_reply = way.manager.get(makeRequest(ask, m_shared.options.userAgent, m_shared.tls));
    m_reply->setReadBufferSize(way.readBuffer);
    heed();
}

void Fetch::heed()
{
    const auto sent = [this] {
        if (m_phase == Phase::Queued)
            m_phase = Phase::Asked;
        m_lastActive = m_heardAt = Clock::now();
    };
    connect(m_reply, &QNetworkReply::socketStartedConnecting, this, sent);
    connect(m_reply, &QNetworkReply::requestSent, this, sent);
    connect(m_reply, &QNetworkReply::requestSent, this, [this] { m_sentAt = Clock::now(); });
    connect(m_reply, &QNetworkReply::requestSent, this, &Fetch::onSentAgain);
    connect(m_reply, &QNetworkReply::sslErrors, this,
            [this](const QList<QSslError> &errors) { m_distrust = distrust(errors); });
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &Fetch::onHead);
    connect(m_reply, &QNetworkReply::readyRead, this, &Fetch::onReadyRead);
    connect(m_reply, &QNetworkReply::finished, this, &Fetch::onFinished);
}

/// Whether the job says itself who it is: then it is left to it.
bool Fetch::signsItself() const
{
    return std::ranges::any_of(m_route.headers(), [](const Header &header) {
        return header.name.compare("Authorization", Qt::CaseInsensitive) == 0;
    });
}

Visit Fetch::visit() const
{
    return {m_id, m_task.job, AuthTarget::Server, url().adjusted(QUrl::RemoveUserInfo)};
}

/// Whether the next request can be sent now. False: it waits without a place, or is over.
bool Fetch::mayEnter()
{
    Admissions::Entry entry;
    if (!signsItself())
        entry = m_shared.admissions.enter(visit(), m_task.signsInBeforehand);
    m_entrance.use(entry.pass);
    switch (entry.kind) {
    case Admissions::Entry::Kind::Free:
    case Admissions::Entry::Kind::Signed:
        break;
    case Admissions::Entry::Kind::Wait:
        over(End::Held);
        return false;
    case Admissions::Entry::Kind::Closed:
        giveUp(entry.error.value_or(Error()));
        return false;
    }
    // An answer that is late finds it without a place, so that nobody waits for it as well.
    const auto isReady = m_entrance.sign(visit().url, [this] { emit ready(m_id); });
    if (isReady.value_or(false))
        return true;
    if (isReady)
        over(End::Held);
    else if (!httpStatus(isReady.error().code))
        giveUp(isReady.error());
    else // it is known without a request that these do not count
        over(m_shared.admissions.refused(visit(), m_entrance.pass(), {}) ? End::Held : End::Again);
    return false;
}

/// Looks at what an answer says of who asks. False: the request is over.
bool Fetch::isAdmitted(const Answer &answer)
{
    const AuthReply reply = authReplyOf(*m_reply, AuthTarget::Server);
    if (!m_entrance.isSigned())
        return !isAsked(answer, reply);
    const auto pass = m_entrance.pass();
    const auto verdict = m_entrance.heard(reply);
    if (!verdict) {
        giveUp(verdict.error());
        return false;
    }
    switch (*verdict) {
    case AuthVerdict::Accepted:
        if (showsWho(reply.status))
            m_shared.admissions.accepted(visit(), pass);
        return true;
    case AuthVerdict::Again:
        dropReply();
        if (const Way way = *m_way; mayEnter())
            send(way);
        return false;
    case AuthVerdict::Refused:
        over(m_shared.admissions.refused(visit(), pass, reply) ? End::Held : End::Again);
        return false;
    }
    return true;
}

/// Whether the server wants to know who asks, and there is somebody to say so. Where a portal may
/// be behind it, nobody is told anything.
bool Fetch::isAsked(const Answer &answer, const AuthReply &reply)
{
    const Error refusal{httpError(answer.status), {}, ErrorContext::RemoteFile, {}};
    if (!isChallenge(m_task, reply) || signsItself()
        || m_shared.admissions.offers(AuthTarget::Server, reply).empty()
        || portalBehind(doubtOf(m_task, m_shared.network), m_route.journey(), refusal))
        return false;
    over(m_shared.admissions.challenged(visit(), reply) ? End::Held : End::Again);
    return true;
}

} // namespace lighterman
