// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/client/agentlink.h"

#include <QHash>

#include <vector>

namespace lighterman {

/// A client's copy of the agent's list of jobs: a snapshot and the numbered changes after it. A gap
/// in the numbers makes it ask for a new snapshot; until that is whole, the old view stays.
class JobMirror final : public QObject
{
    Q_OBJECT

public:
    /// `link` is not owned and outlives the mirror.
    explicit JobMirror(AgentLink &link, QObject *parent = nullptr);

    /// True once a whole snapshot has arrived.
    [[nodiscard]] bool isReady() const { return m_ready; }
    [[nodiscard]] const QHash<JobId, Job> &jobs() const { return m_jobs; }

signals:
    /// The list is new as a whole.
    void reset();
    /// These jobs are new or different, those are gone.
    void changed(const std::vector<lighterman::Job> &jobs,
                 const std::vector<lighterman::JobId> &removed);

private:
    void takePage(const protocol::JobPage &page, bool first);
    void takeChanges(const protocol::JobChanges &changes);
    void finishSnapshot();
    void askAgain();

    /// What becomes of the next message.
    enum class Phase : quint8 {
        Waiting,   ///< for the first page of a snapshot; changes before it are void
        Arriving,  ///< pages come; changes between them are kept for later
        Following, ///< every change continues the one before
    };

    AgentLink &m_link;
    QHash<JobId, Job> m_jobs;
    QHash<JobId, Job> m_incoming; ///< the snapshot that is still arriving
    std::vector<protocol::JobChanges> m_kept;
    Phase m_phase = Phase::Waiting;
    qint64 m_firstRevision = 0; ///< of the first page that is arriving
    qint64 m_revision = 0;
    bool m_ready = false;
};

} // namespace lighterman
