// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/segmentfetch.h"

#include "common/base/log.h"

namespace lighterman {

SegmentFetch::SegmentFetch(Pieces::Id id, const Source &source, const Sink &sink)
    : m_id(id)
    , m_source(source)
    , m_sink(sink)
    , m_pace(sink.pacing, sink.job, [this] { goOn(); })
{
}

SegmentFetch::~SegmentFetch()
{
    stop();
}

void SegmentFetch::fetch(QNetworkAccessManager &manager, Extent piece, qint64 readBuffer)
{
    m_manager = &manager;
    m_readBuffer = readBuffer;
    m_piece = piece;
    m_isOpen = false;
    m_entrance.use(m_source.pass);
    trySend();
}

AuthRequest SegmentFetch::request() const
{
    return {"GET", m_source.ask.url, m_source.messenger};
}

/// Sends the request once it is signed. What goes wrong with that comes later: this may be the
/// beginning of the piece.
void SegmentFetch::trySend()
{
    if (m_source.pass && !m_source.counts()) { // another one was refused with it
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (!m_reply && !m_entrance.isSigning())
                    end(End::Unknown);
            },
            Qt::QueuedConnection);
        return;
    }
    const auto later = [this] {
        QMetaObject::invokeMethod(this, &SegmentFetch::onSigned, Qt::QueuedConnection);
    };
    const auto isReady = m_entrance.sign(request(), later);
    if (!isReady)
        later();
    else if (*isReady)
        send();
}

void SegmentFetch::onSigned()
{
    if (m_reply || !m_entrance.isSigned() || m_entrance.isSigning())
        return; // it has been stopped since
    const auto isReady = m_entrance.sign(request(), {});
    if (!isReady)
        end(End::Unknown);
    else if (*isReady)
        send();
}

void SegmentFetch::send()
{
    Ask ask = m_source.ask;
    ask.from = m_piece.begin;
    ask.end = m_piece.end;
    ask.auth = m_entrance.take();
    m_askedAt = m_lastActive = m_heardAt = Clock::now();
    m_reply = m_manager->get(makeRequest(ask, m_source.userAgent, m_source.tls));
    m_reply->setReadBufferSize(m_readBuffer);
    connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
        if (!m_source.trust.excuse(*m_reply, errors))
            qCInfo(lcTransport) << "a further connection is not trusted";
    });
    connect(m_reply, &QNetworkReply::encrypted, this, [this] {
        if (!m_source.trust.recheck(*m_reply))
            return;
        disconnect(m_reply, nullptr, this, nullptr);
        m_reply->abort(); // now: the request would follow
        end(End::Refused);
    });
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &SegmentFetch::onHead);
    connect(m_reply, &QNetworkReply::readyRead, this, &SegmentFetch::onReadyRead);
    connect(m_reply, &QNetworkReply::finished, this, &SegmentFetch::onFinished);
    // Qt sends a request anew by itself when a connection breaks, even in the middle of a body, and
    // the bytes begin anew then.
    connect(m_reply, &QNetworkReply::requestSent, this, [this] {
        m_askedAt = Clock::now();
        if (m_isOpen)
            end(End::Broken);
    });
}

void SegmentFetch::stop()
{
    m_entrance.forget();
    dropReply();
}

void SegmentFetch::dropReply()
{
    if (!m_reply)
        return;
    disconnect(m_reply, nullptr, this, nullptr);
    m_reply->deleteLater(); // it may be in the middle of a signal
    m_reply = nullptr;
    m_pace.stopWaiting();
}

void SegmentFetch::giveUp()
{
    end(m_isOpen ? End::Broken : End::Refused);
}

