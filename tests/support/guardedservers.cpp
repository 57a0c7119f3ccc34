// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/guardedservers.h"

#include <QCoreApplication>

namespace lighterman::testing {

namespace {

constexpr qint64 kSize = 100;

void later(std::function<void()> call)
{
    QMetaObject::invokeMethod(qApp, std::move(call), Qt::QueuedConnection);
}

} // namespace

class GuardedServers::Fetch final : public Fetching
{
public:
    Fetch(GuardedServers &owner, FileTask what, FileListener &who)
        : task(std::move(what))
        , listener(who)
        , m_owner(owner)
    {
        m_owner.m_alive.insert(this);
    }
    Fetch(const Fetch &) = delete;
    Fetch &operator=(const Fetch &) = delete;
    ~Fetch() override { m_owner.m_alive.erase(this); }

    void signIn(Credentials credentials) override
    {
        m_owner.tried.push_back(credentials.copy());
        given
            = Pass{credentials.user, credentials.secret.reveal().toByteArray(), credentials.scheme};
        next([this] { m_owner.request(*this); });
    }
    void decline(const Error &error) override
    {
        isNobody = error.code == ErrorCode::None;
        next([this, error] {
            if (isNobody)
                m_owner.request(*this);
            else
                listener.finished(tl::unexpected(error));
        });
    }
    void next(std::function<void()> call)
    {
        later([&owner = m_owner, me = this, call = std::move(call)] {
            if (owner.isAlive(me))
                call();
        });
    }
    [[nodiscard]] QString host() const { return task.file.url.host(); }
    [[nodiscard]] std::pair<QByteArray, QString> place() const
    {
        return {task.job.toBytes(), host()};
    }

    FileTask task;
    FileListener &listener;
    std::optional<Pass> given; ///< tried by this one
    bool isNobody = false;

private:
    GuardedServers &m_owner;
};

std::unique_ptr<Fetching> GuardedServers::fetch(const FileTask &task, FileListener &listener)
{
    auto fetch = std::make_unique<Fetch>(*this, task, listener);
    fetch->next([this, mine = fetch.get()] { request(*mine); });
    return fetch;
}

void GuardedServers::request(Fetch &fetch)
{
    const auto found = guards.find(fetch.host());
    if (found == guards.end() || found->second.isOpen) {
        letIn(fetch);
        return;
    }
    Guard &guard = found->second;
    const auto pass = m_passes.find(fetch.place());
    std::optional<Pass> sent = fetch.given;
    if (!sent && pass != m_passes.end())
        sent = pass->second;
    AuthChallenge challenge{guard.target, fetch.task.file.url, {}, {}};
    if (!sent && fetch.task.signsInBeforehand && !fetch.isNobody) {
        fetch.listener.challenged(challenge);
        return;
    }
    challenge.offers = guard.offers;
    ++guard.requests;
    if (!sent) {
        fetch.listener.challenged(challenge);
        return;
    }
    logIn(fetch, *sent, std::move(challenge));
}

void GuardedServers::logIn(Fetch &fetch, const Pass &sent, AuthChallenge challenge)
{
    Guard &guard = guards.at(fetch.host());
    ++guard.logins;
    if (guard.unheard > 0) {
        --guard.unheard;
        return;
    }
    if (sent.user != guard.user || sent.password != guard.password) {
        ++wrongLogins[fetch.host()];
        challenge.refused = sent.scheme;
        fetch.given.reset();
        m_passes.erase(fetch.place());
        fetch.listener.challenged(challenge);
        return;
    }
    if (std::exchange(fetch.given, {})) {
        m_passes[fetch.place()] = sent;
        fetch.listener.signedIn(challenge);
        if (!isAlive(&fetch))
            return;
    }
    bring(fetch);
}

/// Whoever it is.
void GuardedServers::letIn(Fetch &fetch)
{
    AuthChallenge challenge{AuthTarget::ClientKey, fetch.task.file.url, {}, {}};
    challenge.isOver = true;
    if (std::exchange(fetch.given, {}))
        fetch.listener.signedIn(challenge);
    if (isAlive(&fetch))
        bring(fetch);
}

void GuardedServers::bring(Fetch &fetch)
{
    if (isSlow) {
        m_slow.push_back(&fetch);
        return;
    }
    JobFile file = fetch.task.file;
    file.path = fetch.task.folder + u'/' + file.url.fileName();
    file.partPath = file.path + QStringLiteral(".part");
    file.bytesTotal = kSize;
    fetch.listener.connected(file);
    if (!isAlive(&fetch))
        return;
    file.bytesTransferred = kSize;
    file.transferred = true;
    fetch.listener.finished(file);
}

void GuardedServers::goOn()
{
    isSlow = false;
    for (Fetch *fetch : std::exchange(m_slow, {})) {
        if (isAlive(fetch))
            request(*fetch);
    }
}

void GuardedServers::forgetSignIn(const JobId &job, AuthTarget /*target*/, const QUrl &url)
{
    m_passes.erase({job.toBytes(), url.host()});
}

void GuardedServers::reveal(std::vector<JobFile> files, Revealed done)
{
    for (JobFile &file : files)
        file.completed = true;
    later([files = std::move(files), done = std::move(done)] { done(files, {}); });
}

void GuardedServers::discard(std::vector<QString> /*partPaths*/, Discarded done)
{
    later([done = std::move(done)] { done({}); });
}

void GuardedServers::lookAtRoom(const QString & /*folder*/, std::vector<ComingFile> /*files*/,
                                Seen done)
{
    later([done = std::move(done)] { done({}); });
}

} // namespace lighterman::testing
