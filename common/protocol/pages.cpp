// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/protocol/pages.h"

#include "common/protocol/limits.h"

#include <algorithm>
#include <utility>

namespace lighterman::protocol {

namespace {

/// Heads of frame, map and arrays, and all that is not counted one by one.
constexpr qsizetype kEnvelope = 512;
/// A row without its texts: every number at its widest, every name of an enum.
constexpr qsizetype kPlainRow = 256;
constexpr qsizetype kCause = 128;
constexpr qsizetype kErrorMap = 192;
/// One range: a map of two numbers.
constexpr qsizetype kRange = 36;
constexpr qsizetype kTextHead = 5;
constexpr qsizetype kIdBytes = 17;

/// UTF-8 has at most three bytes for a unit of UTF-16, and replies cut their texts (Writer).
qsizetype room(const QString &text)
{
    return kTextHead + std::min(3 * text.size(), kMaxText);
}

qsizetype room(const QUrl &url)
{
    return kTextHead + url.toEncoded().size();
}

qsizetype room(const Job &job)
{
    const qsizetype error
        = job.error ? kErrorMap + room(job.error->detail) + room(job.error->file) : 0;
    return kPlainRow + room(job.name) + room(job.owner) + room(job.folder)
        + (job.cause ? kCause : 0) + error;
}

qsizetype room(const ByteRanges &ranges)
{
    return qsizetype(ranges.size()) * kRange;
}

qsizetype room(const FileRow &row)
{
    const JobFile &file = row.second;
    return kPlainRow + room(file.url) + room(file.path) + room(file.partPath) + room(file.ranges);
}

qsizetype room(const JobSettings &settings)
{
    qsizetype bytes = kPlainRow;
    for (const Header &header : settings.headers)
        bytes += 2 * kTextHead + kIdBytes + header.name.size() + header.value.size();
    if (settings.notifyCommand) {
        for (const QString &word : settings.notifyCommand->words())
            bytes += room(word);
    }
    return bytes;
}

qsizetype room(const QuestionRow &row)
{
    const Question &question = row.question;
    const ProtectionSpace &space = question.space;
    const ServerCertificate certificate = question.certificate.value_or(ServerCertificate());
    return 3 * kPlainRow + room(certificate.names) + room(certificate.issuer) + room(space.protocol)
        + room(space.host) + room(space.realm) + room(space.account) + room(row.text)
        + qsizetype(question.jobs.size()) * kIdBytes;
}

qsizetype room(const std::vector<Given> &credentials)
{
    qsizetype bytes = 0;
    for (const Given &given : credentials)
        bytes += kPlainRow + 3 * given.user.size() + given.secret.reveal().size();
    return bytes;
}

} // namespace

bool FrameRoom::takeBytes(qsizetype bytes)
{
    if (m_rows > 0 && m_bytes + bytes > kMaxFrame - kEnvelope)
        return false;
    m_bytes += bytes;
    ++m_rows;
    return true;
}

bool FrameRoom::takeRow(qsizetype bytes)
{
    return m_rows < kPageRows && takeBytes(bytes);
}

bool FrameRoom::take(const Job &job)
{
    return takeRow(room(job));
}

bool FrameRoom::take(const FileRow &file)
{
    return takeRow(room(file));
}

bool FrameRoom::take(const JobId &)
{
    return takeRow(kIdBytes);
}

bool FrameRoom::take(const LogEntry &entry)
{
    return takeRow(kIdBytes + kTextHead + room(entry.text));
}

bool FrameRoom::take(const FileSpec &file)
{
    // A request keeps its texts whole, so here is no upper end.
    return takeBytes(3 * kTextHead + room(file.url) + kTextHead + 3 * file.path.size()
                     + room(file.ranges));
}

bool FrameRoom::take(const QuestionRow &question)
{
    return takeRow(room(question));
}

bool FrameRoom::take(const TrustedCertificate &certificate)
{
    return takeRow(kPlainRow + room(certificate.host));
}

std::vector<JobPage> pages(qint64 revision, const std::vector<Job> &jobs,
                           const std::vector<FileRow> &files)
{
    std::vector<JobPage> all;
    FrameRoom room;
    const auto pageFor = [&](const auto &row) -> JobPage & {
        if (all.empty() || !room.take(row)) {
            all.emplace_back().revision = revision;
            all.back().last = false;
            room = {};
            [[maybe_unused]] const bool fits = room.take(row);
        }
        return all.back();
    };
    for (const Job &job : jobs)
        pageFor(job).jobs.push_back(job);
    for (const FileRow &file : files)
        pageFor(file).files.push_back(file);
    if (all.empty())
        all.emplace_back().revision = revision;
    all.back().last = true;
    return all;
}

std::vector<JobChanges> split(const JobChanges &changes)
{
    std::vector<JobChanges> all;
    FrameRoom room;
    const auto partFor = [&](const auto &row) -> JobChanges & {
        if (all.empty() || !room.take(row)) {
            const auto before = qint64(all.size());
            all.emplace_back().revision = changes.revision + before;
            room = {};
            [[maybe_unused]] const bool fits = room.take(row);
        }
        return all.back();
    };
    for (const Job &job : changes.jobs)
        partFor(job).jobs.push_back(job);
    for (const JobId &job : changes.removed)
        partFor(job).removed.push_back(job);
    if (all.empty())
        all.push_back(changes);
    return all;
}

std::vector<AddJob> split(const AddJob &request)
{
    std::vector<AddJob> parts(1);
    const JobSpec &whole = request.spec;
    JobSpec &first = parts.front().spec;
    first.name = whole.name;
    first.type = whole.type;
    first.folder = whole.folder;
    first.suspended = whole.suspended;
    first.settings = whole.settings;
    const qsizetype last = protocol::room(request.credentials); // any part may be the last one
    FrameRoom room;
    room.use(protocol::room(whole.settings) + protocol::room(whole.name)
             + protocol::room(whole.folder) + last);
    for (const FileSpec &file : whole.files) {
        if (!room.take(file)) {
            parts.back().more = true;
            parts.emplace_back();
            room = {};
            room.use(last);
            [[maybe_unused]] const bool fits = room.take(file);
        }
        parts.back().spec.files.push_back(file);
    }
    parts.back().more = request.more;
    parts.back().credentials = request.credentials;
    return parts;
}

std::vector<JobInfo> split(JobInfo info)
{
    const std::vector<FileRow> files = std::exchange(info.files, {});
    const qsizetype head = room(info.job) + room(info.settings);
    info.last = false;
    std::vector<JobInfo> parts(1, info);
    FrameRoom room;
    room.use(head);
    for (const FileRow &file : files) {
        if (!room.take(file)) {
            parts.push_back(info);
            room = {};
            room.use(head);
            [[maybe_unused]] const bool fits = room.take(file);
        }
        parts.back().files.push_back(file);
        if (!file.second.ranges.empty()) {
            auto &ranges = parts.back().ranges;
            if (!ranges)
                ranges.emplace();
            ranges->push_back({file.second.index, file.second.ranges});
        }
    }
    parts.back().last = true;
    return parts;
}

void unite(JobInfo &info)
{
    for (FileRanges &one : std::exchange(info.ranges, {}).value_or(std::vector<FileRanges>())) {
        const auto file = std::ranges::find(info.files, one.index,
                                            [](const FileRow &row) { return row.second.index; });
        if (file != info.files.end())
            file->second.ranges = std::move(one.ranges);
    }
}

void fit(JobLog &log)
{
    FrameRoom room;
    const auto kept = std::find_if(log.entries.rbegin(), log.entries.rend(),
                                   [&](const LogEntry &entry) { return !room.take(entry); });
    log.entries.erase(log.entries.begin(), kept.base());
}

void fit(QuestionList &list)
{
    FrameRoom room;
    const auto surplus = std::ranges::find_if(
        list.questions, [&](const QuestionRow &row) { return !room.take(row); });
    list.questions.erase(surplus, list.questions.end());
}

void fit(TrustedList &list)
{
    FrameRoom room;
    const auto surplus = std::ranges::find_if(
        list.certificates, [&](const TrustedCertificate &one) { return !room.take(one); });
    list.certificates.erase(surplus, list.certificates.end());
}

} // namespace lighterman::protocol
