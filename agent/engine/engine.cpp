// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/enginegating.h"
#include "agent/engine/engineidling.h"
#include "agent/engine/enginesigning.h"
#include "agent/engine/limits.h"
#include "agent/engine/restore.h"
#include "common/base/log.h"
#include "common/model/keptheaders.h"

#include <QHash>

#include <algorithm>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// How long a change that was not saved waits: long enough for a disk to breathe, short enough that
/// little is lost by a crash.
constexpr std::chrono::seconds kSaveAgain{10};

Result<void> mayCome(const JobSpec &spec, qint64 unfinished, const Settings &settings)
{
    return validate(spec)
        .and_then([&] { return mayAdd(spec.files.size(), unfinished, settings); })
        .and_then([&] { return mayHold(spec.files, settings); });
}

/// As the store has it.
Job storable(Job job)
{
    job.settings.headers = withoutSecrets(std::move(job.settings.headers));
    return job;
}

} // namespace

Engine::Engine(Ports ports, Owner owner, Settings settings, QObject *parent)
    : QObject(parent)
    , m_ports(std::move(ports))
    , m_owner(std::move(owner))
    , m_settings(std::move(settings))
    , m_queue(m_settings, m_ports.clock)
    , m_notices({m_ports.notifier, m_ports.alarm, m_ports.clock, m_settings, m_ports.random}, *this)
    , m_space({m_ports.transport, m_ports.alarm, m_ports.clock, m_entries},
              [this](const JobId &id) { retryNow(id); })
    , m_signing(std::make_unique<Signing>(*this))
    , m_lastLook(m_ports.clock.monotonic())
{
}

Engine::~Engine() = default;

void Engine::later(std::function<void()> call)
{
    QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection);
}

void Engine::restore(JobStore::Done done)
{
    m_ports.store.load([this, done = std::move(done)](Result<std::vector<Job>> jobs) {
        if (!jobs) {
            done(tl::unexpected(jobs.error()));
            return;
        }
        m_ports.store.loadSignIns(
            [this, done, jobs = std::move(*jobs)](const Result<StoredSignIns> &known) mutable {
                if (!known) {
                    done(tl::unexpected(known.error()));
                    return;
                }
                Gating(*this).heedPolicy(); // a job that it holds says so from the beginning
                for (Job &job : jobs)
                    recall(std::move(job));
                m_signing->recall(*known);
                discardLeftovers();
                m_space.recall(m_ports.store);
                Idling(*this).purgeHistory();
                Idling(*this).lookAround();
                Gating(*this).heedPolicy();
                done({});
                for (const auto &[id, entry] : m_entries) {
                    if (entry.job.notice)
                        m_notices.begin(id);
                }
                scheduleJobs();
            });
    });
}

/// One that an earlier agent has left.
void Engine::recall(Job job)
{
    const Moment now = m_ports.clock.now();
    const bool wasMoving = isMoving(job.state);
    JobEntry &entry = insert(restored(std::move(job), now));
    entry.recallStalled(m_ports.clock.monotonic());
    if (wasMoving) {
        note(entry, u"the agent has ended meanwhile, and begun again"_s);
        persist(entry, {}); // else the next one would say so once more
    } else if (entry.job.state == JobState::Queued) {
        Gating(*this).hold(entry); // what held it then may be gone
    }
    m_unfinished += isFinal(entry.job.state) ? 0 : 1;
    if (entry.job.state == JobState::TransientError)
        retryIn(entry, timeToRetry(entry.job, now));
    if (entry.job.error && entry.job.error->code == ErrorCode::DiskFull)
        m_space.watch(entry.job.id, *entry.job.error);
}

/// An agent that died in the middle of a cancellation left parts behind.
void Engine::discardLeftovers()
{
    std::vector<JobId> cancelled;
    for (const auto &[id, entry] : m_entries) {
        if (entry.job.state == JobState::Cancelled)
            cancelled.push_back(id);
    }
    if (cancelled.empty()) // would ask for the files of all
        return;
    m_ports.store.files(std::move(cancelled), [this](const Result<JobStore::Files> &files) {
        QHash<JobId, std::vector<JobFile>> named;
        for (const auto &[id, file] : files.value_or(JobStore::Files())) {
            if (!file.completed && !file.partPath.isEmpty())
                named[id].push_back(file);
        }
        for (auto it = named.cbegin(); it != named.cend(); ++it)
            discardParts(it.key(), it.value());
    });
}

void Engine::discardParts(const JobId &id, const std::vector<JobFile> &files)
{
    std::vector<QString> paths;
    paths.reserve(files.size());
    for (const JobFile &file : files)
        paths.push_back(file.partPath);
    m_ports.transport.discard(paths, [this, id, files](const std::vector<QString> &left) {
        JobEntry *mine = entry(id);
        if (!mine)
            return;
        std::vector<JobFile> gone;
        for (const JobFile &file : files) {
            if (std::ranges::find(left, file.partPath) == left.end())
                gone.emplace_back(file).partPath.clear();
        }
        persist(*mine, std::move(gone));
    });
}

JobEntry *Engine::entry(const JobId &id)
{
    const auto found = m_entries.find(id);
    return found == m_entries.end() ? nullptr : &found->second;
}

JobEntry &Engine::insert(Job job)
{
    const JobId id = job.id;
    m_queue.know(job.order);
    JobEntry &entry = m_entries[id];
    entry.job = std::move(job);
    placeInQueue(entry);
    return entry;
}

