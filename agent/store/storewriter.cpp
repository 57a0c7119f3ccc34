// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/storewriter.h"

#include "agent/store/filerows.h"
#include "agent/store/jobrows.h"
#include "agent/store/logrows.h"
#include "agent/store/signinrows.h"

#include <algorithm>
#include <utility>

namespace lighterman::storage {

namespace {

/// Rows of jobs that are remembered: enough for all that move at once, little enough to stay small.
constexpr qsizetype kRemembered = 16'384;

/// Whether the trouble lies with one request rather than with the disk.
bool concernsRequestAlone(const Error &error)
{
    return error.code != ErrorCode::StoreFailed && error.code != ErrorCode::DatabaseCorrupt;
}

/// Which request is the last to change a job: a job that changed many times in one transaction is
/// written once.
QHash<JobId, const UpdateRequest *> latestUpdates(const std::vector<WriteRequest> &requests)
{
    QHash<JobId, const UpdateRequest *> latest;
    for (const WriteRequest &request : requests) {
        if (const auto *update = std::get_if<UpdateRequest>(&request))
            latest.insert(update->job.id, update);
    }
    return latest;
}

void answerTo(WriteRequest &request, Result<void> verdict, Answers &answers)
{
    auto done = std::visit([](auto &kind) { return std::move(kind.done); }, request);
    if (done)
        answers.emplace_back(
            [done = std::move(done), verdict = std::move(verdict)] { done(verdict); });
}

} // namespace

Result<void> StoreWriter::write(std::vector<WriteRequest> requests, const Beside &beside,
                                Answers &answers)
{
    Verdicts verdicts;
    verdicts.reserve(requests.size());
    const bool isMinor = requests.empty() && beside.signIns.isEmpty();
    const auto durability = isMinor ? Durability::Ordered : Durability::Synced;
    auto written = m_database.begin(durability)
                       .and_then([&] { return writeAll(requests, beside, verdicts); })
                       .and_then([&] { return m_database.commit(); });
    if (!written) {
        m_database.rollback();
        m_rows.clear(); // it may know rows that are gone again
    }
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const bool failedAlone = i < verdicts.size() && !verdicts.at(i);
        answerTo(requests.at(i), written || failedAlone ? verdicts.at(i) : written, answers);
    }
    return written;
}

void StoreWriter::refuse(std::vector<WriteRequest> requests, const Error &error, Answers &answers)
{
    for (WriteRequest &request : requests)
        answerTo(request, tl::unexpected(error), answers);
}

Result<void> StoreWriter::writeAll(const std::vector<WriteRequest> &requests, const Beside &beside,
                                   Verdicts &verdicts)
{
    const auto latest = latestUpdates(requests);
    for (const WriteRequest &request : requests) {
        auto verdict = std::visit(
            [&](const auto &kind) {
                if constexpr (std::is_same_v<decltype(kind), const UpdateRequest &>)
                    return apply(kind, latest.value(kind.job.id) == &kind);
                else
                    return apply(kind);
            },
            request);
        if (!verdict && !concernsRequestAlone(verdict.error()))
            return verdict;
        verdicts.push_back(std::move(verdict));
    }
    auto kept = writeSignIns(m_database, beside.signIns);
    if (!kept && !concernsRequestAlone(kept.error()))
        return kept;
    return writeRows(beside.rows);
}

Result<void> StoreWriter::apply(const InsertRequest &request)
{
    const auto row = insertJob(m_database, request.job.job);
    if (!row)
        return tl::unexpected(row.error());
    remember(request.job.job.id, *row);
    for (const JobFile &file : request.job.files) {
        if (auto written = insertFile(m_database, *row, file); !written)
            return written;
    }
    return {};
}

Result<void> StoreWriter::apply(const UpdateRequest &request, bool isLatest)
{
    const auto known = row(request.job.id);
    if (!known)
        return tl::unexpected(known.error());
    if (isLatest) {
        if (auto written = updateJob(m_database, *known, request.job); !written)
            return written;
    }
    for (const JobFile &file : request.files) {
        if (auto written = writeFile(m_database, *known, file); !written)
            return written;
    }
    return {};
}

Result<void> StoreWriter::apply(const RemoveRequest &request)
{
    const auto known = row(request.job);
    if (!known)
        return tl::unexpected(known.error());
    m_rows.remove(request.job);
    return removeJob(m_database, *known);
}

/// In the order of the table, so that neighbours are written together.
Result<std::vector<StoreWriter::Progress>> StoreWriter::filesOf(const MinorRows &rows)
{
    std::vector<Progress> files;
    files.reserve(std::size_t(rows.progress().size()));
    for (auto it = rows.progress().cbegin(); it != rows.progress().cend(); ++it) {
        const auto job = row(it.key().first);
        if (job)
            files.emplace_back(fileId(*job, it.key().second), *it);
        else if (!concernsRequestAlone(job.error()))
            return tl::unexpected(job.error());
        // else the job is gone by now, and its progress with it
    }
    std::ranges::sort(files, {}, &Progress::first);
    return files;
}

Result<void> StoreWriter::writeRows(const MinorRows &rows)
{
    const auto files = filesOf(rows);
    if (!files)
        return tl::unexpected(files.error());
    for (const auto &[file, reached] : *files) {
        auto written = writeProgress(m_database, file, reached);
        if (!written)
            return written;
    }
    for (const auto &line : rows.log()) {
        auto written = row(line.first).and_then([&](qint64 job) {
            return appendLog(m_database, job, line.second);
        });
        if (!written && !concernsRequestAlone(written.error()))
            return written;
    }
    return {};
}

Result<qint64> StoreWriter::row(const JobId &job)
{
    if (const auto known = m_rows.constFind(job); known != m_rows.cend())
        return *known;
    auto found = rowOf(m_database, job);
    if (found)
        remember(job, *found);
    return found;
}

void StoreWriter::remember(const JobId &job, qint64 row)
{
    if (m_rows.size() >= kRemembered)
        m_rows.clear();
    m_rows.insert(job, row);
}

} // namespace lighterman::storage
