// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/client/agentlink.h"

#include <QObject>
#include <QStringList>

#include <vector>

namespace lighterman {

/// What became of new jobs that the agent had something to say about.
struct AddOutcome
{
    QStringList refused; ///< links
    Error why;           ///< of the first refused one
    QStringList doubted; ///< the first links of jobs that were added with a remark
    Error remark;        ///< of the first of those
};

/// Hands new jobs to the agent and gathers what it refuses and remarks, so that no link is lost and
/// no warning.
class JobAdder final : public QObject
{
    Q_OBJECT

public:
    /// `link` is not owned and outlives the adder.
    explicit JobAdder(AgentLink &link, QObject *parent = nullptr);

    void add(const std::vector<JobSpec> &specs);

signals:
    /// The last answer of what was under way has come, and not every one was a plain yes.
    void answered(const lighterman::AddOutcome &outcome);

private:
    void take(const JobSpec &spec, const Result<protocol::Added> &answer);

    AgentLink &m_link;
    qsizetype m_open = 0; ///< answers that have not come yet
    AddOutcome m_outcome;
};

} // namespace lighterman
