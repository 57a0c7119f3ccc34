// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/jobrunner.h"

#include "common/base/redact.h"

namespace lighterman {

namespace {

/// Files that one job keeps in the hands of the transport, which has its own limits per host:
/// enough that small files follow one another without a gap, few enough that a job of 10,000 costs
/// little.
constexpr std::size_t kAtOnce = 32;
/// So many files that fail one after another speak against the server or the line, not the files.
constexpr std::size_t kMostInRow = 4;

/// What a person has to end is worse than what an event ends, and that than what time heals.
int severity(const Error &error)
{
    switch (kindOf(error)) {
    case ErrorKind::Fatal:
        return 2;
    case ErrorKind::EventReleased:
        return 1;
    case ErrorKind::Transient:
        return 0;
    }
    return 0;
}

} // namespace

class JobRunner::Fetch final : public FileListener
{
public:
    Fetch(JobRunner &runner, int index)
        : m_runner(runner)
        , m_index(index)
    {
    }

    void start(const FileTask &task) { m_pending = m_runner.m_transport.fetch(task, *this); }

    void connected(const JobFile &file) override
    {
        const qint64 before = m_runner.m_files[std::size_t(m_index)].bytesTransferred;
        m_runner.replace(file);
        const JobId job = m_runner.m_orders.job; // outlives the call, whatever that does
        m_runner.m_host.fileConnected(job, file, before);
    }

    void challenged(const AuthChallenge &challenge) override
    {
        m_isAsked = true;
        const JobId job = m_runner.m_orders.job; // outlives the call, whatever that does
        m_runner.m_host.fileChallenged(job, m_index, challenge);
    }

    void signedIn(const AuthChallenge &challenge) override
    {
        const JobId job = m_runner.m_orders.job; // outlives the call, whatever that does
        m_runner.m_host.fileSignedIn(job, challenge);
    }

    void distrusted(const QUrl &server, const ServerCertificate &shown) override
    {
        needAnswer(aboutServer(server, shown));
    }

    void uncertified(const QUrl &server) override { needAnswer(aboutClientCertificate(server)); }

    /// Null where it does not wait for an answer.
    [[nodiscard]] Fetching *asked()
    {
        return std::exchange(m_isAsked, false) ? m_pending.get() : nullptr;
    }

    void passedPortal() override { m_runner.m_orders.portal = PortalSeen::No; }

    void progressed(qint64 received, qint64 synced, const QByteArray &pieces) override
    {
        JobFile &file = m_runner.m_files[std::size_t(m_index)];
        m_runner.m_bytes += received - file.bytesTransferred;
        file.bytesTransferred = received;
        file.resume.synced = synced;
        file.resume.pieces = pieces;
        const JobId job = m_runner.m_orders.job; // outlives the call, whatever that does
        m_runner.m_host.bytesArrived(job, {job, m_index, received, synced, pieces});
    }

    void finished(const Result<JobFile> &end) override
    {
        const auto mine = std::move(m_pending); // the transport is still in the call
        m_runner.settle(m_index, Result<JobFile>(end));
    }

private:
    void needAnswer(const Question &about)
    {
        m_runner.m_isDeclined = true;
        const JobId job = m_runner.m_orders.job; // outlives the call, whatever that does
        m_runner.m_host.fileNeedsAnswer(job, about);
    }

