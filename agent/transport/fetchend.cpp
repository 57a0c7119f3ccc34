// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/certificatewish.h"
#include "agent/transport/duecheck.h"
#include "agent/transport/fetch.h"
#include "agent/transport/neterror.h"
#include "common/base/log.h"
#include "common/base/redact.h"

// How a fetch ends: with a whole file, with an error, or by being asked anew.
namespace lighterman {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kReportEvery = 100ms;

/// `untrusted`: what is wrong with the certificate.
Error networkError(const QNetworkReply &reply, const std::optional<Distrust> &untrusted,
                   Shown shown)
{
    const QNetworkReply::NetworkError error = reply.error();
    if (auto wish = wishInAlert(reply, shown))
        return *wish;
    if (untrusted && error == QNetworkReply::SslHandshakeFailedError)
        return untrusted->error;
    return {codeOf(error), oneLine(reply.errorString()), ErrorContext::GeneralTransport, {}};
}

} // namespace

/// Qt sends a request anew by itself when the connection breaks, even in the middle of a chunked
/// body, and then ends without an error: with what had come before, or with the whole file behind
/// it.
void Fetch::onSentAgain()
{
    if (m_phase == Phase::Receiving)
        giveUp(Error{ErrorCode::ConnectionClosed,
                     u"the connection broke in the middle of the body"_s,
                     ErrorContext::GeneralTransport,
                     {}});
}

/// Heads that only an error brings along, and errors without any.
void Fetch::onFinishedUnheard()
{
    const Answer answer = Answer::of(*m_reply);
    if (answer.status >= 200 && m_reply->error() != QNetworkReply::ProtocolFailure) {
        onHead();
        return;
    }
    const Error error = networkError(*m_reply, m_distrust, {m_passage.isIdentified(m_route)});
    const bool isTunnelRefused = m_reply->error() == QNetworkReply::ProxyAuthenticationRequiredError
        && m_passage.refuseTunnel(m_route);
    if (isTunnelRefused || m_passage.doubt(*m_reply, m_route, error))
        over(End::Again);
    else
        giveUp(error);
}

void Fetch::onFinished()
{
    if (m_phase != Phase::Receiving)
        onFinishedUnheard();
    if (m_phase == Phase::Receiving)
        onReadyRead();
    // With the last of its piece the reply may be gone, and other connections go on.
    if (m_phase != Phase::Receiving || !m_reply)
        return;
    if (m_pace.isWaiting() && m_reply->bytesAvailable() > 0)
        return; // goOn() comes back to it
    if (m_reply->error() != QNetworkReply::NoError)
        giveUp(networkError(*m_reply, m_distrust, {m_passage.isIdentified(m_route)}));
    else if (m_leg && m_intake->isAtEnd())
        endLeg();
    else if (!m_intake->isComplete() || (m_file.bytesTotal && !m_intake->isFirstDone()))
        giveUp(Error{ErrorCode::ConnectionClosed,
                     u"fewer bytes than announced"_s,
                     ErrorContext::GeneralTransport,
                     {}});
    else if (m_isOpenEnded)
        askOn();
    else
        onFirstDone();
}

/// The server may have sent less than it was asked for, and does not say of how much. Asked from
/// the very end on, it has either more bytes, so that this comes to an end, or none (status 416).
void Fetch::askOn()
{
    progress(Clock::now(), true);
    m_asksOn = true;
    over(End::Again);
}

void Fetch::progress(Clock::time_point now, bool last)
{
    const std::pair state{m_intake->received(), m_intake->durable()};
    if (state == m_reported || (!last && now - m_reportedAt < kReportEvery))
        return;
    m_reported = state;
    m_reportedAt = now;
    if (m_file.bytesTotal)
        m_shared.reservations.lower(m_id, *m_file.bytesTotal - state.first);
    m_shared.reports.put(ProgressReport{m_id, state.first, m_intake->synced(), m_intake->record()});
}

void Fetch::complete()
{
    progress(Clock::now(), true);
    if (m_intake->part().mark() > 0) {
        if (const auto cut = m_intake->part().cut(m_intake->received()); !cut) {
            giveUp(cut.error());
            return;
        }
    }
    handOver(m_intake->part().release(), false);
}

/// The rest is up to the disk.
void Fetch::handOver(FileDescriptor file, bool isNamed)
{
    const qint64 size = isNamed ? *m_file.bytesTotal : m_intake->received();
    const qint64 synced = m_intake ? m_intake->synced() : size;
    m_file.bytesTransferred = size;
    m_file.bytesTotal = size;
    m_file.resume.synced = size;
    m_file.resume.pieces.clear();
    m_file.transferred = true;
    if (!isNamed)
        m_file.check.reset();
    m_shared.disk.give(
        FinishOrder{m_id, std::move(file), m_file, synced, dueCheck(m_task, m_file), isNamed});
    over(End::Over);
}

void Fetch::giveUp(const Error &reason)
{
    const Error error = portalBehind(doubtOf(m_task, m_shared.network), m_route.journey(), reason)
                            .value_or(reason);
    if (m_phase == Phase::Receiving)
        progress(Clock::now(), true);
    if (dueCheck(m_task, m_file))
        m_shared.disk.give(CallOffOrder{m_id}); // what it hashed so far
    if (m_distrust && m_distrust->certificate && error == m_distrust->error)
        m_shared.reports.put(DistrustedReport{m_id, m_route.url().adjusted(QUrl::RemoveUserInfo),
                                              *m_distrust->certificate});
    if (isAboutClientCertificate(error.code) && m_passage.isOwnServer(m_route))
        m_shared.reports.put(UncertifiedReport{m_id, m_route.url().adjusted(QUrl::RemoveUserInfo)});
    m_shared.reports.put(FinishedReport{m_id, tl::unexpected(error)});
    over(End::Over);
}

void Fetch::dropReply()
{
    if (!m_reply)
        return;
    // Only what this object hears: the manager wants to know of the end, too.
    disconnect(m_reply, nullptr, this, nullptr);
    // It may be in the middle of a signal. Its end aborts what is under way, without the warning
    // that abort() gives when the answer's own error is still to be delivered.
    m_reply->deleteLater();
    m_reply = nullptr;
    m_pace.stopWaiting();
}

void Fetch::flushFailed(int error)
{
    const Error lost = localError(error, m_intake->part().path());
    if (const auto cut = m_intake->cutToSynced(); !cut)
        qCWarning(lcTransport).noquote() << "part file not cut:" << cut.error().detail;
    progress(Clock::now(), true);
    giveUp(lost);
}

void Fetch::callOff()
{
    dropReply();
    dropSegments();
    m_passage.forget();
    m_shared.reservations.drop(m_id);
    m_phase = Phase::Over;
}

void Fetch::over(End end)
{
    dropReply();
    dropSegments();
    m_phase = end == End::Over ? Phase::Over : Phase::Waiting;
    if (end != End::Held)
        m_passage.forget();
    if (end == End::Over)
        m_shared.reservations.drop(m_id);
    emit ended(m_id, end); // last: the receiver may delete this object
}

} // namespace lighterman
