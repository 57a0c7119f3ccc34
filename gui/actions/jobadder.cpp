// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/actions/jobadder.h"

#include <utility>

namespace lighterman {

JobAdder::JobAdder(AgentLink &link, QObject *parent)
    : QObject(parent)
    , m_link(link)
{
}

void JobAdder::add(const std::vector<JobSpec> &specs)
{
    for (const JobSpec &spec : specs) {
        ++m_open;
        m_link.ask<protocol::AddJob>(
            {spec, false}, this,
            [this, spec](const Result<protocol::Added> &answer) { take(spec, answer); });
    }
}

void JobAdder::take(const JobSpec &spec, const Result<protocol::Added> &answer)
{
    --m_open;
    if (!answer) {
        if (m_refused.isEmpty())
            m_why = answer.error();
        for (const FileSpec &file : spec.files)
            m_refused += file.url.toString(QUrl::FullyEncoded);
    }
    if (m_open == 0 && !m_refused.isEmpty())
        emit refused(std::exchange(m_refused, {}), m_why);
}

} // namespace lighterman
