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
        if (m_outcome.refused.isEmpty())
            m_outcome.why = answer.error();
        for (const FileSpec &file : spec.files)
            m_outcome.refused += file.url.toString(QUrl::FullyEncoded);
    } else if (answer->remark && !spec.files.empty()) {
        if (m_outcome.doubted.isEmpty())
            m_outcome.remark = *answer->remark;
        m_outcome.doubted += spec.files.front().url.toString(QUrl::FullyEncoded);
    }
    const bool isNews = !m_outcome.refused.isEmpty() || !m_outcome.doubted.isEmpty();
    if (m_open == 0 && isNews)
        emit answered(std::exchange(m_outcome, {}));
}

} // namespace lighterman
