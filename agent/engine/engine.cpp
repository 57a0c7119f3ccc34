// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/engine.h"

#include "agent/engine/restore.h"
#include "common/base/log.h"

namespace lighterman {

using namespace Qt::StringLiterals;

Engine::Engine(Ports ports, Owner owner, Settings settings, QObject *parent)
    : QObject(parent)
    , m_ports(std::move(ports))
    , m_owner(std::move(owner))
    , m_settings(std::move(settings))
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
        const Moment now = m_ports.clock.now();
        for (Job &job : *jobs) {
            JobEntry &entry = insert(restored(std::move(job), now));
            if (entry.job.state == JobState::TransientError)
                retryIn(entry, timeToRetry(entry.job, now));
        }
        purgeHistory();
        done({});
        scheduleJobs();
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
    m_lastOrder = std::max(m_lastOrder, job.order);
    JobEntry &entry = m_entries[id];
    entry.job = std::move(job);
    placeInQueue(entry);
    return entry;
}

void Engine::placeInQueue(JobEntry &entry)
{
    const Job &job = entry.job;
    if (entry.place)
        m_queue.erase(*std::exchange(entry.place, {}));
    if (job.state != JobState::Queued || entry.closing)
        return;
    entry.place = QueuePlace{job.settings.priority, job.order, job.id.toBytes()};
    m_queue.emplace(*entry.place, job.id);
}

void Engine::add(JobSpec spec, std::function<void(Result<JobId>)> done)
{
    if (spec.folder.isEmpty())
        spec.folder
            = m_settings.downloadFolder.isEmpty() ? m_owner.downloads : m_settings.downloadFolder;
    if (const auto valid = validate(spec); !valid) {
        later([done = std::move(done), error = valid.error()] { done(tl::unexpected(error)); });
        return;
    }
    JobDetails details;
    Job &job = details.job;
    job.id = JobId::create();
    job.name = spec.name.isEmpty() ? nameFromUrl(spec.files.front().url) : spec.name;
    job.type = spec.type;
    job.state = spec.suspended ? JobState::Suspended : JobState::Queued;
    job.owner = m_owner.name;
    job.folder = spec.folder;
    job.filesTotal = int(spec.files.size());
    job.created = job.modified = m_ports.clock.now();
    job.order = ++m_lastOrder;
    job.settings = std::move(spec.settings);
    job.cause = causeOf(job, job.created);
    for (int index = 0; FileSpec & file : spec.files) {
        JobFile &stored = details.files.emplace_back();
        stored.index = index++;
        stored.url = file.url.adjusted(QUrl::RemoveFragment);
        stored.path = std::move(file.path);
    }
    m_ports.store.insert(details, [this, job, done = std::move(done)](const Result<void> &stored) {
        if (!stored) {
            done(tl::unexpected(stored.error()));
            return;
        }
        note(insert(job), u"added"_s);
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
                                    const JobEntry *moving = entry(id);
                                    if (moving && moving->runner)
                                        file = moving->runner->files()[std::size_t(file.index)];
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
    entry.progress.clear(); // the files carry newer figures
    for (JobFile &file : files) {
        if (file.completed) // has its own name now: nothing lies under the other
            file.partPath.clear();
    }
    m_ports.store.update(
        entry.job, std::move(files), [done = std::move(done)](Result<void> stored) {
            if (!stored)
                qCWarning(lcStore).noquote() << "a change was not saved:" << stored.error().detail;
            if (done)
                done(std::move(stored));
        });
}

void Engine::setSettings(const Settings &settings)
{
    m_settings = settings;
    purgeHistory();
    scheduleJobs();
}

void Engine::purgeHistory()
{
    const Moment now = m_ports.clock.now();
    std::vector<JobId> old;
    for (const auto &[id, entry] : m_entries) {
        if (isOutdated(entry.job, m_settings.historyDays, now))
            old.push_back(id);
    }
    for (const JobId &id : old) {
        m_entries.erase(id);
        m_ports.store.remove(id, [](const Result<void> &) { /* tried again at the next start */ });
        emit removed(id);
    }
}

void Engine::shutDown()
{
    m_down = true;
    m_tick.reset();
    for (auto &[id, entry] : m_entries) {
        entry.retry.reset();
        if (!entry.runner)
            continue;
        entry.job.rate = 0;
        persist(entry, entry.runner->files());
        entry.runner.reset();
    }
}

} // namespace lighterman
