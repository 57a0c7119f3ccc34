// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/engineclosing.h"
#include "agent/engine/enginegating.h"
#include "agent/engine/engineidling.h"
#include "agent/engine/enginesigning.h"
#include "common/base/redact.h"
#include "common/model/setters.h"

#include <algorithm>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// The answer to a change of state that the store has taken, or has not.
JobStore::Done answerTo(const std::function<void(Result<Engine::Outcome>)> &done,
                        const Engine::Outcome &outcome = {})
{
    return [done, outcome](const Result<void> &stored) {
        done(stored ? Result<Engine::Outcome>(outcome) : tl::unexpected(stored.error()));
    };
}

/// What of a job `set` changes.
struct Changeable
{
    QString name;
    JobSettings settings;
    std::optional<QueueMove> move = {};
    bool usesAnyway = false;
};

Result<void> setValue(Changeable &job, const QString &key, const QString &value)
{
    if (key == "queue"_L1)
        return store(queueMoveFromWire(value), job.move);
    if (key == "use-anyway"_L1)
        return readUseAnyway(value).map([&] { job.usesAnyway = true; });
    if (key != "name"_L1)
        return setJobSetting(job.settings, key, value);
    auto named = checkName(value);
    if (named)
        job.name = value;
    return named;
}

/// A checksum is looked at when the last byte comes: later it would say what nobody has checked.
Result<void> mayHaveSum(const Job &job, const JobSettings &settings)
{
    if (settings.checksum == job.settings.checksum)
        return {};
    if (settings.isForOneFile() && job.filesTotal > 1)
        return fail(ErrorCode::InvalidArgument, u"checksum: the job has several files"_s);
    if (job.state == JobState::Transferred)
        return fail(ErrorCode::InvalidState, u"checksum: every file is here already"_s);
    return {};
}

/// What of `job` can be changed, with the values, if all can be taken.
Result<Changeable> withValues(const Job &job,
                              const std::vector<std::pair<QString, QString>> &values)
{
    Changeable wanted{job.name, job.settings};
    for (const auto &[key, value] : values) {
        if (const auto set = setValue(wanted, key, value); !set)
            return tl::unexpected(set.error());
    }
    if (const auto allowed = mayHaveSum(job, wanted.settings); !allowed)
        return tl::unexpected(allowed.error());
    return wanted;
}

void give(JobEntry &entry, const Changeable &wanted, Moment now)
{
    entry.job.name = wanted.name;
    entry.job.settings = wanted.settings;
    entry.job.modified = now;
    entry.usesAnyway = entry.usesAnyway || wanted.usesAnyway;
}

/// Whether what servers are asked, and how it is judged, changes.
bool asksOtherwise(const JobSettings &now, const JobSettings &before)
{
    return now.checksum != before.checksum || now.headers != before.headers
        || now.proxy != before.proxy || now.clientCertificate != before.clientCertificate;
}

/// Names of programs, their arguments and header fields may be secrets.
QString inWords(const std::vector<std::pair<QString, QString>> &values, bool isToldWhatItLacks)
{
    QStringList parts;
    for (const auto &[key, value] : values)
        parts += key == "headers"_L1 || key == "notify-command"_L1 ? key : key + u'=' + value;
    const QString lacking = isToldWhatItLacks ? u"; "_s + kWithoutSession : QString();
    return oneLine(parts.join(u", "_s)) + lacking;
}

} // namespace

void Engine::change(const JobId &id, JobVerb verb, ChangeDone done)
{
    JobEntry *mine = entry(id);
    if (!mine || mine->closing || !isLegal(verb, mine->job.state)) {
        const auto code = mine ? ErrorCode::InvalidState : ErrorCode::NotFound;
        const QString detail
            = mine ? u"the job is %1"_s.arg(wireName(mine->job.state)) : id.toString();
        later([done = std::move(done), code, detail] { done(lighterman::fail(code, detail)); });
        return;
    }
    if (verb != JobVerb::Cancel)
        Idling(*this).touch(*mine);
    switch (verb) {
    case JobVerb::Suspend:
        suspend(*mine, done);
        break;
    case JobVerb::Resume:
        resume(*mine, done);
        break;
    case JobVerb::Cancel:
        Closing(*this).cancel(*mine, JobEvent::Cancel, u"cancelled"_s, std::move(done));
        break;
    case JobVerb::Complete:
        Closing(*this).complete(*mine, std::move(done));
        break;
    }
    emit changed(id);
    scheduleJobs();
}

void Engine::suspend(JobEntry &entry, const ChangeDone &done)
{
    if (apply(entry, JobEvent::Suspend)) // else it is already, which is no error
        note(entry, u"paused"_s);
    persist(entry, {}, answerTo(done));
}

