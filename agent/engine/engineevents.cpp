// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/enginegating.h"
#include "agent/engine/engineidling.h"
#include "agent/engine/limits.h"
#include "agent/engine/retrypolicy.h"
#include "common/base/redact.h"

namespace lighterman {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// How often moving jobs are recorded and their rates looked at.
constexpr auto kTick = 1s;
/// What only an event can end is looked at again that often where the event has no signal, as with
/// a full disk.
constexpr auto kLookAgain = 30s;
/// A person who signs in wants to see that it helps.
constexpr auto kLookAtPortal = 10s;
/// What a crash may take from the time that a job has moved.
constexpr auto kSaveTime = 5min;
/// Jobs of more files record new part files with the tick, not one by one.
constexpr int kFewFiles = 10;

/// The event says itself that it has come: looking would only bother somebody.
bool isTold(const Error &error)
{
    return error.code == ErrorCode::KeyringLocked;
}

QString triedAgainIn(std::chrono::milliseconds delay)
{
    return u"; tried again in %1 s"_s.arg((delay + 999ms) / 1s);
}

std::chrono::milliseconds lookDelay(const Error &error)
{
    return error.code == ErrorCode::CaptivePortal ? kLookAtPortal : kLookAgain;
}

bool isTriedAgain(const Job &job)
{
    return job.settings.noProgressTimeout.count() > 0;
}

/// How a file came to be on its way.
QString connectedInWords(const JobFile &file, bool isAnew, int filesTotal)
{
    const QString which = filesTotal > 1 ? u", "_s + redacted(file.url) : QString();
    if (isAnew)
        return u"what was here cannot be gone on with, fetched from the start"_s + which;
    return file.bytesTransferred > 0
        ? u"connected, goes on at byte %1"_s.arg(file.bytesTransferred) + which
        : u"connected"_s;
}

/// Nothing: it has gone on for too long, or may not be tried again at all (reference of BITS,
/// section 1.1).
std::optional<std::chrono::milliseconds> delayAfter(const Error &error, RetryFacts facts,
                                                    const Settings &settings)
{
    facts.asked = error.retryAfter;
    facts.firstDelay = settings.retryDelay;
    facts.longestDelay = settings.longestRetryDelay;
    return retryDelay(facts);
}

} // namespace

bool Engine::apply(JobEntry &entry, JobEvent event)
{
    const auto to = next(entry.job.state, event);
    if (!to)
        return false;
    const bool moved = isMoving(entry.job.state);
    entry.job.state = *to;
    entry.job.modified = m_ports.clock.now();
    entry.job.cause = causeOf(entry.job, entry.job.modified);
    if (entry.job.error && isGate(entry.job.error->code)
        && (*to == JobState::Queued || *to == JobState::Suspended))
        entry.job.error.reset(); // the gate is open, or nobody waits for it any more
    entry.retry.reset();
    entry.retryDue.reset();
    stateChanged(entry);
    entry.countStill(m_ports.clock.monotonic());
    if (std::exchange(entry.job.notice, {})) // it was of the state before
        m_notices.drop(entry.job.id);
    if (moved && !isMoving(*to))
        leave(entry);
    if (isMoving(*to))
        m_moving.insert(entry.job.id);
    if (*to == JobState::Transferring)
        entry.job.error.reset(); // it lives until bytes move again (reference of BITS, section 3.1)
    placeInQueue(entry);
    if (isFinal(*to) && !m_alarms.purge) // else the alarm is for an older one
        Idling(*this).purgeLater(entry.job.modified);
    return true;
}

/// What a moving state has under way ends with it; what the store does not know yet is handed over.
void Engine::leave(JobEntry &entry)
{
    m_moving.remove(entry.job.id);
    entry.job.rate = 0;
    entry.meter.reset();
    ++entry.run;
    if (entry.runner) {
        learnHost(entry, entry.runner->files());
        persist(entry, entry.runner->files());
        m_space.remember(entry.job.id, entry.runner->files());
    }
    entry.changedFiles.clear();
    entry.runner.reset();
    entry.fileRetry.reset();
    entry.fileLook.reset();
    entry.fileRetries = 0;
    entry.filesTold = 0;
    entry.end.reset();
    entry.revealError.reset();
}

