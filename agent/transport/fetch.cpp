// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/fetch.h"

#include "agent/transport/certificatewish.h"
#include "agent/transport/duecheck.h"
#include "agent/transport/filename.h"
#include "common/base/log.h"
#include "common/base/redact.h"

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostRestarts = 2;

/// Through the bulk lane Qt 6.4 may end a chunked body without an error when the connection breaks
/// in the middle of it: reading straight from the kernel it meets the end of the stream where it
/// does not look for errors. Behind a buffer, also that of TLS, it does not.
bool mayBeCutUnseen(const Answer &answer, const QUrl &url, Lane lane)
{
    return answer.isChunked && !answer.total() && lane == Lane::Bulk && url.scheme() == "http"_L1;
}

} // namespace

Fetch::Fetch(TransferId id, FileTask task, FetchShared &shared)
    : m_id(id)
    , m_task(std::move(task))
    , m_shared(shared)
    , m_file(m_task.file)
    , m_route(m_file.url, m_task.headers)
    , m_passage(m_id, m_task, m_shared)
    , m_pace(m_shared.pacing, m_task.job, [this] { goOn(); })
{
}

Fetch::~Fetch()
{
    dropReply();
}

HostQueues::Waiting Fetch::waiting() const
{
    const JobId &job = m_task.job;
    HostQueues::Waiting waiting{m_id, {}, m_isChunked, job};
    waiting.isForeground = !m_shared.pacing.paceOf(job).isShared;
    waiting.isPaced = m_shared.pacing.limitOf(job).has_value();
    if (!m_file.ranges.empty()) // the same for all of them, so that they share a connection
        waiting.size = bytesOf(m_file.ranges, m_file.resume.sourceSize);
    else if (m_file.bytesTotal)
        waiting.size = *m_file.bytesTotal - m_file.bytesTransferred;
    return waiting;
}

void Fetch::onHead()
{
    m_lastActive = m_heardAt = Clock::now();
    if (m_sentAt)
        m_roundTrip
            = std::chrono::duration_cast<std::chrono::milliseconds>(m_lastActive - *m_sentAt);
    const Answer answer = Answer::of(*m_reply);
    if (m_phase == Phase::Receiving || answer.status < 200 || needsPage(*m_reply))
        return;
    if (const auto portal
        = portalIn(doubtOf(m_task, m_shared.network), m_route.journey(), m_asked, answer)) {
        giveUp(*portal);
        return;
    }
    if (!follow(m_passage.heard(*m_reply, m_route)))
        return;
    if (m_task.portal != PortalSeen::No && isPastPortals(m_route.journey(), answer)) {
        m_task.portal = PortalSeen::No;
        m_shared.reports.put(PastPortalReport{m_id});
    }
    act(m_leg ? judgeLeg(m_asked, m_file.ranges, *m_leg, answer) : judge(m_asked, answer), answer);
}

void Fetch::act(const Verdict &verdict, const Answer &answer)
{
    Result<void> done;
    switch (verdict.step) {
    case Verdict::Step::FromStart:
        if (!m_leg && mayBeCutUnseen(answer, url(), m_way->place.lane)) {
            m_isChunked = true;
            m_route.arrive();
            over(End::Again);
            return;
        }
        done = beginFromStart(answer);
        break;
    case Verdict::Step::Append:
        done = beginAppend(answer);
        break;
    case Verdict::Step::Whole:
        complete();
        return;
    case Verdict::Step::AskAgain:
        askAgain();
        return;
    case Verdict::Step::Redirect:
        redirect(answer);
        return;
    case Verdict::Step::Fail:
        fail(wishInPage(*m_reply, {m_passage.isIdentified(m_route)})
                 .value_or(verdict.error.value_or(Error())));
        return;
    }
    if (done)
        begun(answer);
    else
        giveUp(done.error());
}

Result<void> Fetch::beginFromStart(const Answer &answer)
{
    if (m_file.path.isEmpty())
        m_file.path
            = m_task.folder + u'/' + nameFor(answer.disposition, m_task.file.url, m_route.url());
    const auto total = localTotal(answer);
    auto ready = m_intake ? startOver(total) : create(total);
    m_file.bytesTotal = total;
    if (!ready && ready.error().code == ErrorCode::DiskFull) // how much room there has to be
        m_shared.reports.put(ConnectedReport{m_id, m_file});
    if (!ready)
        return ready;
    m_file.partPath = m_intake->part().path();
    m_file.resumable = resumable(m_asked, answer);
    m_file.resume = {0,
                     answer.etag,
                     answer.lastModified,
                     m_intake->part().continuity(),
                     {},
                     sourceSize(answer),
                     false,
                     digestOf(answer)};
    m_file.check.reset();
    m_isOpenEnded = m_asksOn = false;
    m_intake->expect(0, 0, endOf(answer, 0));
    return {};
}

