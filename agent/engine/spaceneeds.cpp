// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/spaceneeds.h"

namespace lighterman {

namespace {

bool needsRoom(const JobFile &file)
{
    return !file.transferred && file.bytesTotal.value_or(0) > 0;
}

} // namespace

QString folderIn(const QString &path)
{
    return path.left(std::max<qsizetype>(path.lastIndexOf(u'/'), 1));
}

void SpaceNeeds::remember(const JobId &job, const std::vector<JobFile> &files)
{
    std::vector<JobFile> needy;
    for (const JobFile &file : files) {
        if (needsRoom(file))
            needy.push_back(file);
    }
    if (needy.empty())
        m_known.erase(job.toBytes());
    else
        m_known[job.toBytes()] = std::move(needy);
}

SpaceNeeds::ByFolder SpaceNeeds::all()
{
    std::erase_if(m_known, [this](const auto &one) {
        const auto found = m_jobs.find(JobId::fromBytes(one.first));
        return found == m_jobs.end() || isFinal(found->second.job.state);
    });
    ByFolder needs;
    const auto add = [&](const Job &job, const JobFile &file, bool isUnderWay) {
        if (!needsRoom(file))
            return;
        const QString folder = file.path.isEmpty() ? job.folder : folderIn(file.path);
        needs[folder].push_back({job.id,
                                 file.path,
                                 {file.partPath, *file.bytesTotal, file.bytesTransferred},
                                 isUnderWay});
    };
    for (const auto &[id, entry] : m_jobs) {
        if (!entry.runner)
            continue;
        for (const JobFile &file : entry.runner->files())
            add(entry.job, file, entry.runner->isUnderWay(file.index));
    }
    for (const auto &[id, files] : m_known) {
        const JobEntry &entry = m_jobs.at(JobId::fromBytes(id));
        if (entry.runner) // which knows better
            continue;
        for (const JobFile &file : files)
            add(entry.job, file, false);
    }
    return needs;
}

} // namespace lighterman
