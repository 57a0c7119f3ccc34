// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/simulation.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace lighterman::testing {

using namespace Qt::StringLiterals;

namespace {

QString nameOf(const FileTask &task)
{
    return u"%1/%2-%3"_s.arg(task.folder, task.job.toString()).arg(task.file.index);
}

} // namespace

class Simulation::Fetch final : public Fetching
{
public:
    Fetch(std::list<Line> &lines, std::list<Line>::iterator mine)
        : m_lines(lines)
        , m_mine(mine)
    {
    }
    Fetch(const Fetch &) = delete;
    Fetch &operator=(const Fetch &) = delete;
    ~Fetch() override { m_lines.erase(m_mine); }
    void signIn(Credentials /*credentials*/) override { }
    void decline(const Error & /*error*/) override { }

private:
    std::list<Line> &m_lines;
    std::list<Line>::iterator m_mine;
};

Simulation::Simulation(std::function<double()> random)
    : m_random(std::move(random))
{
    QHashSeed::setDeterministicGlobalSeed(); // the same steps have the same end in each run
    settings.stallTimeout = std::chrono::seconds(5);
    start();
}

Simulation::~Simulation() = default;

void Simulation::start()
{
    m_calls = 0;
    m_announced.clear();
    m_movingSince.clear();
    Engine::Ports ports{*this, *this, programs, keyring,
                        time,  time,  m_random, [this] { return newId(); }};
    m_engine = std::make_unique<Engine>(ports, Engine::Owner{u"anna"_s, u"/d"_s}, settings);
    QObject::connect(m_engine.get(), &Engine::changed, m_engine.get(),
                     [this](const JobId &id) { announce(id); });
    QObject::connect(m_engine.get(), &Engine::removed, m_engine.get(), [this](const JobId &id) {
        m_announced.remove(id);
        m_promised.remove(id);
    });
    m_engine->setGates(gates);
    bool isRestored = false;
    m_engine->restore([&](const Result<void> &) {
        isRestored = true;
        takeStock();
    });
    while (!isRestored)
        turn();
}

JobId Simulation::newId()
{
    std::array<quint32, 4> words{};
    std::ranges::generate(words, std::ref(m_ids));
    return JobId::fromBytes(QByteArrayView(reinterpret_cast<const char *>(words.data()), 16));
}

void Simulation::announce(const JobId &id)
{
    const Job *job = m_engine->find(id);
    if (!job) {
        m_misdeed = u"a job that is not there was announced"_s;
        return;
    }
    const Job before = m_announced.value(id, *job);
    if (isFinal(before.state) && before.state != job->state)
        m_misdeed = u"a final state has changed"_s;
    if (!isMoving(job->state) || before.settings.priority != job->settings.priority)
        m_movingSince.remove(id);
    if (isMoving(job->state) && !m_movingSince.contains(id))
        m_movingSince.insert(id, time.monotonic());
    m_announced.insert(id, *job);
}

std::chrono::milliseconds Simulation::movingFor(const JobId &job) const
{
    const auto since = m_movingSince.constFind(job);
    return since == m_movingSince.constEnd() ? std::chrono::milliseconds(0)
                                             : time.monotonic() - *since;
}

void Simulation::changeSettings()
{
    for (std::chrono::milliseconds &since : m_movingSince)
        since = time.monotonic();
    m_engine->setSettings(settings);
}

/// What the new agent has found.
void Simulation::takeStock()
{
    for (const JobId &id : m_engine->ids())
        m_announced.insert(id, *m_engine->find(id));
    for (const JobId &id : std::as_const(m_promised)) {
        if (!m_announced.contains(id))
            m_misdeed = u"a job that was promised to be safe is gone"_s;
    }
}

bool Simulation::turn()
{
    const bool isDisk = m_answers.empty() || (isDiskQuick && !m_diskAnswers.empty());
    Answers &answers = isDisk ? m_diskAnswers : m_answers;
    if (!answers.empty()) {
        const auto answer = std::move(answers.front());
        answers.pop_front();
        answer();
    }
    QCoreApplication::sendPostedEvents();
    return !m_answers.empty() || !m_diskAnswers.empty();
}

void Simulation::settle()
{
    QCoreApplication::sendPostedEvents();
    while (turn())
        continue;
    while (time.untilNext() == std::chrono::milliseconds(0)) { // due at once
        time.pass({});
        while (turn())
            continue;
    }
}

void Simulation::pass(std::chrono::milliseconds left)
{
    settle();
    for (auto next = time.untilNext(); next && *next <= left; next = time.untilNext()) {
        left -= *next;
        time.pass(*next);
        settle();
        servers();
        settle();
    }
    time.pass(left);
}