void Engine::resume(JobEntry &entry, const ChangeDone &done)
{
    entry.countTime(m_ports.clock.monotonic());
    entry.job.timeUsed = {}; // starts anew, even while moving (reference of BITS, section 4.5)
    if (entry.job.state == JobState::TransientError) // who signs in need not resume anything
        entry.job.portal = PortalSeen::No;
    if (!apply(entry, JobEvent::Resume)) {
        persist(entry, {}, answerTo(done));
        return;
    }
    entry.failures = 0;
    entry.stalledSince.reset();
    note(entry, u"resumed"_s);
    persist(entry, {}, answerTo(done));
}

/// Everything that is still hidden is deleted; files that have their name already belong to the
/// person.
void Engine::Closing::cancel(JobEntry &entry, JobEvent event, const QString &why,
                             ChangeDone done) const
{
    const JobId id = entry.job.id;
    entry.closing = true;
    m_engine->withFiles(
        entry, [self = *this, id, done = std::move(done)](Result<std::vector<JobFile>> files) {
            if (!files) { // called off all the same; the parts go at the next start
                JobEntry &mine = *self.m_engine->entry(id);
                mine.closing = false;
                self.m_engine->persist(
                    mine, {},
                    answerTo(done, {ErrorCode::UnableToDeleteFiles, files.error().detail}));
                return;
            }
            self.m_engine->persist(
                *self.m_engine->entry(id), {},
                [self, id, files = std::move(*files), done](const Result<void> &stored) mutable {
                    if (stored) {
                        self.discardHidden(id, std::move(files), done);
                        return;
                    }
                    self.m_engine->entry(id)->closing = false;
                    done(tl::unexpected(stored.error()));
                });
        });
    m_engine->apply(entry, event);
    m_engine->note(entry, why);
}

/// Only once the store knows that they are not wanted: an agent that dies halfway must not find a
/// job without its files.
void Engine::Closing::discardHidden(const JobId &id, std::vector<JobFile> files,
                                    const ChangeDone &done) const
{
    std::vector<QString> parts;
    for (const JobFile &file : files) {
        if (!file.completed && !file.partPath.isEmpty())
            parts.push_back(file.partPath);
    }
    m_engine->m_ports.transport.discard(
        parts,
        [self = *this, id, files = std::move(files), done](const std::vector<QString> &left) {
            self.cancelled(id, files, left, done);
        });
}

/// Parts that are `left` keep their names in the store: they are tried again at the next start.
void Engine::Closing::cancelled(const JobId &id, std::vector<JobFile> files,
                                const std::vector<QString> &left, const ChangeDone &done) const
{
    for (JobFile &file : files) {
        if (!file.completed && std::ranges::find(left, file.partPath) == left.end())
            file.partPath.clear();
    }
    Outcome outcome;
    if (!left.empty())
        outcome
            = {ErrorCode::UnableToDeleteFiles, QStringList(left.begin(), left.end()).join(u", ")};
    JobEntry &mine = *m_engine->entry(id);
    mine.closing = false;
    if (!left.empty())
        m_engine->note(mine, u"could not be deleted: "_s + outcome.detail);
    m_engine->persist(mine, std::move(files), answerTo(done, outcome));
}

/// Keeps finished files and deletes the others (reference of BITS, section 1.3, Complete).
void Engine::Closing::complete(JobEntry &entry, ChangeDone done) const
{
    const JobId id = entry.job.id;
    entry.closing = true;
    m_engine->withFiles(
        entry, [self = *this, id, done = std::move(done)](Result<std::vector<JobFile>> files) {
            if (!files) {
                self.notCompleted(id, files.error(), done);
                return;
            }
            self.nameAll(id, std::move(*files), done);
        });
    m_engine->apply(entry, JobEvent::Preempted); // nothing may write to the files any more
    m_engine->placeInQueue(entry);               // nor begin to: a job that is closing has no place
}

/// As in publish(), the store learns of files before they get their names.
void Engine::Closing::nameAll(const JobId &id, std::vector<JobFile> files,
                              const ChangeDone &done) const
{
    std::vector<JobFile> hidden;
    for (const JobFile &file : files) {
        if (file.transferred && !file.completed)
            hidden.push_back(file);
    }
    const auto named
        = [self = *this, id, files = std::move(files),
           done](const std::vector<JobFile> &shown, const std::optional<Error> &error) mutable {
              for (const JobFile &file : shown)
                  files[std::size_t(file.index)] = file;
              if (!error) {
                  self.conclude(id, std::move(files), done);
                  return;
              }
              if (error->code == ErrorCode::FileNotFound)
                  self.lose(*self.m_engine->entry(id), files, *error);
              self.m_engine->persist(*self.m_engine->entry(id), files);
              self.notCompleted(id, *error, done);
          };
    m_engine->persist(*m_engine->entry(id), hidden,
                      [self = *this, id, hidden, named, done](const Result<void> &stored) {
                          if (stored)
                              self.m_engine->m_ports.transport.reveal(hidden, named);
                          else
                              self.notCompleted(id, stored.error(), done);
                      });
}

