// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/ports.h"
#include "agent/engine/schedule.h"
#include "common/model/settings.h"

#include <QSet>

#include <array>
#include <map>
#include <set>
#include <unordered_map>

namespace lighterman {

/// Where a job stands among those of its priority: its number and, should two have the same, its
/// id.
using QueuePlace = std::pair<qint64, QByteArray>;

/// What the queue knows of a job, for as long as the agent lives. It belongs to the job's entry;
/// only the queue changes it.
struct Turn
{
    enum class At : quint8 { Nowhere, Waiting, Holding };
    At at = At::Nowhere;
    Priority priority = Priority::Normal; ///< under which it waits or holds
    QString host = {};                    ///< under which it waits or holds
    QueuePlace place = {};
    std::chrono::milliseconds used{0};  ///< of its time slice, in earlier turns
    std::chrono::milliseconds since{0}; ///< monotonic: the beginning of this turn
    std::optional<qint64> behind = {};  ///< where it stands instead of in Job::order
};

/// The background jobs that have slots, and all that wait for one. What a plan costs depends on the
/// number of slots, not on that of the jobs.
class JobQueue
{
public:
    /// Neither is owned; both outlive the queue.
    JobQueue(const Settings &settings, const Clock &clock)
        : m_settings(settings)
        , m_clock(clock)
    {
    }

    /// Takes note of a job that is new or has changed; `turn` is always the same for the same job,
    /// and lives as long as that waits or moves. One that may not begin, for it is closing or held
    /// by a gate, does not wait.
    void put(const Job &job, Turn &turn, bool mayNotBegin);

    /// The next number at the end of the queue.
    [[nodiscard]] qint64 last() { return ++m_last; }
    /// The next number at its beginning.
    [[nodiscard]] qint64 first() { return --m_first; }
    /// A job with this number is there.
    void know(qint64 order);
    /// Lets all who wait go before, and newcomers for a long time: what a job does that has had its
    /// turn. Takes effect with the next put().
    void sendBehind(Turn &turn);
    /// Lets it stand where its order says, as one that had no turn yet; with the next put().
    static void comeForward(Turn &turn) { turn.behind.reset(); }

    /// All that wait, foreground jobs among them.
    [[nodiscard]] std::vector<JobId> waiting() const;
    /// What is to be done now. `wouldLose` is asked about jobs that move: is something of a file
    /// here that cannot be resumed?
    [[nodiscard]] Plan plan(const std::function<bool(const JobId &)> &wouldLose);
    /// Whether the last plan spared this job, though others wait, because it would lose bytes.
    [[nodiscard]] bool isSpared(const JobId &job) const { return m_spared.contains(job); }

private:
    /// The jobs of a priority that wait.
    struct Level
    {
        using Line = std::map<QueuePlace, const Turn *>;
        std::unordered_map<QString, Line> hosts;
        std::set<std::pair<QueuePlace, QString>> fronts; ///< the first of each host
        void insert(const Turn &turn);
        void erase(const Turn &turn);
    };
    class Gathering;

    void enterSlot(Turn &turn);
    void leaveSlot(Turn &turn);
    [[nodiscard]] std::chrono::milliseconds sliceLeft(const Turn &turn) const;
    void gatherHeld(Gathering &gathering, const std::function<bool(const JobId &)> &wouldLose);
    void gatherWaiting(Gathering &gathering, const Level &level, std::size_t most) const;

    const Settings &m_settings;
    const Clock &m_clock;
    std::array<Level, 4> m_levels;       ///< by priority
    std::map<QByteArray, Turn *> m_held; ///< background slots, by job
    QSet<JobId> m_spared;
    qint64 m_first = 0;
    qint64 m_last = 0;
    qint64 m_behind = 0;
};

} // namespace lighterman
