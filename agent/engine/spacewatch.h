// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/spaceneeds.h"

namespace lighterman {

/// Looks after the room that jobs need: says what is short when a job is added, and lets those that
/// wait for a full disk go on once there is room (docs/adr/0021-bandwidth-and-space.md).
class SpaceWatch
{
public:
    /// None is owned; all outlive it.
    struct Ports
    {
        Space &space;
        Alarm &alarm;
        const Clock &clock;
        const JobTable &jobs;
    };
    /// Told when a job that was given to watch() may be tried again.
    using Release = std::function<void(const JobId &)>;
    using Remark = std::function<void(const std::optional<Error> &)>;

    SpaceWatch(const Ports &ports, Release release);

    /// A job, or one file of a job that moves, waits for a full disk. It is forgotten once it does
    /// so no more.
    void watch(const JobId &job, const Error &error);
    /// Answers, soon, with disk-full where the unfinished jobs on the file system of `folder` still
    /// need more than there is; at once with nothing where no need is known.
    void tell(const QString &folder, const Remark &done);
    /// Learns what the jobs of an earlier agent still need. `store` is not owned, and outlives it.
    void recall(JobStore &store);
    /// As SpaceNeeds has it.
    void remember(const JobId &job, const std::vector<JobFile> &files)
    {
        m_needs.remember(job, files);
    }
    /// Answers all that is asked, with nothing.
    void shutDown();

private:
    using Need = SpaceNeeds::Need;
    struct Waiting
    {
        QString file;                ///< that was refused, or its folder
        QString folder;              ///< where it is
        std::optional<qint64> tried; ///< with so much room it was let go, and in vain
    };
    struct Look
    {
        std::vector<Need> needs;
        std::chrono::milliseconds begun{0}; ///< monotonic
    };
    struct Question
    {
        std::vector<Remark> asked;
        std::set<QString> open;               ///< folders that have not answered
        std::map<QByteArray, qint64> missing; ///< by file system
        std::optional<Room> room;             ///< of the folder that it is about
        std::unique_ptr<Pending> limit;
    };
    struct Known
    {
        std::chrono::milliseconds since{0}; ///< monotonic
        std::optional<Error> remark;
    };

    [[nodiscard]] bool isWaiting(const JobId &job) const;
    [[nodiscard]] bool mayBeRefusedAgain(const JobId &job) const;
    void lookLater();
    void lookAround();
    void look(const QString &folder, std::vector<Need> needs);
    [[nodiscard]] bool isLost(const QString &folder) const;
    void seen(const QString &folder, const std::optional<Room> &room);
    void letGo(const QString &folder, const std::vector<Need> &needs, const Room &room);
    void answer(const QString &folder);

    Ports m_ports;
    Release m_release;
    SpaceNeeds m_needs;
    std::map<QByteArray, Waiting> m_waiting; ///< by id of the job
    std::map<QByteArray, qint64> m_granted;  ///< since the last look around, by file system
    std::unique_ptr<Pending> m_alarm;
    std::map<QString, Look> m_looks;         ///< under way, by folder
    std::map<QString, Known> m_known;        ///< by folder
    std::map<QString, Question> m_questions; ///< by folder
    bool m_isDown = false;
};

} // namespace lighterman
