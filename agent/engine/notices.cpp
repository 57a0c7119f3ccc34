// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/notices.h"

#include "agent/engine/jobentry.h"
#include "agent/engine/retrypolicy.h"
#include "common/base/redact.h"
#include "common/model/statewords.h"

#include <algorithm>

namespace lighterman {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

/// Programs at work for all jobs together, as in BITS: a thousand jobs that end at once must not be
/// a thousand processes.
constexpr int kAtOnce = 4;
/// A command that has failed for that long is not mended by waiting.
constexpr std::chrono::hours kLongestEffort{24};

NotifyTask taskFor(const Job &job)
{
    return {*job.settings.notifyCommand,
            {{u"LIGHTERMAN_JOB_ID"_s, job.id.toString()},
             {u"LIGHTERMAN_JOB_NAME"_s, job.name},
             {u"LIGHTERMAN_JOB_STATE"_s, wireName(job.state)},
             {u"LIGHTERMAN_JOB_FOLDER"_s, job.folder},
             {u"LIGHTERMAN_JOB_ERROR"_s, job.error ? wireName(job.error->code) : QString()},
             {u"LIGHTERMAN_JOB_ERROR_TEXT"_s,
              job.error ? sentenceOf(*job.error, remedyOf(job)) : QString()}}};
}

} // namespace

Notices::Notices(Needs needs, Host &host)
    : m_needs(std::move(needs))
    , m_host(host)
{
}

void Notices::begin(const JobId &id)
{
    const Job *job = m_host.noticeJob(id);
    if (m_down || !job || !job->notice)
        return;
    Run &run = m_runs[id];
    if (run.program) // its end is the beginning of this one, unless it is this one
        return;
    // The wall clock may have been set meanwhile: never longer than an attempt can be away.
    const Moment now = m_needs.clock.now();
    const auto left = std::clamp<milliseconds>(milliseconds(job->notice->next.value_or(now) - now),
                                               milliseconds(0), kLongestEffort);
    if (left.count() > 0)
        run.wait = m_needs.alarm.after(left, [this, id] { queue(id); });
    else
        queue(id);
}

void Notices::drop(const JobId &id)
{
    const auto found = m_runs.find(id);
    if (found == m_runs.end())
        return;
    if (found->second.program) {
        found->second.isCurrent = false;
        return;
    }
    m_runs.erase(found);
    std::erase(m_queue, id);
}

void Notices::renew(const JobId &id)
{
    Job *job = m_host.noticeJob(id);
    if (!job || !job->notice)
        return;
    drop(id);
    job->notice.reset();
    if (!job->settings.notifyCommand)
        return;
    job->notice = Notice{0, m_needs.clock.now(), {}};
    begin(id);
}

void Notices::shutDown()
{
    m_down = true;
    m_queue.clear();
    m_runs.clear();
}

void Notices::queue(const JobId &id)
{
    m_runs[id].wait.reset();
    if (std::ranges::find(m_queue, id) == m_queue.end())
        m_queue.push_back(id);
    startQueued();
}

void Notices::startQueued()
{
    while (!m_queue.empty() && m_atWork < kAtOnce) {
        const JobId id = m_queue.front();
        m_queue.pop_front();
        start(id);
    }
}

void Notices::start(const JobId &id)
{
    const Job *job = m_host.noticeJob(id);
    if (!job || !job->notice || !job->settings.notifyCommand) {
        m_runs.erase(id);
        return;
    }
    Run &run = m_runs[id];
    ++m_atWork;
    run.program = m_needs.notifier.run(taskFor(*job),
                                       [this, id](const Result<void> &end) { ended(id, end); });
    run.limit = m_needs.alarm.after(m_needs.settings.notifyTimeout, [this, id] {
        ended(id,
              fail(ErrorCode::NotifyTimedOut,
                   u"after %1 s"_s.arg(m_needs.settings.notifyTimeout.count())));
    });
    m_host.noticeChanged(id, u"notify command started"_s);
}

/// `id` is a copy, for what held it ends here.
void Notices::ended(JobId id, const Result<void> &end)
{
    bool isCurrent = false;
    if (const auto run = m_runs.extract(id)) {
        isCurrent = run.mapped().isCurrent;
        --m_atWork;
    } // a program that is still at work is killed here
    Job *job = m_host.noticeJob(id);
    if (job && job->notice && isCurrent) {
        settle(*job, end);
    } else if (job) {
        m_host.noticeChanged(id,
                             end ? u"notify command done"_s
                                 : u"notify command failed, "_s + logLineOf(end.error()));
        begin(id); // what has come to tell since
    }
    startQueued();
}

void Notices::settle(Job &job, const Result<void> &end)
{
    if (end) {
        job.notice.reset();
        m_host.noticeChanged(job.id, u"notify command done"_s);
        return;
    }
    Notice &notice = *job.notice;
    const Moment now = m_needs.clock.now();
    const Settings &settings = m_needs.settings;
    const auto delay = retryDelay(
        {.failures = ++notice.failures,
         .withoutProgress = std::max(milliseconds(0), milliseconds(now - notice.since)),
         .ownDelay = job.settings.retryDelay,
         .noProgressTimeout
         = std::min<std::chrono::seconds>(job.settings.noProgressTimeout, kLongestEffort),
         .firstDelay = settings.retryDelay,
         .longestDelay = settings.longestRetryDelay,
         .jitter = m_needs.random()});
    const QString what = logLineOf(end.error());
    if (!delay) {
        job.notice.reset();
        m_host.noticeChanged(job.id, u"notify command given up, "_s + what);
        return;
    }
    notice.next = now + delay->count();
    const QString seconds = QString::number((delay->count() + 999) / 1000);
    m_host.noticeChanged(job.id, u"notify command failed, %1; again in %2 s"_s.arg(what, seconds));
    begin(job.id);
}

} // namespace lighterman