void Engine::fileConnected(const JobId &id, const JobFile &file, qint64 before)
{
    JobEntry &mine = *entry(id);
    const JobFile &first = mine.runner->files().front();
    if (mine.job.filesTotal == 1 && !file.path.isEmpty() && mine.job.name == nameFromUrl(first.url))
        mine.job.name = oneLine(file.path.sliced(file.path.lastIndexOf(u'/') + 1), kMaxName - 1);
    mine.changedFiles.insert(file.index);
    mine.job.portal = mine.runner->portal();
    const bool isFirst = apply(mine, JobEvent::Connected);
    if (file.isRefused())
        mine.furthest = 0; // its bytes do not count, and those that come in their place do
    else if (const bool isAnew = before > 0 && file.bytesTransferred == 0; isFirst || isAnew)
        note(mine, connectedInWords(file, isAnew, mine.job.filesTotal));
    mine.count(m_ports.clock.monotonic());
    stopUnless(mine, maySpan(mine.runner->bytesAtLeast(), m_settings));
    lookAgainAt(mine);
    // The part file and what is needed to go on with it must be known before bytes pile up in it.
    if (mine.job.filesTotal <= kFewFiles)
        persist(mine, {});
    emit changed(id);
}

void Engine::bytesArrived(const JobId &id, const FileProgress &progress)
{
    JobEntry &mine = *entry(id);
    if (mine.runner->bytesTransferred() > mine.furthest) { // the same bytes again are no progress
        mine.furthest = mine.runner->bytesTransferred();
        mine.failures = 0;
        mine.waitsFor = ErrorCode::None;
        mine.stalledSince.reset();
        Idling(*this).touch(mine);
    }
    mine.progress[progress.index] = progress;
    mine.job.modified = m_ports.clock.now();
    mine.count(m_ports.clock.monotonic());
    stopUnless(mine, maySpan(mine.runner->bytesAtLeast(), m_settings));
    emit changed(id);
}

void Engine::fileFinished(const JobId &id, const JobFile &file)
{
    JobEntry &mine = *entry(id);
    apply(mine, JobEvent::Connected); // a file may turn out to be here already
    mine.failures = 0;
    mine.stalledSince.reset();
    mine.changedFiles.insert(file.index);
    mine.progress.erase(file.index);
    mine.count(m_ports.clock.monotonic());
    lookAgainAt(mine);
    publish(mine);
    emit changed(id);
}

/// The others go on; a file that may heal is asked for again when its time has come, for they may
/// take days. What an event has to end is looked at again, for it holds all files to come.
void Engine::fileFailed(const JobId &id, const Error &error)
{
    JobEntry &mine = *entry(id);
    mine.job.portal = mine.runner->portal();
    lookAgainAt(mine);
    const bool mayHeal = kindOf(error) == ErrorKind::Transient;
    const auto now = m_ports.clock.monotonic();
    if (mayHeal && mine.fileRetry)
        return;
    if (++mine.filesTold <= kFewFiles) // else the log would hold nothing else
        note(mine, u"the others go on without one, "_s + logLineOf(error));
    if (kindOf(error) == ErrorKind::EventReleased && isTriedAgain(mine.job)) {
        if (error.code == ErrorCode::DiskFull)
            m_space.watch(id, error);
        if (!mine.fileLook && !isTold(error))
            mine.fileLook = m_ports.alarm.after(lookDelay(error), [this, id] { retryNow(id); });
    }
    if (!mayHeal)
        return;
    const auto delay
        = delayAfter(error, mine.retryFacts(++mine.fileRetries, now, m_ports.random()), m_settings);
    if (!delay)
        return;
    mine.fileRetry = m_ports.alarm.after(*delay, [this, id] {
        JobEntry &due = *this->entry(id);
        due.fileRetry.reset();
        if (due.runner)
            due.runner->tryAgain();
    });
}

void Engine::runEnded(const JobId &id, const Result<void> &end)
{
    JobEntry &mine = *entry(id);
    mine.end = end;
    mine.job.portal = mine.runner->portal();
    mine.revealError.reset(); // what could not get its name is tried once more
    publish(mine);
}

void Engine::succeed(JobEntry &entry)
{
    entry.count(m_ports.clock.monotonic());
    apply(entry, JobEvent::Connected);
    std::vector<JobFile> files;
    entry.takeChangedFiles(files);
    const auto revealError = entry.revealError;
    entry.runner.reset();
    apply(entry, JobEvent::Finished);
    entry.job.error = revealError;
    entry.job.completed = entry.job.modified;
    note(entry, u"all files are here"_s);
    if (revealError)
        note(entry, u"not all could be given their names, "_s + logLineOf(*revealError));
    else if (!entry.job.settings.manualComplete)
        apply(entry, JobEvent::Complete);
    persistEnd(entry, std::move(files));
    emit changed(entry.job.id);
}

void Engine::fail(JobEntry &entry, const Error &error)
{
    entry.job.error = error;
    if (kindOf(error) == ErrorKind::Fatal) {
        apply(entry,
              error.code == ErrorCode::MaxDownloadTimeout ? JobEvent::DownloadTimeout
                                                          : JobEvent::FatalFailure);
        note(entry, u"failed, "_s + logLineOf(error));
    } else {
        apply(entry, JobEvent::TransientFailure);
        waitForRetry(entry, error);
    }
    persistEnd(entry, {});
    emit changed(entry.job.id);
}

