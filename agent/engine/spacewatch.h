// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/jobentry.h"

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

    /// A job waits for a full disk. It is forgotten once it does so no more.
    void watch(const JobId &job);
    /// Answers, soon, with disk-full where the unfinished jobs on the file system of `folder` still
    /// need more than there is; at once with nothing where no need is known.
    void tell(const QString &folder, const Remark &done);
    void shutDown();

private:
    /// What jobs still need in one folder.
    struct Need
    {
        qint64 all = 0;
        qint64 unmet = 0; ///< of those for which there was no room
    };
    using Needs = std::map<QString, Need>;
    struct Question
    {
        Remark done;
        std::unique_ptr<Pending> limit;
    };
    struct Known
    {
        std::chrono::milliseconds since{0}; ///< monotonic
        std::optional<Error> remark;
    };

    [[nodiscard]] const Job *full(const JobId &job) const;
    void lookLater();
    void look();
    void seen(const std::vector<JobId> &jobs, const std::vector<std::optional<Room>> &rooms);
    [[nodiscard]] Needs needs() const;
    [[nodiscard]] static std::optional<Error>
    remarkOf(const QString &folder, const std::vector<Need> &needs,
             const std::vector<std::optional<Room>> &rooms);
    void answer(int question, const std::optional<Error> &remark);

    Ports m_ports;
    Release m_release;
    std::set<QByteArray> m_waiting;       ///< ids of jobs
    std::map<QByteArray, qint64> m_tried; ///< with so much room a job was let go, and in vain
    std::unique_ptr<Pending> m_alarm;
    bool m_isLooking = false;
    std::map<QString, Known> m_known; ///< by folder
    std::map<int, Question> m_questions;
    int m_asked = 0;
};

} // namespace lighterman
