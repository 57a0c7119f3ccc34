// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/spacewatch.h"

#include "common/base/humane.h"

#include <algorithm>

namespace lighterman {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// So often a full disk is looked at: it is gone on with five seconds after there is room, and a
/// look costs nearly nothing.
constexpr auto kLook = 3s;
/// Where it is not known how much a job needs.
constexpr qint64 kLeastRoom = qint64(1) << 20U;
/// Nobody who adds a job waits longer for what a disk has to say.
constexpr auto kPatience = 300ms;
/// What was found out counts for so long: many jobs may be added at once.
constexpr auto kKnownFor = 1s;
constexpr std::size_t kMostKnown = 100; // folders

/// Nothing where the size of a file is not known.
std::optional<qint64> needOf(const Job &job)
{
    if (!job.bytesTotal)
        return std::nullopt;
    return std::max<qint64>(*job.bytesTotal - job.bytesTransferred, 0);
}

bool isFull(const Job &job)
{
    return job.error && job.error->code == ErrorCode::DiskFull;
}

} // namespace

SpaceWatch::SpaceWatch(const Ports &ports, Release release)
    : m_ports(ports)
    , m_release(std::move(release))
{
}

void SpaceWatch::shutDown()
{
    m_alarm.reset();
    m_questions.clear();
    m_waiting.clear();
}

/// The job as long as it waits for room.
const Job *SpaceWatch::full(const JobId &job) const
{
    const auto found = m_ports.jobs.find(job);
    if (found == m_ports.jobs.end())
        return nullptr;
    const Job &mine = found->second.job;
    return mine.state == JobState::TransientError && isFull(mine) ? &mine : nullptr;
}

void SpaceWatch::watch(const JobId &job)
{
    m_waiting.insert(job.toBytes());
    m_known.clear(); // there is less than was thought
    lookLater();
}

void SpaceWatch::lookLater()
{
    if (!m_alarm && !m_isLooking && !m_waiting.empty())
        m_alarm = m_ports.alarm.after(kLook, [this] { look(); });
}

void SpaceWatch::look()
{
    m_alarm.reset();
    std::vector<JobId> jobs;
    std::vector<QString> paths;
    for (auto it = m_waiting.begin(); it != m_waiting.end();) {
        const JobId id = JobId::fromBytes(*it);
        if (const Job *job = full(id)) {
            jobs.push_back(id);
            paths.push_back(job->error->file.isEmpty() ? job->folder : job->error->file);
            ++it;
        } else {
            m_tried.erase(*it);
            it = m_waiting.erase(it);
        }
    }
    if (jobs.empty())
        return;
    m_isLooking = true;
    m_ports.space.lookAtRoom(std::move(paths), [this, jobs](const auto &rooms) {
        m_isLooking = false;
        seen(jobs, rooms);
        lookLater();
    });
}

/// A disk that refuses a job although it seems to have room, because of a quota or of what others
/// count on, is not asked the same thing again before it has more.
void SpaceWatch::seen(const std::vector<JobId> &jobs, const std::vector<std::optional<Room>> &rooms)
{
    for (std::size_t i = 0; i < std::min(jobs.size(), rooms.size()); ++i) {
        const Job *job = full(jobs[i]);
        if (!job || !rooms[i])
            continue;
        const qint64 free = rooms[i]->free;
        const auto tried = m_tried.find(jobs[i].toBytes());
        const bool isMore = tried == m_tried.end() || free > tried->second;
        if (!isMore || free < std::max(needOf(*job).value_or(0), kLeastRoom))
            continue;
        m_tried[jobs[i].toBytes()] = free;
        m_release(jobs[i]);
    }
}

SpaceWatch::Needs SpaceWatch::needs() const
{
    Needs needs;
    for (const auto &[id, entry] : m_ports.jobs) {
        const qint64 bytes = isFinal(entry.job.state) ? 0 : needOf(entry.job).value_or(0);
        if (bytes == 0)
            continue;
        Need &need = needs[entry.job.folder];
        need.all += bytes;
        need.unmet += isFull(entry.job) ? bytes : 0;
    }
    return needs;
}

/// What is short on the file system of the first room, where the others belong to `needs`.
std::optional<Error> SpaceWatch::remarkOf(const QString &folder, const std::vector<Need> &needs,
                                          const std::vector<std::optional<Room>> &rooms)
{
    if (rooms.size() != needs.size() + 1 || !rooms.front())
        return std::nullopt;
    const Room &mine = *rooms.front();
    qint64 sum = 0;
    for (std::size_t i = 0; i < needs.size(); ++i) {
        if (rooms[i + 1] && rooms[i + 1]->fileSystem == mine.fileSystem)
            sum += mine.isKept ? needs[i].unmet : needs[i].all;
    }
    if (sum <= mine.free)
        return std::nullopt;
    return fail(ErrorCode::DiskFull,
                u"unfinished jobs still need %1 there, and %2 are left"_s.arg(
                    humane::size(sum), humane::size(mine.free)),
                ErrorContext::LocalFile, folder)
        .value();
}

void SpaceWatch::tell(const QString &folder, const Remark &done)
{
    const auto now = m_ports.clock.monotonic();
    const auto known = m_known.find(folder);
    if (known != m_known.end() && now - known->second.since < kKnownFor) {
        done(known->second.remark);
        return;
    }
    if (m_known.size() >= kMostKnown)
        m_known.clear();
    const Needs all = needs();
    if (all.empty()) {
        m_known[folder] = {now, {}};
        done({});
        return;
    }
    std::vector<QString> paths{folder};
    std::vector<Need> wants;
    for (const auto &[path, need] : all) {
        paths.push_back(path);
        wants.push_back(need);
    }
    const int question = ++m_asked;
    m_questions[question]
        = {done, m_ports.alarm.after(kPatience, [this, question] { answer(question, {}); })};
    m_ports.space.lookAtRoom(std::move(paths), [=, this](const auto &rooms) {
        const auto remark = remarkOf(folder, wants, rooms);
        m_known[folder] = {m_ports.clock.monotonic(), remark};
        answer(question, remark);
    });
}

void SpaceWatch::answer(int question, const std::optional<Error> &remark)
{
    auto mine = m_questions.extract(question);
    if (mine) // else it has been answered
        mine.mapped().done(remark);
}

} // namespace lighterman