/// Stores how a run has ended. The notify command runs once the store knows that it has to: should
/// the agent die in between, the next one runs it.
void Engine::persistEnd(JobEntry &entry, std::vector<JobFile> files)
{
    if (entry.job.settings.notifyCommand && entry.job.state != JobState::TransientError)
        entry.job.notice = Notice{0, m_ports.clock.now(), {}};
    persist(entry, std::move(files),
            [this, id = entry.job.id](const Result<void> &) { m_notices.begin(id); });
}

Job *Engine::noticeJob(const JobId &id)
{
    JobEntry *mine = entry(id);
    return mine ? &mine->job : nullptr;
}

void Engine::noticeChanged(const JobId &id, const QString &line)
{
    JobEntry &mine = *entry(id);
    note(mine, line);
    persist(mine, {});
}

/// How long to wait for the next attempt after this error, which counts unless an event ends it;
/// nothing: not any more.
std::optional<std::chrono::milliseconds> Engine::delayOf(JobEntry &entry, const Error &error)
{
    if (kindOf(error) == ErrorKind::EventReleased)
        return lookDelay(error);
    const auto now = m_ports.clock.monotonic();
    ++entry.job.errorCount;
    ++entry.failures;
    if (!entry.stalledSince)
        entry.stalledSince = now;
    return delayAfter(error, entry.retryFacts(entry.failures, now, m_ports.random()), m_settings);
}

/// By time where time may heal, and for a full disk by looking again; the rest waits for its event.
void Engine::waitForRetry(JobEntry &entry, const Error &error)
{
    const bool isTried = isTriedAgain(entry.job);
    const QString what = u"interrupted, "_s + logLineOf(error);
    if (const auto delay = isTried ? delayOf(entry, error) : std::nullopt) {
        if (entry.beginsWait(error, m_ports.clock.now()))
            note(entry, isTold(error) ? what : what + triedAgainIn(*delay));
        if (isTold(error))
            return;
        retryIn(entry, *delay);
        if (error.code == ErrorCode::DiskFull)
            m_space.watch(entry.job.id, error);
        return;
    }
    apply(entry, JobEvent::NoProgress);
    note(entry, what);
    note(entry,
         isTried ? u"given up: no progress for longer than no-progress-timeout allows"_s
                 : u"given up: with a no-progress-timeout of 0 nothing is tried again"_s);
}

void Engine::retryIn(JobEntry &entry, std::chrono::milliseconds delay)
{
    const Gating gating(*this);
    entry.retryDue = m_ports.clock.monotonic() + delay;
    if (!m_gates.isKnown || gating.gateOf(entry)) {
        gating.hold(entry);
        return;
    }
    if (entry.job.cause)
        entry.job.cause->next = m_ports.clock.now() + delay.count();
    entry.retry = m_ports.alarm.after(delay, [this, id = entry.job.id] { retryNow(id); });
}

/// Ends the wait of a job that waits for its next attempt, or of files that hold one that moves.
void Engine::retryNow(const JobId &id)
{
    JobEntry *mine = entry(id);
    if (mine && mine->runner) {
        mine->fileLook.reset();
        mine->runner->release();
        return;
    }
    if (!mine || !mine->retry || !apply(*mine, JobEvent::RetryDue))
        return;
    emit changed(id);
    scheduleJobs();
}

void Engine::tellOfSpace(const JobId &id, const SpaceWatch::Remark &done)
{
    const JobEntry *mine = entry(id);
    if (mine)
        m_space.tell(mine->job.folder, done);
    else
        done({});
}

void Engine::keepTicking()
{
    if (!m_alarms.tick && !m_down)
        m_alarms.tick = m_ports.alarm.after(kTick, [this] { tick(); });
}

void Engine::tick()
{
    m_alarms.tick.reset();
    std::vector<FileProgress> rows;
    for (const JobId &id : std::as_const(m_moving)) {
        JobEntry &mine = *entry(id);
        for (const auto &[index, progress] : std::exchange(mine.progress, {}))
            rows.push_back(progress);
        mine.countTime(m_ports.clock.monotonic());
        stopUnless(mine, mayTake(mine.job.timeUsed, m_settings));
        if (!mine.changedFiles.empty() || mine.job.timeUsed - mine.timeSaved >= kSaveTime)
            persist(mine, {});
        const qint64 rate = mine.meter.rate(m_ports.clock.monotonic().count());
        if (std::exchange(mine.job.rate, rate) != rate)
            emit changed(id);
    }
    if (!rows.empty())
        m_ports.store.progress(std::move(rows));
    if (!m_moving.isEmpty())
        keepTicking();
}

} // namespace lighterman
