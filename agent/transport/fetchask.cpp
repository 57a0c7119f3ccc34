// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/certificatewish.h"
#include "agent/transport/connectionlogin.h"
#include "agent/transport/fetch.h"
#include "agent/transport/neterror.h"

#include <QSslError>

// How a fetch asks, and who it says that it is.
namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// NTLM takes three, and a connection may break in between.
constexpr int kMostSends = 8;

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
    m_passage.sign(ask);
    QNetworkAccessManager &manager = m_passage.manager(ask, m_route, way.place, way.manager);
    m_reply = manager.get(makeRequest(ask, m_shared.options.userAgent, m_passage.tls(m_route)));
    signInConnections(manager, *m_reply, ask);
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
    connect(m_reply, &QNetworkReply::requestSent, this, [this, times = 0]() mutable {
        m_sentAt = Clock::now();
        if (++times > kMostSends) // Qt goes on for ever with a server that repeats itself
            giveUp(Error{ErrorCode::InvalidServerResponse,
                         u"it asks who is there again and again"_s,
                         ErrorContext::RemoteFile,
                         {}});
    });
    connect(m_reply, &QNetworkReply::requestSent, this, &Fetch::onSentAgain);
    heedTrust();
    m_passage.watch(*m_reply, m_route, [this](const auto &outcome) { (void)follow(outcome); });
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &Fetch::onHead);
    connect(m_reply, &QNetworkReply::readyRead, this, [this] {
        if (m_phase == Phase::Receiving)
            onReadyRead();
        else if (m_phase != Phase::Over && !needsPage(*m_reply))
            onHead(); // which has waited for its page
    });
    connect(m_reply, &QNetworkReply::finished, this, &Fetch::onFinished);
}

/// Who the server is counts before it is asked.
void Fetch::heedTrust()
{
    connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
        m_distrust = m_shared.trust.judge(*m_reply, errors);
    });
    connect(m_reply, &QNetworkReply::encrypted, this, [this] {
        m_distrust = m_shared.trust.recheck(*m_reply);
        if (!m_distrust)
            return;
        disconnect(m_reply, nullptr, this, nullptr);
        m_reply->abort(); // now: the request would follow
        giveUp(m_distrust->error);
    });
}

/// Whether the next request can be sent now. False: it waits without a place, or is over.
bool Fetch::mayEnter()
{
    return follow(m_passage.enter(m_route, [this] { emit ready(m_id); }));
}

/// Whether nothing is in the way. False: the request is over.
bool Fetch::follow(const Passage::Outcome &outcome)
{
    switch (outcome.step) {
    case Passage::Step::Go:
        return true;
    case Passage::Step::Wait:
        over(End::Held);
        break;
    case Passage::Step::Again:
        over(End::Again);
        break;
    case Passage::Step::Resend:
        dropReply();
        if (const Way way = *m_way; mayEnter())
            send(way);
        break;
    case Passage::Step::Fail:
        giveUp(outcome.error.value_or(Error()));
        break;
    }
    return false;
}

} // namespace lighterman