void Simulation::kill()
{
    m_engine.reset();
    m_answers.clear();
    m_diskAnswers.clear();
    if (!m_lines.empty() || time.alarms() > 0 || programs.atWork() > 0)
        m_misdeed = u"a dead agent left something under way"_s;
    start();
}

void Simulation::stopAndStart()
{
    m_engine->shutDown();
    if (!m_lines.empty())
        m_misdeed = u"something is under way after the end"_s;
    settle();
    kill();
}

void Simulation::add(JobSpec spec)
{
    ++m_calls;
    m_engine->add(std::move(spec), [this](const Result<JobId> &added) {
        --m_calls;
        if (added)
            m_promised.insert(*added);
    });
}

void Simulation::change(const JobId &job, JobVerb verb)
{
    ++m_calls;
    m_engine->change(job, verb, [this](const Result<Engine::Outcome> &) { --m_calls; });
}

void Simulation::set(const JobId &job, const QString &key, const QString &value)
{
    ++m_calls;
    m_engine->set(job, {{key, value}}, [this](const Result<void> &) { --m_calls; });
}

void Simulation::connect(Line &line, std::optional<qint64> total, bool fromStart)
{
    JobFile &file = line.file;
    file.path = nameOf(line.task);
    const bool isKnown = !file.partPath.isEmpty() && !fromStart && knowRanges && !file.isRefused();
    file.check.reset();
    file.partPath = file.path + u".part"_s;
    qint64 &part = m_parts[file.partPath];
    part = isKnown ? std::min(part, total.value_or(part)) : 0;
    file.bytesTransferred = part;
    file.bytesTotal = total;
    file.resumable = knowRanges;
    line.isConnected = true;
    line.since = time.monotonic();
    line.listener->connected(file);
}

void Simulation::progress(Line &line, qint64 bytes)
{
    qint64 &received = line.file.bytesTransferred;
    received = std::min(received + bytes, line.file.bytesTotal.value_or(received + bytes));
    m_parts[line.file.partPath] = received;
    line.since = time.monotonic();
    line.listener->progressed(received, received / 2, {});
}

void Simulation::finish(Line &line)
{
    JobFile file = line.file;
    const qint64 size = file.bytesTotal.value_or(file.bytesTransferred);
    file.bytesTransferred = size;
    file.bytesTotal = size;
    file.transferred = true;
    file.check.reset();
    m_parts[file.partPath] = size;
    line.listener->finished(file);
}

void Simulation::fail(Line &line, const Error &error)
{
    if (error.code != ErrorCode::ValidationFailed || refuse(line))
        line.listener->finished(tl::unexpected(error));
}

/// Every byte has come, and they are other ones; false when nobody listens any more.
bool Simulation::refuse(Line &line)
{
    JobFile &file = line.file;
    if (file.partPath.isEmpty()) // none has come
        return true;
    file.bytesTotal = file.bytesTotal.value_or(file.bytesTransferred);
    file.bytesTransferred = 0;
    file.check = Check{line.task.checksum.value_or(Checksum()), !line.task.checksum, false};
    m_parts[file.partPath] = *file.bytesTotal;
    line.listener->connected(file);
    return std::ranges::any_of(m_lines, [&](const Line &one) { return &one == &line; });
}

void Simulation::stall()
{
    const auto isSilent = [this](const Line &line) {
        return time.monotonic() - line.since >= line.task.stallTimeout;
    };
    // Each end may begin or end others.
    for (auto line = std::ranges::find_if(m_lines, isSilent); line != m_lines.end();
         line = std::ranges::find_if(m_lines, isSilent)) {
        fail(*line, {ErrorCode::TimedOut, {}, ErrorContext::GeneralTransport, {}});
    }
}

std::chrono::milliseconds Simulation::storeWellFor() const
{
    return m_writes && m_reads ? time.monotonic() - m_storeFailed : std::chrono::milliseconds(0);
}

void Simulation::setStore(bool writes, bool reads)
{
    if (!m_writes || !m_reads)
        m_storeFailed = time.monotonic();
    m_writes = writes;
    m_reads = reads;
}

std::unique_ptr<Fetching> Simulation::fetch(const FileTask &task, FileListener &listener)
{
    if (m_names.contains(nameOf(task)))
        m_misdeed = u"a file that has its name is fetched again"_s;
    for (const Line &line : m_lines) {
        if (line.task.job == task.job && line.task.file.index == task.file.index)
            m_misdeed = u"a file is fetched twice at once"_s;
    }
    const auto mine = m_lines.insert(m_lines.end(),
                                     {task, &listener, task.file, false, false, time.monotonic()});
    return std::make_unique<Fetch>(m_lines, mine);
}

