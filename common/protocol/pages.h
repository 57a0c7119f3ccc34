// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/protocol/messages.h"
#include "common/protocol/rows.h"

// Cuts what may be large into messages of at most kPageRows rows and kMaxFrame bytes. Sizes are
// bounds from above, so nothing has to be encoded twice.
namespace lighterman::protocol {

/// The room in one message: take rows as long as it lets you.
class FrameRoom
{
public:
    /// Whether the row still fits. The first one always does.
    [[nodiscard]] bool take(const Job &job);
    [[nodiscard]] bool take(const FileRow &file);
    [[nodiscard]] bool take(const JobId &job);
    [[nodiscard]] bool take(const LogEntry &entry);
    [[nodiscard]] bool take(const FileSpec &file);
    [[nodiscard]] bool take(const QuestionRow &question);
    [[nodiscard]] bool take(const TrustedCertificate &certificate);
    /// Room for something that is not a row.
    void use(qsizetype bytes) { m_bytes += bytes; }

private:
    [[nodiscard]] bool takeRow(qsizetype bytes);
    [[nodiscard]] bool takeBytes(qsizetype bytes);

    qsizetype m_bytes = 0;
    qsizetype m_rows = 0;
};

/// The answer to ListJobs: at least one page, and the last one says so.
[[nodiscard]] std::vector<JobPage> pages(qint64 revision, const std::vector<Job> &jobs,
                                         const std::vector<FileRow> &files = {});

/// The same changes as messages that fit, numbered on from `changes.revision`.
[[nodiscard]] std::vector<JobChanges> split(const JobChanges &changes);

/// The parts of a request, to be sent with one id; all but the last say `more`.
[[nodiscard]] std::vector<AddJob> split(const AddJob &request);

/// The answer to ShowJob: at least one part, and the last one says so.
[[nodiscard]] std::vector<JobInfo> split(JobInfo info);

/// Gives the files of one part of that answer their ranges back.
void unite(JobInfo &info);

/// Leaves out the oldest lines that do not fit.
void fit(JobLog &log);

/// Leaves out the last questions that do not fit; `total` still counts them.
void fit(QuestionList &list);
/// Likewise.
void fit(TrustedList &list);

} // namespace lighterman::protocol
