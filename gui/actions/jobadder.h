// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/client/agentlink.h"

#include <QObject>
#include <QStringList>

#include <vector>

namespace lighterman {

/// Hands new jobs to the agent and gathers what it refuses, so that no link is lost.
class JobAdder final : public QObject
{
    Q_OBJECT

public:
    /// `link` is not owned and outlives the adder.
    explicit JobAdder(AgentLink &link, QObject *parent = nullptr);

    void add(const std::vector<JobSpec> &specs);

signals:
    /// The last answer of what was under way has come, and these links were refused, the first of
    /// them because of `error`.
    void refused(const QStringList &links, const lighterman::Error &error);

private:
    void take(const JobSpec &spec, const Result<protocol::Added> &answer);

    AgentLink &m_link;
    qsizetype m_open = 0; ///< answers that have not come yet
    QStringList m_refused;
    Error m_why;
};

} // namespace lighterman
