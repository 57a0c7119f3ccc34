// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/client/jobmirror.h"

#include "common/base/log.h"

#include <algorithm>
#include <utility>

namespace lighterman {

namespace {

void apply(const protocol::JobChanges &changes, QHash<JobId, Job> &jobs)
{
    for (const Job &job : changes.jobs)
        jobs.insert(job.id, job);
    for (const JobId &id : changes.removed)
        jobs.remove(id);
}

} // namespace

JobMirror::JobMirror(AgentLink &link, QObject *parent)
    : QObject(parent)
    , m_link(link)
{
    connect(&link, &AgentLink::jobPage, this, &JobMirror::takePage);
    connect(&link, &AgentLink::jobChanges, this, &JobMirror::takeChanges);
    link.subscribe();
}

void JobMirror::takePage(const protocol::JobPage &page, bool first)
{
    if (first) {
        m_incoming.clear();
        m_kept.clear();
        m_phase = Phase::Arriving;
        m_firstRevision = page.revision;
        m_revision = page.revision;
    }
    if (m_phase != Phase::Arriving)
        return;
    m_revision = std::max(m_revision, page.revision);
    for (const Job &job : page.jobs)
        m_incoming.insert(job.id, job);
    if (page.last)
        finishSnapshot();
}

void JobMirror::finishSnapshot()
{
    // The pages may be from different moments. Changes made after the first of them are applied to
    // all, in order: a row that had one already has the later ones coming too.
    for (const protocol::JobChanges &changes : std::exchange(m_kept, {})) {
        if (changes.revision <= m_firstRevision)
            continue;
        if (changes.revision > m_revision + 1) {
            askAgain();
            return;
        }
        apply(changes, m_incoming);
        m_revision = std::max(m_revision, changes.revision);
    }
    m_jobs = std::exchange(m_incoming, {});
    m_phase = Phase::Following;
    m_ready = true;
    emit reset();
}

void JobMirror::takeChanges(const protocol::JobChanges &changes)
{
    if (m_phase == Phase::Arriving)
        m_kept.push_back(changes);
    if (m_phase != Phase::Following || changes.revision <= m_revision)
        return;
    if (changes.revision != m_revision + 1) {
        askAgain();
        return;
    }
    m_revision = changes.revision;
    apply(changes, m_jobs);
    emit changed(changes.jobs, changes.removed);
}

void JobMirror::askAgain()
{
    qCInfo(lcIpc) << "changes after" << m_revision << "are missing; asking for the whole list";
    m_incoming.clear();
    m_phase = Phase::Waiting;
    m_link.subscribe();
}

} // namespace lighterman
