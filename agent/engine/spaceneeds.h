// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/jobentry.h"

namespace lighterman {

/// The files of known size that unfinished jobs still wait for.
class SpaceNeeds
{
public:
    struct Need
    {
        JobId job = {};
        QString path = {}; ///< absolute; empty before the file has a name
        ComingFile file = {};
        bool isUnderWay = false; ///< its room is being used at present
    };
    using ByFolder = std::map<QString, std::vector<Need>>;

    /// `jobs` is not owned.
    explicit SpaceNeeds(const JobTable &jobs)
        : m_jobs(jobs)
    {
    }

    /// What the files of a job are like that has no run from now on.
    void remember(const JobId &job, const std::vector<JobFile> &files);
    /// By the folder in which each file is, or will be.
    [[nodiscard]] ByFolder all();

private:
    const JobTable &m_jobs;
    std::map<QByteArray, std::vector<JobFile>> m_known; ///< by id; those that need something
};

/// The folder of a path, without asking any disk.
[[nodiscard]] QString folderIn(const QString &path);

} // namespace lighterman
