// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/notifier.h"
#include "common/model/settings.h"

#include <deque>
#include <unordered_map>

namespace lighterman {

/// Runs the notify commands of jobs whose notice says so: never two at once for one job, a few at
/// once in all, each for a limited time, and again after the job's retry delay while it fails
/// (docs/adr/0014).
class Notices final
{
public:
    /// Who has the jobs.
    class Host
    {
    public:
        virtual ~Host() = default;
        /// Null when there is no such job any more.
        [[nodiscard]] virtual Job *noticeJob(const JobId &id) = 0;
        /// To be stored, and `line` to be told in the job's timeline.
        virtual void noticeChanged(const JobId &id, const QString &line) = 0;
    };
    /// None is owned; all outlive this.
    struct Needs
    {
        Notifier &notifier;
        Alarm &alarm;
        Clock &clock;
        const Settings &settings;
        std::function<double()> random;
    };

    Notices(Needs needs, Host &host);

    /// The job has a notice: its command runs once that is due and none of the job's is at work.
    void begin(const JobId &id);
    /// The job has no notice any more. A program that is at work is left to end, for it may be what
    /// has changed the job; whatever comes of it has no consequence.
    void drop(const JobId &id);
    /// The command of the job is another one, or none: it begins anew, or has nothing to tell.
    void renew(const JobId &id);
    /// Kills what is at work, which leaves its notice to the next agent. Nothing runs after it.
    void shutDown();

private:
    struct Run
    {
        std::unique_ptr<Pending> wait;    ///< for the next attempt
        std::unique_ptr<Pending> program; ///< at work
        std::unique_ptr<Pending> limit;   ///< while it is
        bool isCurrent = true;            ///< runs for the notice that the job has now
    };

    void queue(const JobId &id);
    void startQueued();
    void start(const JobId &id);
    void ended(JobId id, const Result<void> &end);
    void settle(Job &job, const Result<void> &end);

    Needs m_needs;
    Host &m_host;
    std::unordered_map<JobId, Run, HashId> m_runs;
    std::deque<JobId> m_queue; ///< due, and waiting for others to end
    int m_atWork = 0;
    bool m_down = false;
};

} // namespace lighterman