    JobRunner &m_runner;
    int m_index;
    std::unique_ptr<Fetching> m_pending;
    bool m_isAsked = false; ///< who it is
};

JobRunner::JobRunner(Orders orders, Transport &transport, Host &host)
    : m_orders(std::move(orders))
    , m_transport(transport)
    , m_host(host)
{
}

JobRunner::~JobRunner() = default;

std::optional<qint64> JobRunner::bytesTotal() const
{
    return m_unknown == 0 ? std::optional(m_total) : std::nullopt;
}

void JobRunner::start(std::vector<JobFile> files)
{
    m_files = std::move(files);
    for (const JobFile &file : m_files) {
        m_bytes += file.bytesTransferred;
        m_total += file.bytesTotal.value_or(0);
        m_unknown += file.bytesTotal ? 0 : 1;
        if (file.transferred)
            ++m_done;
        else
            m_waiting.insert(file.index);
        if (file.transferred && !file.completed)
            m_hidden.insert(file.index);
    }
    launch();
    endIfIdle();
}

void JobRunner::launch()
{
    const bool isForeground = m_orders.settings.priority == Priority::Foreground;
    while (!m_waiting.empty() && m_active.size() < kAtOnce) {
        const int index = *m_waiting.begin();
        m_waiting.erase(m_waiting.begin());
        FileTask task{.job = m_orders.job,
                      .file = m_files[std::size_t(index)],
                      .folder = m_orders.folder,
                      .headers = m_orders.settings.headers,
                      .checksum = m_orders.settings.checksum,
                      .stallTimeout = m_orders.stallTimeout,
                      .portal = m_orders.portal,
                      .proxy = m_orders.settings.proxy,
                      .clientCertificate = m_orders.settings.clientCertificate,
                      .connections = isForeground ? kForegroundConnections : kBackgroundConnections,
                      .pace = paceOf(m_orders.settings),
                      .signsInBeforehand = m_orders.signsInBeforehand};
        auto &fetch = m_active[index];
        fetch = std::make_unique<Fetch>(*this, index);
        fetch->start(task);
    }
}

void JobRunner::setSettings(const JobSettings &settings)
{
    const JobPace before = paceOf(std::exchange(m_orders.settings, settings));
    if (const JobPace pace = paceOf(settings); pace != before)
        m_transport.setPace(m_orders.job, pace);
}

void JobRunner::replace(const JobFile &file)
{
    JobFile &mine = m_files[std::size_t(file.index)];
    m_bytes += file.bytesTransferred - mine.bytesTransferred;
    m_total += file.bytesTotal.value_or(0) - mine.bytesTotal.value_or(0);
    m_unknown += (file.bytesTotal ? 0 : 1) - (mine.bytesTotal ? 0 : 1);
    m_done += (file.transferred ? 1 : 0) - (mine.transferred ? 1 : 0);
    if (file.transferred && !file.completed)
        m_hidden.insert(file.index);
    else
        m_hidden.erase(file.index);
    mine = file;
}

void JobRunner::signIn(int index, Credentials credentials)
{
    const auto found = m_active.find(index);
    if (Fetching *fetch = found == m_active.end() ? nullptr : found->second->asked())
        fetch->signIn(std::move(credentials));
}

void JobRunner::decline(int index, const Error &error)
{
    const auto found = m_active.find(index);
    Fetching *const fetch = found == m_active.end() ? nullptr : found->second->asked();
    if (!fetch)
        return;
    const bool isError = error.code != ErrorCode::None;
    m_isDeclined = m_isDeclined || (isError && kindOf(error) == ErrorKind::Fatal);
    fetch->decline(error);
}

bool JobRunner::linksTo(const QUrl &url) const
{
    constexpr auto target = AuthTarget::Server;
    constexpr auto scheme = AuthScheme::Basic; // any, as long as it is the same
    const ProtectionSpace space = spaceOf(target, scheme, url, {});
    return std::ranges::any_of(m_files, [&](const JobFile &file) {
        return spaceOf(target, scheme, file.url, {}) == space;
    });
}

std::vector<JobFile> JobRunner::hidden() const
{
    std::vector<JobFile> files;
    files.reserve(m_hidden.size());
    for (const int index : m_hidden)
        files.push_back(m_files[std::size_t(index)]);
    return files;
}

bool JobRunner::wouldLose() const
{
    return std::ranges::any_of(m_active, [this](const auto &active) {
        const JobFile &file = m_files[std::size_t(active.first)];
        return file.resumable == false && file.bytesTransferred > 0;
    });
}

void JobRunner::settle(int index, const Result<JobFile> &end)
{
    const auto fetch = std::move(m_active[index]); // is calling: kept to the end of this function
    m_active.erase(index);
    if (end) {
        replace(*end);
        m_inRow = 0;
    } else {
        takeError(index, named(index, end.error()));
    }
    const bool goOn = goesOn();
    if (goOn)
        launch();
    const bool over = m_active.empty() && (m_waiting.empty() || !goOn);
    const JobId job = m_orders.job;
    Host &host = m_host;
    const auto error = m_error;
    if (end)
        host.fileFinished(job, *end);
    else if (!over)
        host.fileFailed(job, named(index, end.error()));
    if (over)
        host.runEnded(job, error ? Result<void>(tl::unexpected(*error)) : Result<void>());
}

/// Whether the files that wait are asked for. What an event has to release holds all of them.
bool JobRunner::goesOn() const
{
    return !m_isHeld && !m_isDeclined && m_inRow < kMostInRow;
}

void JobRunner::tryAgain()
{
    m_waiting.merge(m_failed);
    m_failed.clear();
    m_inRow = 0;
    if (m_error && kindOf(*m_error) == ErrorKind::Transient)
        m_error.reset();
    if (goesOn())
        launch();
}

void JobRunner::release()
{
    m_isHeld = false;
    if (m_error && kindOf(*m_error) == ErrorKind::EventReleased)
        m_error.reset();
    tryAgain();
}

/// `error` with the file that it is of: the local one where that is what it is about, else its
/// link.
Error JobRunner::named(int index, Error error) const
{
    const JobFile &file = m_files[std::size_t(index)];
    if (error.file.isEmpty())
        error.file = error.context == ErrorContext::LocalFile ? file.path : redacted(file.url);
    return error;
}

void JobRunner::takeError(int index, const Error &error)
{
    if (kindOf(error) != ErrorKind::Fatal) {
        m_failed.insert(index);
        ++m_inRow;
        m_isHeld = m_isHeld || kindOf(error) == ErrorKind::EventReleased;
    }
    if (error.code == ErrorCode::CaptivePortal && error.context == ErrorContext::RemoteFile)
        m_orders.portal = PortalSeen::Yes;
    if (!m_error || severity(error) > severity(*m_error))
        m_error = error;
}

void JobRunner::endIfIdle()
{
    if (!m_active.empty() || !m_waiting.empty())
        return;
    const JobId job = m_orders.job; // the host may destroy this
    m_host.runEnded(job, {});
}

} // namespace lighterman
