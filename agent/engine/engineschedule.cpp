// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/enginegating.h"
#include "agent/engine/enginesigning.h"
#include "agent/engine/limits.h"

// Who moves, and how a person changes that.
namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

QString inWords(StopReason why)
{
    switch (why) {
    case StopReason::Outranked:
        return u"made way for a job of higher priority"_s;
    case StopReason::SliceOver:
        return u"made way for others that wait, its time slice was over"_s;
    case StopReason::OtherHost:
        return u"made way for a job of another host"_s;
    case StopReason::FewerSlots:
        return u"waits again, there are fewer background slots"_s;
    }
    return {};
}

/// The unfinished job of the same priority that stands before or behind, where there is one.
JobEntry *neighbour(JobTable &entries, const JobEntry &entry, QueueMove move)
{
    const qint64 sign = move == QueueMove::Up ? -1 : 1;
    JobEntry *nearest = nullptr;
    for (auto &[id, other] : entries) {
        const bool isEqual = !isFinal(other.job.state) && !other.closing
            && other.job.settings.priority == entry.job.settings.priority;
        const qint64 distance = sign * (other.job.order - entry.job.order);
        if (isEqual && distance > 0
            && (!nearest || distance < sign * (nearest->job.order - entry.job.order)))
            nearest = &other;
    }
    return nearest;
}

/// There has to be something to tell.
bool signsInBeforehand(const Job &job)
{
    return job.settings.preemptive && !job.accounts.empty();
}

} // namespace

/// Who waits for the owner waits for no slot; who has just been queued is looked at first.
void Engine::placeInQueue(JobEntry &entry)
{
    const bool isHeld = entry.job.cause && leavesQueued(entry.job.cause->code);
    m_queue.put(entry.job, entry.turn, entry.closing || isHeld);
}

/// A job counts for the host that it needs next. While it moves that changes with each file, so it
/// is looked at when a run begins and when it ends.
void Engine::learnHost(JobEntry &entry, const std::vector<JobFile> &files)
{
    if (QString host = nextHost(files); !host.isEmpty())
        entry.job.host = std::move(host);
    placeInQueue(entry);
}

void Engine::scheduleJobs()
{
    m_alarms.slice.reset();
    if (m_down || !m_gates.isKnown)
        return;
    Gating(*this).holdLatecomers();
    const Plan plan = m_queue.plan([this](const JobId &id) {
        const auto &runner = entry(id)->runner;
        return runner && runner->wouldLose();
    });
    for (const Displaced &stop : plan.stop) {
        JobEntry &mine = *entry(stop.job);
        apply(mine, JobEvent::Preempted);
        note(mine, inWords(stop.why));
        emit changed(stop.job);
    }
    for (const JobId &id : plan.start)
        start(*entry(id));
    if (plan.lookAgain)
        m_alarms.slice = m_ports.alarm.after(*plan.lookAgain, [this] { scheduleJobs(); });
}

/// A job that was spared because it would have lost bytes may be at a point where it loses none;
/// later, for its runner is in the call.
void Engine::lookAgainAt(const JobEntry &spared)
{
    if (m_queue.isSpared(spared.job.id))
        later([this] { scheduleJobs(); });
}

void Engine::start(JobEntry &entry)
{
    apply(entry, JobEvent::Start);
    const JobId id = entry.job.id;
    m_signing->withHeaders(entry, [this, id, run = ++entry.run](const Result<void> &ready) {
        JobEntry *mine = this->entry(id);
        if (!mine || mine->run != run || m_down)
            return;
        if (ready) {
            begin(*mine);
            return;
        }
        fail(*mine, ready.error());
        scheduleJobs();
    });
    emit changed(id);
}

void Engine::begin(JobEntry &entry)
{
    withFiles(entry,
              [this, id = entry.job.id, run = entry.run](Result<std::vector<JobFile>> files) {
                  JobEntry *mine = this->entry(id);
                  if (!mine || mine->run != run || m_down)
                      return;
                  if (files) {
                      this->run(*mine, std::move(*files));
                      return;
                  }
                  fail(*mine, files.error());
                  scheduleJobs();
              });
}

void Engine::withFiles(JobEntry &entry, std::function<void(Result<std::vector<JobFile>>)> then)
{
    if (entry.publishing) { // the files are about to be other ones
        entry.whenPublished = [this, id = entry.job.id, then = std::move(then),
                               before = std::exchange(entry.whenPublished, {})]() mutable {
            if (before) // each of them has an answer to give
                before();
            withFiles(*this->entry(id), std::move(then));
        };
        return;
    }
    if (entry.runner) {
        later([then = std::move(then), files = entry.runner->files()] { then(files); });
        return;
    }
    m_ports.store.files({entry.job.id},
                        [this, then = std::move(then)](Result<JobStore::Files> read) {
                            if (!read) {
                                then(tl::unexpected(read.error()));
                                return;
                            }
                            std::vector<JobFile> files;
                            for (auto &[job, file] : *read) {
                                const JobEntry *mine = this->entry(job);
                                files.push_back(mine ? mine->latest(file) : file);
                            }
                            then(std::move(files));
                        });
}

void Engine::run(JobEntry &entry, std::vector<JobFile> files)
{
    JobRunner::Host &host = *this;
    entry.runner = std::make_unique<JobRunner>(
        JobRunner::Orders{entry.job.id, entry.job.folder, entry.job.settings,
                          m_settings.stallTimeout, entry.job.portal, signsInBeforehand(entry.job)},
        m_ports.transport, host);
    learnHost(entry, files);
    keepTicking();
    stopUnless(entry, maySpan(entry.job.bytesTransferred, m_settings));
    entry.runner->start(std::move(files));
}

/// Changes who comes after whom among the jobs of one priority. Who has a slot keeps it.
void Engine::reorder(JobEntry &entry, QueueMove move)
{
    JobQueue::comeForward(entry.turn);
    if (move == QueueMove::First) {
        entry.job.order = m_queue.first();
    } else if (move == QueueMove::Last) {
        entry.job.order = m_queue.last();
        m_queue.sendBehind(entry.turn);
    } else if (JobEntry *other = neighbour(m_entries, entry, move)) {
        std::swap(entry.job.order, other->job.order);
        placeInQueue(*other);
        persist(*other, {});
        emit changed(other->job.id);
    }
    placeInQueue(entry);
}

} // namespace lighterman