/// What had arrived is not there any more: the job is not what it says it is, and may be resumed.
void Engine::Closing::lose(JobEntry &entry, const std::vector<JobFile> &files,
                           const Error &error) const
{
    Job &job = entry.job;
    job.filesTransferred = int(std::ranges::count_if(files, &JobFile::transferred));
    job.bytesTransferred = 0;
    for (const JobFile &file : files)
        job.bytesTransferred += file.bytesTransferred;
    if (job.state == JobState::Transferred) {
        job.error = error;
        job.completed.reset();
        m_engine->apply(entry, JobEvent::ValidationFailed);
    }
    emit m_engine->changed(job.id);
}

void Engine::Closing::notCompleted(const JobId &id, const Error &error,
                                   const ChangeDone &done) const
{
    JobEntry &mine = *m_engine->entry(id);
    mine.closing = false;
    m_engine->note(mine, u"could not be completed, "_s + logLineOf(error));
    done(tl::unexpected(error));
    m_engine->placeInQueue(mine);
    m_engine->scheduleJobs();
}

void Engine::Closing::conclude(const JobId &id, std::vector<JobFile> files,
                               const ChangeDone &done) const
{
    std::vector<QString> parts;
    for (JobFile &file : files) {
        if (!file.completed && !file.partPath.isEmpty())
            parts.push_back(std::exchange(file.partPath, {}));
    }
    m_engine->m_ports.transport.discard(
        parts, [self = *this, id, files = std::move(files), done](std::vector<QString> left) {
            self.acknowledge(id, files, QStringList(left.begin(), left.end()), done);
        });
}

void Engine::Closing::acknowledge(const JobId &id, const std::vector<JobFile> &files,
                                  const QStringList &left, const ChangeDone &done) const
{
    JobEntry &mine = *m_engine->entry(id);
    mine.closing = false;
    m_engine->apply(mine, JobEvent::Complete);
    if (!mine.job.completed)
        mine.job.completed = mine.job.modified;
    const bool all = std::ranges::all_of(files, &JobFile::completed);
    if (all)
        mine.job.error.reset();
    m_engine->note(mine, all ? u"completed"_s : u"completed with the files that had arrived"_s);
    Outcome outcome{all ? ErrorCode::None : ErrorCode::PartialComplete, {}};
    if (!left.isEmpty()) {
        outcome = {ErrorCode::UnableToDeleteFiles, left.join(u", ")};
        m_engine->note(mine, u"could not be deleted: "_s + outcome.detail);
    }
    m_engine->persist(mine, files, answerTo(done, outcome));
    emit m_engine->changed(id);
    m_engine->scheduleJobs();
}

void Engine::set(const JobId &id, const std::vector<std::pair<QString, QString>> &values,
                 JobStore::Done done)
{
    const auto refuse = [&](ErrorCode code, const QString &detail) {
        later([done, code, detail] { done(lighterman::fail(code, detail)); });
    };
    JobEntry *mine = entry(id);
    if (!mine)
        return refuse(ErrorCode::NotFound, id.toString());
    if (isFinal(mine->job.state) || mine->closing)
        return refuse(ErrorCode::InvalidState, wireName(mine->job.state));
    const auto read = withValues(mine->job, values);
    if (!read)
        return refuse(read.error().code, read.error().detail);
    const JobSettings &settings = read->settings;
    const JobSettings old = mine->job.settings;
    const bool completes = old.manualComplete && !settings.manualComplete
        && mine->job.state == JobState::Transferred;
    note(*mine, u"changed: "_s + inWords(values, settings.keepRunning && !old.keepRunning));
    give(*mine, *read, m_ports.clock.now());
    Idling(*this).touch(*mine);
    if (asksOtherwise(settings, old))
        apply(*mine, JobEvent::Preempted); // a run keeps what it began with
    if (mine->runner)
        mine->runner->setSettings(settings);
    if (settings.notifyCommand != old.notifyCommand)
        m_notices.renew(id);
    m_signing->keepHeaders(*mine, old.headers);
    placeInQueue(*mine);
    Gating(*this).reconsider(*mine); // its priority may be another one
    if (read->move)
        reorder(*mine, *read->move);
    persist(*mine, {}, std::move(done));
    publish(*mine); // the person may want to see now what was to be hidden
    if (completes)
        Closing(*this).complete(*mine, [](const Result<Outcome> &) { /* nobody asked */ });
    emit changed(id);
    scheduleJobs();
}

} // namespace lighterman
