// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes.h"

#include <QCoreApplication>

#include <algorithm>

namespace lighterman::testing {

class FakeTransport::Fetch final : public Fetching
{
public:
    explicit Fetch(FakeTransport &owner)
        : m_owner(owner)
    {
    }
    Fetch(const Fetch &) = delete;
    Fetch &operator=(const Fetch &) = delete;
    ~Fetch() override
    {
        std::erase_if(m_owner.m_active, [this](const Active &a) { return a.holder == this; });
    }
    void signIn(Credentials credentials) override
    {
        m_owner.signedIn.emplace_back(indexOf(), std::move(credentials));
    }
    void decline(const Error &error) override { m_owner.declined.emplace_back(indexOf(), error); }

private:
    [[nodiscard]] int indexOf() const
    {
        const auto mine = std::ranges::find(m_owner.m_active, this, &Active::holder);
        return mine->task.file.index;
    }

    FakeTransport &m_owner;
};

std::unique_ptr<Fetching> FakeTransport::fetch(const FileTask &task, FileListener &listener)
{
    asked.push_back(task);
    auto fetch = std::make_unique<Fetch>(*this);
    m_active.push_back({task, &listener, fetch.get()});
    return fetch;
}

void FakeTransport::reveal(std::vector<JobFile> files, Revealed done)
{
    revealed.insert(revealed.end(), files.begin(), files.end());
    for (JobFile &file : files) {
        file.completed = !revealFailure && !isGone;
        if (isGone)
            file = {.index = file.index, .url = file.url, .path = file.path};
    }
    const Error gone{ErrorCode::FileNotFound, {}, ErrorContext::LocalFile, {}};
    m_held.emplace_back(
        [=, failure = isGone ? std::optional(gone) : revealFailure] { done(files, failure); });
    if (!holdsReveals)
        answerReveals();
}

void FakeTransport::answerReveals()
{
    for (const auto &answer : std::exchange(m_held, {}))
        QMetaObject::invokeMethod(qApp, answer, Qt::QueuedConnection);
}

void FakeTransport::discard(std::vector<QString> partPaths, Discarded done)
{
    discarded.insert(discarded.end(), partPaths.begin(), partPaths.end());
    QMetaObject::invokeMethod(
        qApp, [done = std::move(done), left = undeletable] { done(left); }, Qt::QueuedConnection);
}

void FakeTransport::hangUp(HungUp done)
{
    m_hangUps.push_back(std::move(done));
    if (!holdsHangUps)
        answerHangUps();
}

void FakeTransport::answerHangUps()
{
    for (HungUp &done : std::exchange(m_hangUps, {}))
        QMetaObject::invokeMethod(qApp, std::move(done), Qt::QueuedConnection);
}

void FakeTransport::lookAtRoom(const QString &folder, std::vector<ComingFile> files, Seen done)
{
    ++looks;
    std::optional<Room> room;
    if (const auto found = rooms.find(folder); found != rooms.end()) {
        room = found->second;
        for (const ComingFile &file : files) {
            const auto kept = reserved.find(file.part);
            const qint64 has = kept == reserved.end() ? 0 : kept->second;
            room->missing.push_back(file.total - std::max(file.received, has));
        }
    }
    if (!silent.contains(folder))
        QMetaObject::invokeMethod(
            qApp, [done = std::move(done), room] { done(room); }, Qt::QueuedConnection);
}

const FakeTransport::Active *FakeTransport::find(int index) const
{
    const auto found = std::ranges::find_if(
        m_active, [=](const Active &active) { return active.task.file.index == index; });
    return found == m_active.end() ? nullptr : &*found;
}

FileListener *FakeTransport::listening(int index) const
{
    const Active *active = find(index);
    return active ? active->listener : nullptr;
}

void FakeTransport::connect(int index, std::optional<qint64> total)
{
    const Active active = *find(index);
    JobFile file = active.task.file;
    if (file.path.isEmpty())
        file.path = active.task.folder + u'/' + file.url.fileName();
    file.partPath = file.path + QStringLiteral(".part");
    file.bytesTotal = total;
    file.resumable = true;
    active.listener->connected(file);
}

void FakeTransport::progress(int index, qint64 received)
{
    find(index)->listener->progressed(received, received, pieces);
}

void FakeTransport::finish(int index, qint64 total)
{
    const Active active = *find(index);
    JobFile file = active.task.file;
    if (file.path.isEmpty())
        file.path = active.task.folder + u'/' + file.url.fileName();
    file.bytesTotal = file.bytesTransferred = total;
    file.transferred = true;
    file.completed = false;
    file.partPath = file.path + QStringLiteral(".part");
    active.listener->finished(file);
}

void FakeTransport::fail(int index, const Error &error)
{
    find(index)->listener->finished(tl::unexpected(error));
}

void FakeTransport::refuse(int index, qint64 total)
{
    const Active active = *find(index);
    JobFile file = active.task.file;
    if (file.path.isEmpty())
        file.path = active.task.folder + u'/' + file.url.fileName();
    file.partPath = file.path + QStringLiteral(".part");
    file.bytesTotal = total;
    file.bytesTransferred = 0;
    file.check = Check{active.task.checksum.value_or(file.resume.digest.value_or(Checksum())),
                       !active.task.checksum, false};
    active.listener->connected(file);
    active.listener->finished(lighterman::fail(ErrorCode::ValidationFailed));
}

struct FakeTime::Wait final : Pending
{
    Wait(FakeTime &t, std::pair<std::chrono::milliseconds, int> k)
        : time(t)
        , key(k)
    {
    }
    Wait(const Wait &) = delete;
    Wait &operator=(const Wait &) = delete;
    ~Wait() override { time.m_rings.erase(key); }
    FakeTime &time;
    std::pair<std::chrono::milliseconds, int> key;
};

std::unique_ptr<Pending> FakeTime::after(std::chrono::milliseconds delay,
                                         std::function<void()> ring)
{
    const auto key = std::pair(m_now + delay, m_count++);
    m_rings.emplace(key, std::move(ring));
    return std::make_unique<Wait>(*this, key);
}

std::optional<std::chrono::milliseconds> FakeTime::untilNext() const
{
    if (m_rings.empty())
        return std::nullopt;
    return m_rings.begin()->first.first - m_now;
}

void FakeTime::pass(std::chrono::milliseconds time)
{
    const auto end = m_now + time;
    while (!m_rings.empty() && m_rings.begin()->first.first <= end) {
        m_now = m_rings.begin()->first.first;
        auto due = m_rings.extract(m_rings.begin());
        due.mapped()();
        EngineBench::settle();
    }
    m_now = end;
}

struct FakeNotifier::Program final : Pending
{
    Program(FakeNotifier &n, int k)
        : notifier(n)
        , key(k)
    {
    }
    Program(const Program &) = delete;
    Program &operator=(const Program &) = delete;
    ~Program() override { notifier.killed += int(notifier.m_atWork.erase(key)); }
    FakeNotifier &notifier;
    int key;
};

std::unique_ptr<Pending> FakeNotifier::run(const NotifyTask &task, Ended ended)
{
    asked.push_back(task);
    const int key = int(asked.size());
    m_atWork.emplace(key, std::move(ended));
    return std::make_unique<Program>(*this, key);
}

void FakeNotifier::end(const Result<void> &how)
{
    m_atWork.extract(m_atWork.begin()).mapped()(how);
    EngineBench::settle();
}

int FakeNotifier::atWorkForOne() const
{
    std::map<QString, int> counts;
    int most = 0;
    for (const auto &[key, ended] : m_atWork) // the first thing that a program is told is the job
        most = std::max(most, ++counts[asked[std::size_t(key) - 1].environment.front().second]);
    return most;
}

QString FakeNotifier::said(const QString &name) const
{
    for (const auto &[key, value] : asked.back().environment) {
        if (key == name)
            return value;
    }
    return {};
}

void MemoryStore::answer(Done done)
{
    QMetaObject::invokeMethod(
        this,
        [done = std::move(done), failure = failure] {
            if (done)
                done(failure ? Result<void>(tl::unexpected(*failure)) : Result<void>());
        },
        Qt::QueuedConnection);
}

JobDetails &MemoryStore::details(const JobId &job)
{
    return *std::ranges::find_if(jobs, [&](const JobDetails &d) { return d.job.id == job; });
}

void MemoryStore::load(std::function<void(Result<std::vector<Job>>)> done)
{
    std::vector<Job> all;
    for (const JobDetails &details : jobs)
        all.push_back(details.job);
    QMetaObject::invokeMethod(
        this, [done = std::move(done), all] { done(all); }, Qt::QueuedConnection);
}

void MemoryStore::files(std::vector<JobId> ids, std::function<void(Result<Files>)> done)
{
    Files files;
    for (const JobDetails &details : jobs) {
        if (!ids.empty() && std::ranges::find(ids, details.job.id) == ids.end())
            continue;
        for (const JobFile &file : details.files)
            files.emplace_back(details.job.id, file);
    }
    Result<Files> answer = unreadable ? Result<Files>(tl::unexpected(*unreadable)) : files;
    QMetaObject::invokeMethod(
        this, [done = std::move(done), answer = std::move(answer)] { done(answer); },
        Qt::QueuedConnection);
}

void MemoryStore::insert(const JobDetails &job, Done done)
{
    if (!failure)
        jobs.push_back(job);
    answer(std::move(done));
}

void MemoryStore::update(const Job &job, std::vector<JobFile> files, Done done)
{
    if (holdsUpdates)
        m_held.emplace_back([=, this] { write(job, files, done); });
    else
        write(job, files, done);
}

void MemoryStore::commit()
{
    for (const auto &update : std::exchange(m_held, {}))
        update();
}

void MemoryStore::write(const Job &job, const std::vector<JobFile> &files, const Done &done)
{
    JobDetails &mine = details(job.id);
    if (!failure) {
        mine.job = job;
        for (const JobFile &file : files)
            mine.files[std::size_t(file.index)] = file;
    }
    answer(done);
}

void MemoryStore::remove(const JobId &job, Done done)
{
    std::erase_if(jobs, [&](const JobDetails &d) { return d.job.id == job; });
    answer(std::move(done));
}

void MemoryStore::progress(std::vector<FileProgress> rows)
{
    progressRows += int(rows.size());
    for (const FileProgress &row : rows) {
        JobFile &file = details(row.job).files[std::size_t(row.index)];
        file.bytesTransferred = row.received;
        file.resume.synced = row.synced;
        file.resume.pieces = row.pieces;
    }
}

void MemoryStore::log(const JobId &, const LogEntry &entry)
{
    lines.push_back(entry.text);
}

void MemoryStore::readLog(const JobId &, std::function<void(Result<std::vector<LogEntry>>)> done)
{
    std::vector<LogEntry> entries;
    for (const QString &line : lines)
        entries.push_back({0, line});
    QMetaObject::invokeMethod(
        this, [done = std::move(done), entries] { done(entries); }, Qt::QueuedConnection);
}

void MemoryStore::loadSignIns(std::function<void(Result<StoredSignIns>)> done)
{
    QMetaObject::invokeMethod(
        this, [done = std::move(done), found = StoredSignIns(signIns)] { done(found); },
        Qt::QueuedConnection);
}

EngineBench::EngineBench()
{
    engine.restore([](const Result<void> &) {});
    settle();
}

JobId EngineBench::add(const QStringList &urls, JobSpec spec)
{
    if (spec.folder.isEmpty())
        spec.folder = QStringLiteral("/downloads");
    for (const QString &url : urls)
        spec.files.push_back({QUrl(url), {}});
    JobId id;
    engine.add(std::move(spec),
               [&id](const Result<JobId> &added) { id = added.value_or(JobId()); });
    settle();
    return id;
}

Result<Engine::Outcome> EngineBench::change(const JobId &job, JobVerb verb)
{
    Result<Engine::Outcome> outcome
        = lighterman::fail(ErrorCode::Internal, QStringLiteral("no answer"));
    engine.change(job, verb, [&outcome](const Result<Engine::Outcome> &o) { outcome = o; });
    settle();
    return outcome;
}

void EngineBench::settle()
{
    // Each turn may queue the next: a handful is more than any chain in the engine has.
    for (int turn = 0; turn < 10; ++turn)
        QCoreApplication::sendPostedEvents();
}

Error unavailable()
{
    return {httpError(503), {}, ErrorContext::RemoteFile, {}};
}

JobSpec foreground()
{
    JobSpec spec;
    spec.settings.priority = Priority::Foreground;
    return spec;
}

} // namespace lighterman::testing
