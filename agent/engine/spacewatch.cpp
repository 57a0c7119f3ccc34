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
/// Where it is not known how much a file needs.
constexpr qint64 kLeastRoom = qint64(1) << 20U;
/// Nobody who adds a job waits longer for what a disk has to say.
constexpr auto kPatience = 300ms;
/// What was found out counts for so long: many jobs may be added at once.
constexpr auto kKnownFor = 1s;
constexpr std::size_t kMostKnown = 100; // folders

bool isRefused(const SpaceNeeds::Need &need, const QString &file)
{
    return file == need.path || file == need.file.part;
}

/// What the file that was refused needs; the one that needs least of the job where it is not known
/// which it was.
qint64 needOf(const JobId &job, const QString &file, const std::vector<SpaceNeeds::Need> &needs,
              const Room &room)
{
    std::optional<qint64> least;
    for (std::size_t i = 0; i < std::min(needs.size(), room.missing.size()); ++i) {
        if (needs[i].job != job || needs[i].isUnderWay)
            continue;
        const qint64 missing = std::max<qint64>(room.missing[i], 1);
        if (isRefused(needs[i], file))
            return missing;
        least = std::min(least.value_or(missing), missing);
    }
    return least.value_or(kLeastRoom);
}

template <typename Counts>
qint64 sumOf(const std::vector<SpaceNeeds::Need> &needs, const Room &room, Counts counts)
{
    qint64 sum = 0;
    for (std::size_t i = 0; i < std::min(needs.size(), room.missing.size()); ++i)
        sum += counts(needs[i]) ? room.missing[i] : 0;
    return sum;
}

} // namespace

SpaceWatch::SpaceWatch(const Ports &ports, Release release)
    : m_ports(ports)
    , m_release(std::move(release))
    , m_needs(ports.jobs)
{
}

void SpaceWatch::shutDown()
{
    m_isDown = true;
    m_alarm.reset();
    m_waiting.clear();
    for (const auto &[folder, question] : std::exchange(m_questions, {})) {
        for (const Remark &done : question.asked)
            done({});
    }
}

/// Who adds a job after this is answered after it, for the store keeps the order.
void SpaceWatch::recall(JobStore &store)
{
    std::vector<JobId> begun;
    for (const auto &[id, entry] : m_ports.jobs) {
        const Job &job = entry.job;
        if (!isFinal(job.state) && (job.bytesTotal || job.bytesTransferred > 0))
            begun.push_back(id);
    }
    if (begun.empty()) // would ask for the files of all
        return;
    store.files(std::move(begun), [this](const Result<JobStore::Files> &files) {
        std::unordered_map<JobId, std::vector<JobFile>, HashId> named;
        for (const auto &[id, file] : files.value_or(JobStore::Files()))
            named[id].push_back(file);
        for (const auto &[id, mine] : named)
            m_needs.remember(id, mine);
    });
}

/// Whether room is what the job, or a file of it, waits for. What a gate holds is let go by the
/// gate.
bool SpaceWatch::isWaiting(const JobId &job) const
{
    const auto found = m_ports.jobs.find(job);
    if (found == m_ports.jobs.end() || found->second.heldSince)
        return false;
    const JobEntry &mine = found->second;
    if (mine.runner)
        return mine.runner->isHeld();
    return mine.job.state == JobState::TransientError && mine.job.error
        && mine.job.error->code == ErrorCode::DiskFull;
}

/// Whether it was let go, and has not come as far as its first byte.
bool SpaceWatch::mayBeRefusedAgain(const JobId &job) const
{
    const auto found = m_ports.jobs.find(job);
    if (found == m_ports.jobs.end())
        return false;
    const JobState state = found->second.job.state;
    return state == JobState::Queued || state == JobState::Connecting;
}

void SpaceWatch::watch(const JobId &job, const Error &error)
{
    m_known.clear(); // there is less than was thought
    if (m_isDown || !isWaiting(job))
        return;
    const QString &own = m_ports.jobs.at(job).job.folder;
    Waiting &waiting = m_waiting[job.toBytes()];
    waiting.file = error.file;
    waiting.folder = error.file.isEmpty() || error.file == own ? own : folderIn(error.file);
    lookLater();
}

void SpaceWatch::lookLater()
{
    const auto waits = [this](const auto &one) { return isWaiting(JobId::fromBytes(one.first)); };
    if (!m_alarm && !m_isDown && std::ranges::any_of(m_waiting, waits))
        m_alarm = m_ports.alarm.after(kLook, [this] { lookAround(); });
}

void SpaceWatch::lookAround()
{
    m_alarm.reset();
    m_granted.clear();
    std::erase_if(m_waiting, [this](const auto &one) {
        const JobId job = JobId::fromBytes(one.first);
        return !isWaiting(job) && !mayBeRefusedAgain(job);
    });
    std::set<QString> folders;
    for (const auto &[id, waiting] : m_waiting) {
        if (isWaiting(JobId::fromBytes(id)))
            folders.insert(waiting.folder);
    }
    if (!folders.empty()) {
        auto needs = m_needs.all();
        for (const QString &folder : folders)
            look(folder, std::move(needs[folder]));
    }
    lookLater();
}