/// What the disk does when files are to get their names.
std::vector<JobFile> Simulation::named(std::vector<JobFile> files)
{
    for (JobFile &file : files) {
        if (namesFail)
            continue;
        if (m_parts.erase(file.partPath) == 0 && !m_names.contains(file.path))
            m_misdeed = u"a file that is not there is to get its name"_s;
        m_names.insert(file.path);
        file.completed = true;
    }
    return files;
}

void Simulation::reveal(std::vector<JobFile> files, Revealed done)
{
    m_diskAnswers.emplace_back([this, files = std::move(files), done = std::move(done)] {
        const Error refusal{ErrorCode::AccessDenied, {}, ErrorContext::LocalFile, {}};
        const auto error = namesFail && !files.empty() ? std::optional(refusal) : std::nullopt;
        // An agent may die when a file has its name and before it has heard so.
        m_diskAnswers.emplace_back([shown = named(files), done, error] { done(shown, error); });
    });
}

void Simulation::discard(std::vector<QString> partPaths, Discarded done)
{
    m_diskAnswers.emplace_back([this, partPaths = std::move(partPaths), done = std::move(done)] {
        for (const QString &path : partPaths) {
            if (!deletesFail)
                m_parts.erase(path);
        }
        m_diskAnswers.emplace_back(
            [done, left = deletesFail ? partPaths : std::vector<QString>()] { done(left); });
    });
}

void Simulation::load(std::function<void(Result<std::vector<Job>>)> done)
{
    m_answers.emplace_back([this, done = std::move(done)] {
        std::vector<Job> jobs;
        for (const JobDetails &details : std::as_const(m_stored)) {
            Job &job = jobs.emplace_back(details.job);
            job.bytesTransferred = 0;
            for (const JobFile &file : details.files)
                job.bytesTransferred += file.bytesTransferred;
        }
        std::ranges::sort(jobs, {}, &Job::order);
        done(std::move(jobs));
    });
}

void Simulation::files(std::vector<JobId> jobs, std::function<void(Result<Files>)> done)
{
    m_answers.emplace_back([this, jobs = std::move(jobs), done = std::move(done)] {
        if (!m_reads) {
            done(lighterman::fail(ErrorCode::StoreFailed));
            return;
        }
        Files files;
        const QList<JobId> wanted(jobs.begin(), jobs.end());
        for (const JobId &id : wanted.isEmpty() ? m_stored.keys() : wanted) {
            for (const JobFile &file : m_stored.value(id).files)
                files.emplace_back(id, file);
        }
        done(std::move(files));
    });
}

void Simulation::commit(std::function<void()> write, Done done)
{
    m_answers.emplace_back([this, write = std::move(write), done = std::move(done)] {
        if (m_writes)
            write();
        if (done)
            done(m_writes ? Result<void>() : lighterman::fail(ErrorCode::StoreFailed));
    });
}

void Simulation::insert(const JobDetails &job, Done done)
{
    commit([this, job] { m_stored.insert(job.job.id, job); }, std::move(done));
}

void Simulation::update(const Job &job, std::vector<JobFile> files, Done done)
{
    const auto write = [this, job, files = std::move(files)] {
        const auto mine = m_stored.find(job.id);
        if (mine == m_stored.end()) // purged meanwhile
            return;
        if (isFinal(mine->job.state) && mine->job.state != job.state)
            m_misdeed = u"a final state was overwritten in the store"_s;
        mine->job = job;
        for (const JobFile &file : files)
            mine->files[std::size_t(file.index)] = file;
    };
    commit(write, std::move(done));
}

void Simulation::remove(const JobId &job, Done done)
{
    commit([this, job] { m_stored.remove(job); }, std::move(done));
}

void Simulation::progress(std::vector<FileProgress> rows)
{
    const auto write = [this, rows = std::move(rows)] {
        for (const FileProgress &row : rows) {
            const auto mine = m_stored.find(row.job);
            if (mine != m_stored.end())
                mine->files[std::size_t(row.index)].bytesTransferred = row.received;
        }
    };
    commit(write, {});
}

void Simulation::log(const JobId &, const LogEntry &) { }

void Simulation::readLog(const JobId &, std::function<void(Result<std::vector<LogEntry>>)> done)
{
    m_answers.emplace_back([done = std::move(done)] { done({}); });
}

void Simulation::loadSignIns(std::function<void(Result<StoredSignIns>)> done)
{
    m_answers.emplace_back([this, done = std::move(done)] { done(StoredSignIns(m_signIns)); });
}

} // namespace lighterman::testing