void SegmentFetch::onHead()
{
    m_lastActive = m_heardAt = Clock::now();
    const Answer answer = Answer::of(*m_reply);
    if (m_isOpen || answer.status < 200 || !isAdmitted())
        return;
    switch (judgePiece(m_source.known, m_piece, answer)) {
    case PieceVerdict::Fits:
        m_isOpen = m_hasAnswered = true;
        m_roundTrip
            = std::chrono::duration_cast<std::chrono::milliseconds>(m_lastActive - m_askedAt);
        return;
    case PieceVerdict::Refused:
        qCInfo(lcTransport) << "a further connection is refused with status" << answer.status;
        end(End::Refused);
        return;
    case PieceVerdict::Unsound:
        qCInfo(lcTransport) << "not the range that was asked for, but status" << answer.status;
        end(End::Unsound);
        return;
    case PieceVerdict::Changed:
        end(End::Changed);
        return;
    }
}

/// Looks at what an answer says of who asks. False: the request is over.
bool SegmentFetch::isAdmitted()
{
    if (!m_entrance.isSigned())
        return true;
    const auto verdict = m_entrance.heard(authReplyOf(*m_reply, AuthTarget::Server));
    if (verdict == AuthVerdict::Accepted)
        return true;
    if (verdict == AuthVerdict::Again) {
        dropReply();
        trySend();
    } else {
        qCInfo(lcTransport) << "a further connection is not known to the server any more";
        end(End::Unknown);
    }
    return false;
}

void SegmentFetch::onReadyRead()
{
    m_heardAt = Clock::now();
    readOn();
}

/// How it ends with these bytes, if it does.
std::optional<SegmentFetch::End> SegmentFetch::put(QByteArrayView bytes)
{
    const auto done = m_sink.intake.put(m_id, bytes);
    if (!done) {
        m_failure = done.error();
        return End::Failed;
    }
    if (*done == Intake::Taken::Different)
        return End::Changed;
    // Others may have taken the end of it: what is still to come here is theirs.
    const auto rest = m_sink.intake.pieces().rest(m_id);
    const bool isOver = !rest || (rest->size() == 0 && rest->end < m_piece.end);
    return isOver ? std::optional(End::Done) : std::nullopt;
}

void SegmentFetch::readOn()
{
    m_lastActive = Clock::now();
    while (m_reply && m_isOpen) {
        QByteArray &buffer = m_sink.buffer;
        const qint64 most = m_pace.allowed(buffer.size());
        const qint64 count = most > 0 ? m_reply->read(buffer.data(), most) : 0;
        if (count <= 0)
            break;
        m_pace.spend(count);
        if (const auto over = put(QByteArrayView(buffer.constData(), count))) {
            end(*over);
            return;
        }
    }
    if (m_reply && m_isOpen)
        emit brought();
}

void SegmentFetch::onFinished()
{
    const QNetworkReply *const mine = m_reply; // what is told may begin another one
    if (!m_isOpen) {
        onHead(); // heads that only an error brings along
        if (m_reply != mine)
            return;
    }
    if (!m_isOpen) {
        end(End::Refused);
        return;
    }
    onReadyRead();
    if (m_reply != mine || (m_pace.isWaiting() && m_reply->bytesAvailable() > 0))
        return; // ended, or goOn() comes back to it
    const auto rest = m_sink.intake.pieces().rest(m_id);
    const bool isDone = !rest || rest->size() == 0;
    end(isDone ? End::Done : End::Broken);
}

/// It has had to wait, and may read on.
void SegmentFetch::goOn()
{
    if (!m_reply || !m_isOpen)
        return;
    if (m_reply->isFinished()) // what is left of it is all here
        onFinished();
    else
        readOn();
}

SegmentFetch::Clock::time_point SegmentFetch::lastHeard() const
{
    const bool hears = m_reply && !m_reply->isFinished()
        && m_reply->bytesAvailable() < m_reply->readBufferSize();
    return hears ? m_heardAt : Clock::now();
}

void SegmentFetch::setReadBuffer(qint64 bytes)
{
    if (m_reply)
        m_reply->setReadBufferSize(bytes);
}

void SegmentFetch::end(End end)
{
    stop();
    m_hasAnswered = m_hasAnswered && end == End::Done;
    emit ended(m_id, end);
}

} // namespace lighterman