void Engine::add(JobSpec spec, std::function<void(Result<JobId>)> done)
{
    if (spec.folder.isEmpty())
        spec.folder
            = m_settings.downloadFolder.isEmpty() ? m_owner.downloads : m_settings.downloadFolder;
    if (const auto allowed = mayCome(spec, m_unfinished, m_settings); !allowed) {
        later([done = std::move(done), error = allowed.error()] { done(tl::unexpected(error)); });
        return;
    }
    JobDetails details = newJob(std::move(spec));
    Job &job = details.job;
    job.id = m_ports.newId();
    job.owner = m_owner.name;
    job.created = job.modified = job.lastActive = m_ports.clock.now();
    job.order = m_queue.last();
    job.cause = causeOf(job, job.created);
    ++m_unfinished; // others may be added before this one is stored
    const Job whole = job;
    job = storable(std::move(job));
    m_ports.store.insert(details,
                         [this, job = whole, done = std::move(done)](const Result<void> &stored) {
                             if (!stored) {
                                 --m_unfinished;
                                 done(tl::unexpected(stored.error()));
                                 return;
                             }
                             JobEntry &mine = insert(job);
                             note(mine, u"added"_s);
                             m_signing->keepHeaders(mine);
                             if (job.settings.keepRunning)
                                 note(mine, kWithoutSession);
                             if (!m_alarms.look) {
                                 Idling(*this).lookAround();
                                 Gating(*this).heedPolicy();
                             }
                             done(job.id);
                             emit changed(job.id);
                             scheduleJobs();
                         });
}

const Job *Engine::find(const JobId &id) const
{
    const auto found = m_entries.find(id);
    return found == m_entries.end() ? nullptr : &found->second.job;
}

std::vector<JobId> Engine::ids() const
{
    std::vector<std::pair<qint64, JobId>> places;
    places.reserve(m_entries.size());
    for (const auto &[id, entry] : m_entries)
        places.emplace_back(entry.job.order, id);
    std::ranges::sort(places, {}, [](const auto &place) { return place.first; });
    std::vector<JobId> ids;
    ids.reserve(places.size());
    for (const auto &[order, id] : places)
        ids.push_back(id);
    return ids;
}

void Engine::files(std::vector<JobId> ids, std::function<void(Result<JobStore::Files>)> done)
{
    m_ports.store.files(std::move(ids),
                        [this, done = std::move(done)](Result<JobStore::Files> files) {
                            if (files) {
                                for (auto &[id, file] : *files) {
                                    if (const JobEntry *mine = entry(id))
                                        file = mine->latest(file);
                                }
                            }
                            done(std::move(files));
                        });
}

void Engine::log(const JobId &id, std::function<void(Result<std::vector<LogEntry>>)> done)
{
    m_ports.store.readLog(id, std::move(done));
}

void Engine::note(const JobEntry &entry, const QString &text)
{
    qCInfo(lcEngine).noquote() << entry.job.id.toString() << text;
    m_ports.store.log(entry.job.id, {m_ports.clock.now(), text});
}

void Engine::persist(JobEntry &entry, std::vector<JobFile> files, JobStore::Done done)
{
    entry.countTime(m_ports.clock.monotonic());
    entry.countStalled(m_ports.clock.monotonic());
    entry.timeSaved = entry.job.timeUsed;
    entry.takeChangedFiles(files);
    for (JobFile &file : files) {
        entry.progress.erase(file.index); // the file carries newer figures
        if (file.completed)               // has its own name now: nothing lies under the other
            file.partPath.clear();
    }
    const int save = entry.beginSave(files);
    m_ports.store.update(
        storable(entry.job), std::move(files),
        [this, id = entry.job.id, save, done = std::move(done)](const Result<void> &stored) {
            JobEntry *mine = this->entry(id);
            const bool isCaughtUp = mine && persisted(*mine, save, stored);
            if (done)
                done(stored);
            mine = this->entry(id);
            if (isCaughtUp && mine)
                publish(*mine); // names had to wait
        });
}

/// What the store did not take is offered again until it does: memory must not stay ahead of it.
/// True when the store has all of it again.
bool Engine::persisted(JobEntry &entry, int save, const Result<void> &stored)
{
    const bool wasUnsaved = entry.unsaved;
    entry.endSave(save, stored.has_value());
    if (stored)
        return wasUnsaved && !entry.unsaved;
    if (!wasUnsaved)
        qCWarning(lcStore).noquote() << "a change was not saved:" << stored.error().detail;
    if (!m_alarms.saveAgain && !m_down)
        m_alarms.saveAgain = m_ports.alarm.after(kSaveAgain, [this] { saveAgain(); });
    return false;
}

void Engine::saveAgain()
{
    m_alarms.saveAgain.reset();
    for (auto &[id, entry] : m_entries) {
        if (entry.unsaved)
            persist(entry, {});
    }
}

void Engine::setSettings(const Settings &settings)
{
    const bool isOtherGate = settings.batteryFloor != m_settings.batteryFloor
        || settings.transferPolicy != m_settings.transferPolicy;
    m_settings = settings;
    Idling(*this).purgeHistory();
    Idling(*this).lookAround();
    if (isOtherGate)
        Gating(*this).reconsiderAll();
    Gating(*this).heedPolicy();
    scheduleJobs();
}

void Engine::shutDown()
{
    m_down = true;
    m_alarms = {};
    m_settling.end();
    m_notices.shutDown();
    m_space.shutDown();
    for (auto &[id, entry] : m_entries) {
        entry.retry.reset();
        entry.fileRetry.reset();
        entry.fileLook.reset();
        if (!entry.runner)
            continue;
        entry.job.rate = 0;
        persist(entry, entry.runner->files());
        entry.runner.reset();
    }
}

} // namespace lighterman