/// One at a time in each folder: a disk that does not answer is asked no more.
void SpaceWatch::look(const QString &folder, std::vector<Need> needs)
{
    if (m_looks.contains(folder))
        return;
    std::vector<ComingFile> files;
    files.reserve(needs.size());
    for (const Need &need : needs)
        files.push_back(need.file);
    m_looks[folder] = {std::move(needs), m_ports.clock.monotonic()};
    m_ports.space.lookAtRoom(folder, std::move(files),
                             [this, folder](const auto &room) { seen(folder, room); });
}

/// Whether nobody waits any longer for what is said of this folder.
bool SpaceWatch::isLost(const QString &folder) const
{
    const auto found = m_looks.find(folder);
    return found != m_looks.end() && m_ports.clock.monotonic() - found->second.begun >= kPatience;
}

void SpaceWatch::seen(const QString &folder, const std::optional<Room> &room)
{
    const auto look = m_looks.extract(folder);
    if (!look || m_isDown)
        return;
    const std::vector<Need> &needs = look.mapped().needs;
    std::vector<QString> complete;
    for (auto &[about, question] : m_questions) {
        if (question.open.erase(folder) == 0)
            continue;
        if (room) {
            question.missing[room->fileSystem]
                += sumOf(needs, *room, [](const Need &) { return true; });
            if (about == folder)
                question.room = room;
        }
        if (question.open.empty())
            complete.push_back(about);
    }
    for (const QString &about : complete)
        answer(about);
    if (room)
        letGo(folder, needs, *room);
}

/// Those for whom there is room, as long as there is. A disk that refuses a job although it seems
/// to have room, because of a quota or of what others count on, is not asked the same thing again
/// before it has more.
void SpaceWatch::letGo(const QString &folder, const std::vector<Need> &needs, const Room &room)
{
    qint64 &granted = m_granted[room.fileSystem];
    const qint64 taken = sumOf(needs, room, [](const Need &need) { return need.isUnderWay; });
    std::vector<JobId> released;
    for (auto &[id, waiting] : m_waiting) {
        const JobId job = JobId::fromBytes(id);
        if (waiting.folder != folder || !isWaiting(job))
            continue;
        const qint64 free = room.free - taken - granted;
        const bool isMore = !waiting.tried || free > *waiting.tried;
        if (waiting.tried)
            waiting.tried = std::min(*waiting.tried, free);
        const qint64 need = needOf(job, waiting.file, needs, room);
        if (!isMore || free < need)
            continue;
        waiting.tried = free;
        granted += need;
        released.push_back(job);
    }
    for (const JobId &job : released)
        m_release(job);
}

void SpaceWatch::tell(const QString &folder, const Remark &done)
{
    if (const auto asked = m_questions.find(folder); asked != m_questions.end()) {
        asked->second.asked.push_back(done);
        return;
    }
    const auto now = m_ports.clock.monotonic();
    const auto known = m_known.find(folder);
    const bool isKnown = known != m_known.end() && now - known->second.since < kKnownFor;
    if (isKnown || m_isDown || isLost(folder)) {
        done(isKnown ? known->second.remark : std::nullopt);
        return;
    }
    if (m_known.size() >= kMostKnown)
        m_known.clear();
    auto needs = m_needs.all();
    if (needs.empty()) {
        m_known[folder] = {now, {}};
        done({});
        return;
    }
    needs[folder]; // looked at in any case
    Question &question = m_questions[folder];
    question.asked.push_back(done);
    for (const auto &[where, mine] : needs) {
        if (!isLost(where)) // what they need is nobody's business then
            question.open.insert(where);
    }
    question.limit = m_ports.alarm.after(kPatience, [this, folder] { answer(folder); });
    for (auto &[where, mine] : needs)
        look(where, std::move(mine));
}

/// With what has been seen until now.
void SpaceWatch::answer(const QString &folder)
{
    const auto question = m_questions.extract(folder);
    if (!question)
        return;
    const auto &[asked, open, missing, room, limit] = question.mapped();
    std::optional<Error> remark;
    if (room && missing.at(room->fileSystem) > room->free) {
        remark = fail(ErrorCode::DiskFull,
                      u"unfinished jobs still need %1 there, and %2 are left"_s.arg(
                          humane::size(missing.at(room->fileSystem)), humane::size(room->free)),
                      ErrorContext::LocalFile, folder)
                     .value();
    }
    m_known[folder] = {m_ports.clock.monotonic(), remark};
    for (const Remark &done : asked)
        done(remark);
}

} // namespace lighterman
