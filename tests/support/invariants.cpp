// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/keptheaders.h"
#include "tests/support/simulation.h"

#include <algorithm>
#include <map>

namespace lighterman::testing {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// What the store refused is offered again that often, and what waits for it goes on then.
constexpr auto kStoreCaughtUp = 21s;

/// What a moving job is doing is found out again after a restart: only that it may move lasts.
JobState lasting(JobState state)
{
    return isMoving(state) ? JobState::Queued : state;
}

bool mayMove(const Job &job)
{
    return lasting(job.state) == JobState::Queued;
}

bool isBackground(const Job &job)
{
    return job.settings.priority != Priority::Foreground;
}

QString saidOf(const Job &job, const QString &what)
{
    return u"%1 (%2, %3): %4"_s.arg(job.name, wireName(job.state),
                                    job.error ? wireName(job.error->code) : u"no error"_s, what);
}

/// Whether figures are possible.
QString wrongFigures(const Job &job)
{
    if (job.bytesTransferred < 0 || job.bytesTransferred > job.bytesTotal.value_or(INT64_MAX))
        return u"%1 of %2 bytes"_s.arg(job.bytesTransferred).arg(job.bytesTotal.value_or(-1));
    if (job.filesTransferred < 0 || job.filesTransferred > job.filesTotal)
        return u"%1 of %2 files"_s.arg(job.filesTransferred).arg(job.filesTotal);
    if (job.rate < 0 || (job.rate > 0 && !isMoving(job.state)))
        return u"a rate of %1"_s.arg(job.rate);
    return {};
}

/// Whether a job that does not move says why, and only such a job; and when it will by itself. One
/// that was cancelled by itself says why, too.
QString wrongCause(const Job &job, Moment now, std::optional<ErrorCode> gate)
{
    if (job.state == JobState::Cancelled && job.cause)
        return job.cause->code == ErrorCode::Inactive ? QString() : u"was cancelled and waits"_s;
    const bool stands = !isMoving(job.state) && !isFinal(job.state);
    if (job.cause.has_value() != stands)
        return stands ? u"stands still without a cause"_s : u"has a cause not to move"_s;
    if (!stands)
        return {};
    if (job.cause->code == ErrorCode::None || job.cause->since > now
        || job.cause->since < job.created)
        return u"its cause is none"_s;
    const bool isTrouble = job.state == JobState::Error || job.state == JobState::TransientError;
    if (isTrouble && !job.error)
        return u"is in trouble without an error"_s;
    const bool isHeld = job.state == JobState::TransientError && gate;
    if (isHeld && job.cause->code != *gate)
        return u"does not say what holds it"_s;
    if (isTrouble && !isHeld && job.cause->code != job.error->code
        && job.cause->code != ErrorCode::NetworkDisconnected) // which settles
        return u"its cause is not its error"_s;
    const bool waitsForTime = job.state == JobState::TransientError && !isHeld
        && job.cause->code != ErrorCode::KeyringLocked; // which says itself that it is open
    if (gate != ErrorCode::StandbyMode && waitsForTime != job.cause->next.has_value())
        return u"a time to go on, or none, where that is not so"_s;
    if (job.cause->next && *job.cause->next <= now)
        return u"the time to go on has passed"_s;
    return {};
}

/// Whether another agent would find the job as this one has it.
QString wrongRecord(const Job &job, const JobDetails *stored, Moment now)
{
    if (!stored)
        return u"is not stored"_s;
    const Job &known = stored->job;
    // What waits for an event is tried at once after a restart, so nothing is lost.
    const bool isDue = known.state == JobState::TransientError && known.cause
        && (known.cause->next.value_or(0) <= now
            || kindOf(known.cause->code) == ErrorKind::EventReleased)
        && mayMove(job);
    if (lasting(known.state) != lasting(job.state) && !isDue)
        return u"is stored as "_s + wireName(known.state);
    JobSettings settings = job.settings;
    settings.headers = withoutSecrets(std::move(settings.headers));
    if (known.name != job.name || known.settings != settings)
        return u"its settings are not stored"_s;
    if (known.completed != job.completed || known.errorCount != job.errorCount)
        return u"what became of it is not stored"_s;
    if (isMoving(job.state))
        return {};
    qint64 bytes = 0;
    for (const JobFile &file : stored->files)
        bytes += file.bytesTransferred;
    const auto files = std::ranges::count_if(stored->files, &JobFile::transferred);
    if (bytes != job.bytesTransferred || files != job.filesTransferred)
        return u"%1 bytes and %2 files are stored, not %3 and %4"_s.arg(bytes)
            .arg(files)
            .arg(job.bytesTransferred)
            .arg(job.filesTransferred);
    return {};
}

/// Whether what is under way is what should be.
QString wrongLines(const Simulation &simulation, const JobId &id, const Job &job)
{
    const auto mine = std::ranges::count_if(
        simulation.lines(), [&](const Simulation::Line &line) { return line.task.job == id; });
    if (mine > 0 && !isMoving(job.state))
        return u"files are under way"_s;
    if (mine == 0 && isMoving(job.state) && simulation.storeWellFor() > kStoreCaughtUp)
        return u"holds a slot, and nothing is under way"_s;
    return {};
}

/// The gate that holds the job. After sleep it is that until the network has settled.
std::optional<ErrorCode> gateOf(const Simulation &simulation, const Job &job)
{
    const Moment latest = simulation.time.now() + Moment(kLongestSettling.count());
    const bool settles = simulation.gates.awake && simulation.gates.network && job.cause
        && job.cause->code == ErrorCode::StandbyMode
        && job.cause->next.value_or(latest + 1) <= latest;
    if (settles)
        return ErrorCode::StandbyMode;
    return shutGate(simulation.gates, job.settings, simulation.engine().settings());
}

/// Whether a shut gate holds everybody: who could move waits, and says for what.
QString wrongGate(const Simulation &simulation, const Job &job)
{
    const auto gate = gateOf(simulation, job);
    if (!gate) {
        return job.cause && job.cause->code == ErrorCode::OwnerLoggedOff
            ? u"waits for somebody who is there"_s
            : QString();
    }
    // One whose files are all here has names to come, and the store: neither needs what is shut.
    if (isMoving(job.state) && job.filesTransferred < job.filesTotal)
        return u"moves behind a shut gate"_s;
    if (job.state == JobState::Queued && job.cause->code != *gate)
        return u"does not say what holds it"_s;
    return {};
}

QString wrongJob(const Simulation &simulation, const JobId &id, const Job &job)
{
    const Moment now = simulation.time.now();
    if (const QString wrong = wrongFigures(job); !wrong.isEmpty())
        return wrong;
    if (const QString wrong = wrongCause(job, now, gateOf(simulation, job)); !wrong.isEmpty())
        return wrong;
    if (const QString wrong = wrongLines(simulation, id, job); !wrong.isEmpty())
        return wrong;
    if (const QString wrong = wrongGate(simulation, job); !wrong.isEmpty())
        return wrong;
    Job announced = simulation.announced().value(id);
    announced.timeUsed = job.timeUsed; // these change in silence
    announced.withoutProgress = job.withoutProgress;
    announced.notice = job.notice;
    announced.portal = job.portal;
    if (announced != job)
        return u"has changed and that was not announced"_s;
    const auto stored = simulation.stored().constFind(id);
    if (simulation.storeWellFor() > kStoreCaughtUp)
        return wrongRecord(job, stored == simulation.stored().constEnd() ? nullptr : &*stored, now);
    return {};
}

/// A background job that moves or waits, as the outside sees it.
struct Contender
{
    const Job *job = nullptr;
    QString host = {};
    bool wouldLose = false; ///< it cannot go on with the bytes of a file that is under way
    std::chrono::milliseconds movingFor{0};
};

/// All files of a job are of one host in the tests.
Contender contender(const Simulation &simulation, const JobId &id, const Job &job)
{
    const bool wouldLose
        = std::ranges::any_of(simulation.lines(), [&](const Simulation::Line &line) {
              return line.task.job == id && line.file.resumable == false
                  && line.file.bytesTransferred > 0;
          });
    return {&job, job.host, wouldLose, simulation.movingFor(id)};
}

struct Contenders
{
    std::vector<Contender> moving;
    std::vector<Contender> waiting;
    std::map<QString, int> slotsOf; ///< by host
};

/// Whether `waiting` waits in vain for one of the same priority: hosts share the slots, and each
/// job makes way after its slice. Of several whose slices end together one has to make way, so that
/// the others go on for as many slices as there are slots at most, counted from when somebody
/// waits.
QString wrongTurn(const Simulation &simulation, const Contenders &all, const Contender &waiting)
{
    const Settings &settings = simulation.engine().settings();
    const auto theirs = [&](const Contender &job) {
        const auto found = all.slotsOf.find(job.host);
        return found == all.slotsOf.end() ? 0 : found->second;
    };
    const std::chrono::milliseconds waitingFor(simulation.time.now()
                                               - waiting.job->cause.value_or(Cause()).since);
    for (const Contender &moving : all.moving) {
        if (moving.wouldLose || moving.job->settings.priority != waiting.job->settings.priority)
            continue;
        if (theirs(waiting) == 0 && theirs(moving) > 1)
            return saidOf(*waiting.job, u"its host has no slot, and another has more than one"_s);
        const bool isOver = std::min(moving.movingFor, waitingFor)
            > (settings.backgroundSlots + 1) * settings.timeSlice;
        if (isOver && (moving.host == waiting.host || theirs(moving) > theirs(waiting)))
            return saidOf(*waiting.job, u"waits, and another one does not end its turn"_s);
    }
    return {};
}

Contenders contenders(const Simulation &simulation)
{
    Contenders all;
    for (const JobId &id : simulation.engine().ids()) {
        const Job &job = *simulation.engine().find(id);
        if (!isBackground(job))
            continue;
        if (job.state == JobState::Queued && !gateOf(simulation, job))
            all.waiting.push_back(contender(simulation, id, job));
        if (!isMoving(job.state))
            continue;
        all.moving.push_back(contender(simulation, id, job));
        ++all.slotsOf[all.moving.back().host];
    }
    return all;
}

/// Whether the slots are used: not too many, not too few, and by those who come first.
QString wrongSchedule(const Simulation &simulation)
{
    for (const JobId &id : simulation.engine().ids()) {
        const Job &job = *simulation.engine().find(id);
        if (job.state == JobState::Queued && !isBackground(job) && !gateOf(simulation, job))
            return saidOf(job, u"a foreground job waits"_s);
    }
    const Contenders all = contenders(simulation);
    const int room = simulation.engine().settings().backgroundSlots;
    if (int(all.moving.size()) > room)
        return u"%1 jobs move in %2 slots"_s.arg(all.moving.size()).arg(room);
    if (!all.waiting.empty() && int(all.moving.size()) < room)
        return u"a job waits, and %1 of %2 slots are taken"_s.arg(all.moving.size()).arg(room);
    const auto priority = [](const Contender &each) { return each.job->settings.priority; };
    for (const Contender &waiting : all.waiting) {
        if (std::ranges::any_of(all.moving, [&](const Contender &each) {
                return priority(each) > priority(waiting);
            }))
            return saidOf(*waiting.job, u"waits for one of lower priority"_s);
        if (const QString wrong = wrongTurn(simulation, all, waiting); !wrong.isEmpty())
            return wrong;
    }
    return {};
}

/// Whether programs run as they may: a few at once, one for each job.
QString wrongPrograms(const Simulation &simulation)
{
    const FakeNotifier &programs = simulation.programs;
    if (programs.atWork() > 4 || programs.atWorkForOne() > 1)
        return u"%1 notify commands are at work, %2 for one job"_s.arg(programs.atWork())
            .arg(programs.atWorkForOne());
    int due = 0;
    for (const JobId &id : simulation.engine().ids()) {
        const Job &job = *simulation.engine().find(id);
        if (job.notice && !job.settings.notifyCommand)
            return saidOf(job, u"has to tell something, and nobody to tell it to"_s);
        due += job.notice && job.notice->next.value_or(0) <= simulation.time.now() ? 1 : 0;
    }
    if (due > 0 && programs.atWork() == 0)
        return u"%1 notify commands are due and none is at work"_s.arg(due);
    return {};
}

/// Whether the alarms are those that are needed: one for each job to be tried again unless that
/// waits for the network, and at most one each for that, for what a job has to tell, for a program
/// at work, for the record, the history, forgotten jobs, what is to be saved again, and the end of
/// a time slice that a job waits for.
QString wrongAlarms(const Simulation &simulation)
{
    std::set<Moment> times; // several jobs may wait for one alarm: the network settles for all
    int tries = 0;
    int notices = 0;
    bool anyWaits = false;
    for (const JobId &id : simulation.engine().ids()) {
        const Job &job = *simulation.engine().find(id);
        if (job.cause && job.cause->next) {
            times.insert(*job.cause->next);
            ++tries;
        }
        notices += job.notice ? 1 : 0;
        anyWaits = anyWaits || job.state == JobState::Queued;
    }
    const int all = simulation.time.alarms();
    const int most = tries + notices + simulation.programs.atWork() + 5 + (anyWaits ? 1 : 0);
    if (all < int(times.size()) || all > most)
        return u"%1 alarms for %2 jobs to be tried again"_s.arg(all).arg(tries);
    return {};
}

} // namespace

QString firstViolation(const Simulation &simulation)
{
    if (!simulation.misdeed().isEmpty())
        return simulation.misdeed();
    if (simulation.unanswered() != 0)
        return u"%1 calls have no answer"_s.arg(simulation.unanswered());
    const auto ids = simulation.engine().ids();
    if (simulation.announced().size() != qsizetype(ids.size()))
        return u"jobs came or went, and that was not announced"_s;
    for (const JobId &id : ids) {
        const Job &job = *simulation.engine().find(id);
        if (const QString wrong = wrongJob(simulation, id, job); !wrong.isEmpty())
            return saidOf(job, wrong);
    }
    if (const QString wrong = wrongPrograms(simulation); !wrong.isEmpty())
        return wrong;
    if (const QString wrong = wrongAlarms(simulation); !wrong.isEmpty())
        return wrong;
    return wrongSchedule(simulation);
}

} // namespace lighterman::testing
