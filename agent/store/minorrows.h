// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/ports.h"

#include <QHash>

#include <utility>
#include <vector>

namespace lighterman::storage {

/// Progress and log lines that wait for a transaction: of each file's progress only the last.
class MinorRows
{
public:
    using File = std::pair<JobId, int>;
    struct Reached
    {
        qint64 received = 0;
        qint64 synced = 0;
        QByteArray pieces = {};
    };

    void add(const FileProgress &row)
    {
        m_progress.insert({row.job, row.index}, {row.received, row.synced, row.pieces});
    }
    void add(const JobId &job, const LogEntry &entry) { m_log.emplace_back(job, entry); }
    /// The file is about to be written as a whole: what was known before is old.
    void forget(const JobId &job, int index)
    {
        if (!m_progress.isEmpty())
            m_progress.remove({job, index});
    }

    [[nodiscard]] bool isEmpty() const { return m_progress.isEmpty() && m_log.empty(); }
    [[nodiscard]] const QHash<File, Reached> &progress() const { return m_progress; }
    [[nodiscard]] const std::vector<std::pair<JobId, LogEntry>> &log() const { return m_log; }

    /// The log lines alone; they are no longer here.
    [[nodiscard]] MinorRows takeLog()
    {
        MinorRows lines;
        lines.m_log = std::exchange(m_log, {});
        return lines;
    }

private:
    QHash<File, Reached> m_progress;
    std::vector<std::pair<JobId, LogEntry>> m_log;
};

} // namespace lighterman::storage