Result<void> Fetch::beginAppend(const Answer &answer)
{
    if (m_intake->part().mark() == 0) {
        if (auto cut = m_intake->part().cut(m_asked.have); !cut)
            return cut;
    }
    if (const auto total = localTotal(answer))
        m_file.bytesTotal = total;
    m_file.resume.sourceSize = sourceSize(answer);
    m_file.resume.isElsewhere = false;
    m_file.resumable = !validatorOf(m_file.resume).isEmpty(); // else only ranges of one run
    if (!m_file.resume.digest)
        m_file.resume.digest = digestOf(answer);
    m_isOpenEnded = !m_file.bytesTotal;
    m_intake->expect(m_asked.from, m_asked.have, endOf(answer, m_asked.from));
    return m_file.bytesTotal
        ? m_shared.reservations.makeRoom(m_id, m_intake->part(), *m_file.bytesTotal)
        : Result<void>();
}

void Fetch::begun(const Answer &answer)
{
    m_phase = Phase::Receiving;
    m_route.arrive();
    const auto due = dueCheck(m_task, m_file);
    m_intake->hashWith(due ? due->against.algorithm : QString());
    m_file.transferred = false;
    m_file.bytesTransferred = m_intake->received();
    m_file.resume.synced = m_intake->synced();
    m_file.resume.pieces = m_intake->record();
    m_reported = {m_file.bytesTransferred, m_intake->durable()};
    if (m_place == 0 || !m_leg->last) // else nothing is new
        m_shared.reports.put(ConnectedReport{m_id, m_file});
    if (answer.total())
        emit sized(m_id, m_file.bytesTotal.value_or(*answer.total()));
}

void Fetch::onReadyRead()
{
    m_heardAt = Clock::now();
    readOn();
}

/// Reads what has come, as far as the limit lets it.
void Fetch::readOn()
{
    m_lastActive = Clock::now();
    while (m_phase == Phase::Receiving) {
        const qint64 most = m_pace.allowed(m_shared.buffer.size());
        const qint64 count = most > 0 ? m_reply->read(m_shared.buffer.data(), most) : 0;
        if (count <= 0)
            break;
        m_pace.spend(count);
        if (!take(QByteArrayView(m_shared.buffer.constData(), count)))
            return;
        // What is still to come is here, or on its way over other connections.
        if (m_intake->isFirstDone() && !m_intake->isComplete()) {
            onFirstDone();
            return;
        }
    }
    if (m_phase == Phase::Receiving)
        progress(m_lastActive, false);
}

/// False: the request is over.
bool Fetch::take(QByteArrayView bytes)
{
    const auto taken = m_intake->take(bytes);
    if (!taken) {
        giveUp(taken.error());
        return false;
    }
    if (*taken == Intake::Taken::Different) {
        askAgain();
        return false;
    }
    return true;
}

void Fetch::redirect(const Answer &answer)
{
    if (const auto followed = m_route.follow(answer.location))
        over(End::Again);
    else
        giveUp(followed.error());
}

/// What the server says no to. Where a redirect led some time ago, that says nothing of the link.
void Fetch::fail(const Error &reason)
{
    if (m_route.isOld() && kindOf(reason) == ErrorKind::Fatal && httpStatus(reason.code)) {
        m_route.startAgain();
        over(End::Again);
        return;
    }
    giveUp(reason);
}

/// What is here is not what the server has now: everything is fetched anew, as soon as it answers.
void Fetch::askAgain()
{
    qCInfo(lcTransport).noquote() << "file has changed on the server:" << redacted(url());
    if (++m_restarts > kMostRestarts) {
        giveUp(Error{ErrorCode::RemoteFileChanged, {}, ErrorContext::RemoteFile, {}});
        return;
    }
    m_place = 0;
    m_route.startAgain();
    over(End::Again);
}

void Fetch::flushed()
{
    if (m_intake)
        m_intake->flushed();
}

void Fetch::tick(const FetchTick &tick)
{
    if (m_phase == Phase::Receiving) {
        m_intake->flushIfDue(tick.now);
        progress(tick.now, false);
        lookAround(tick);
    }
    if (hangs(tick)) {
        m_route.startAgain();
        over(End::Again);
        return;
    }
    if (!m_reply)
        return;
    if (const auto reason = impatience(tick))
        giveUp(Error{ErrorCode::TimedOut, *reason, ErrorContext::GeneralTransport, {}});
}

/// Why not to wait any longer.
std::optional<QString> Fetch::impatience(const FetchTick &tick)
{
    if (m_pace.isWaiting()) // for us, not for the server
        m_lastActive = tick.now;
    // A request that Qt has not sent yet waits for others of the same host.
    const auto active
        = m_phase == Phase::Queued ? std::max(m_lastActive, tick.hostActive) : m_lastActive;
    if (tick.now - active >= m_task.stallTimeout)
        return u"no bytes for too long"_s;
    if (m_phase != Phase::Asked || !m_sentAt)
        return std::nullopt;
    // Qt collects header fields without an end, and all of the body of 401 and 407, before it says
    // a word: how much has come shows in the size of the process alone.
    if (tick.now - *m_sentAt >= m_shared.options.headTimeout)
        return u"no answer for too long"_s;
    if (!m_resident)
        m_resident = tick.resident;
    if (tick.resident - *m_resident > m_shared.options.headMemory)
        return u"much has come, but no answer"_s;
    return std::nullopt;
}

} // namespace lighterman
