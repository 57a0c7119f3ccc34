// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/follower.h"

#include "cli/commands/jobfinder.h"
#include "cli/commands/progressline.h"
#include "common/model/statewords.h"

#include <algorithm>
#include <array>

namespace lighterman::cli {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// How `job` has ended; nothing while it may go on without anybody's help.
std::optional<ExitStatus> outcomeOf(const Job &job)
{
    switch (job.state) {
    case JobState::Acknowledged:
    case JobState::Transferred: // shown only by jobs that are to be completed by hand
        return ExitStatus::Done;
    case JobState::Error:
        return needsPerson(job) ? ExitStatus::NeedsPerson : ExitStatus::Failed;
    case JobState::Cancelled:
        return ExitStatus::Failed;
    default:
        return std::nullopt;
    }
}

} // namespace

Follower::Follower(AgentLink &link, Console &console, Options options, QObject *parent)
    : QObject(parent)
    , m_link(link)
    , m_console(console)
    , m_options(std::move(options))
    , m_mirror(link)
    , m_board(console)
{
    connect(&m_mirror, &JobMirror::reset, this, &Follower::takeAll);
    connect(&m_mirror, &JobMirror::changed, this, &Follower::take);
    connect(&link, &AgentLink::stateChanged, this, &Follower::watchLink);
    connect(&link, &AgentLink::listRefused, this, &Follower::failWith);
    connect(&m_clock, &QTimer::timeout, this, [this] { m_board.redraw(); });
    connect(&m_timeout, &QTimer::timeout, this, [this] { finish(ExitStatus::TimedOut); });
    m_timeout.setSingleShot(true);
}

void Follower::start()
{
    if (m_options.timeout)
        m_timeout.start(*m_options.timeout);
    if (m_options.show && m_console.live)
        m_clock.start(1s);
    if (m_link.state() == LinkState::Failed)
        QMetaObject::invokeMethod(
            this, [this] { watchLink(LinkState::Failed); }, Qt::QueuedConnection);
    m_link.subscribe();
}

void Follower::takeAll()
{
    if (m_over || !choose())
        return;
    const auto &jobs = m_mirror.jobs();
    std::vector<JobId> gone;
    for (const JobId &id : m_ids) {
        if (!jobs.contains(id))
            gone.push_back(id);
    }
    std::vector<Job> all(jobs.cbegin(), jobs.cend());
    std::ranges::sort(all, {}, &Job::order);
    take(all, gone);
}

void Follower::take(const std::vector<Job> &jobs, const std::vector<JobId> &removed)
{
    if (m_over || !m_chosen)
        return;
    for (const Job &job : jobs)
        look(job);
    for (const JobId &id : removed)
        endRemoved(id);
    if (m_options.show)
        m_board.redraw();
    settle();
}

/// Finds the jobs in the first whole list; false when that failed.
bool Follower::choose()
{
    if (std::exchange(m_chosen, true))
        return true;
    const auto &all = m_mirror.jobs();
    std::vector<Job> jobs(all.cbegin(), all.cend());
    if (m_options.jobs.isEmpty()) {
        std::erase_if(jobs, [](const Job &job) { return outcomeOf(job).has_value(); });
    } else {
        const auto meant = findJobs(jobs, m_options.jobs);
        if (!meant) {
            failWith(meant.error());
            return false;
        }
        jobs = *meant;
    }
    std::ranges::sort(jobs, {}, &Job::order);
    for (const Job &job : jobs) {
        m_ids.push_back(job.id);
        if (job.state == JobState::Suspended && !m_options.show)
            m_console.note(plainLine(job, m_console.now()));
    }
    return true;
}

void Follower::look(const Job &job)
{
    const bool isOurs = std::ranges::find(m_ids, job.id) != m_ids.end();
    if (!isOurs && !m_options.jobs.isEmpty())
        return;
    const auto outcome = outcomeOf(job);
    if (!isOurs) {
        if (outcome)
            return; // ended before we looked
        m_ids.push_back(job.id);
    }
    if (outcome) {
        end(job);
        return;
    }
    m_ended.remove(job.id); // somebody resumed it
    if (m_options.show)
        m_board.show(job);
}

void Follower::end(const Job &job)
{
    if (m_ended.contains(job.id))
        return;
    const ExitStatus outcome = *outcomeOf(job);
    m_ended.insert(job.id, outcome);
    if (m_options.show)
        m_board.close(job);
    else if (outcome != ExitStatus::Done)
        m_console.note(plainLine(job, m_console.now()));
}

/// A job that left the list before we saw it end cannot be waited for any more.
void Follower::endRemoved(const JobId &id)
{
    if (std::ranges::find(m_ids, id) == m_ids.end() || m_ended.contains(id))
        return;
    m_ended.insert(id, ExitStatus::Failed);
    m_board.clear();
    m_console.note(u"job %1 is no longer in the list."_s.arg(shortId(id)));
}

void Follower::settle()
{
    const bool allEnded = qsizetype(m_ids.size()) == m_ended.size();
    if (m_console.isClosed()) {
        finish(ExitStatus::Done); // nobody looks any more
    } else if (allEnded) {
        const auto has = [this](ExitStatus status) {
            return std::any_of(m_ended.cbegin(), m_ended.cend(),
                               [=](ExitStatus ended) { return ended == status; });
        };
        const bool anyFailed = has(ExitStatus::Failed);
        const bool anyAsks = has(ExitStatus::NeedsPerson);
        finish(anyFailed ? ExitStatus::Failed
                         : (anyAsks ? ExitStatus::NeedsPerson : ExitStatus::Done));
    }
}

void Follower::watchLink(LinkState state)
{
    if (m_over)
        return;
    if (state == LinkState::Lost) {
        m_board.clear();
        m_console.note(u"The transfer service went away; looking for it again."_s);
    }
    if (state == LinkState::Failed)
        failWith(m_link.error());
}

void Follower::failWith(const Error &error)
{
    if (m_over)
        return;
    stop();
    emit failed(error);
}

std::vector<Job> Follower::unfinished() const
{
    std::vector<Job> jobs;
    for (const JobId &id : m_ids) {
        const auto known = m_mirror.jobs().constFind(id);
        if (!m_ended.contains(id) && known != m_mirror.jobs().constEnd())
            jobs.push_back(*known);
    }
    return jobs;
}

void Follower::finish(ExitStatus status)
{
    if (m_over)
        return;
    stop();
    emit finished(status);
}

void Follower::stop()
{
    m_over = true;
    m_clock.stop();
    m_timeout.stop();
    m_board.finish();
}

} // namespace lighterman::cli
