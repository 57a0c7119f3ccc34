// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/ipc/session.h"

#include "agent/engine/signindesk.h"
#include "common/base/log.h"
#include "common/model/transitions.h"
#include "common/protocol/encode.h"
#include "common/protocol/pages.h"

#include <QCoreApplication>
#include <QPointer>

#include <iterator>

namespace lighterman {

using namespace protocol;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Changes go out at most ten times a second: eight times when it is time, and twice because
/// somebody may wait for just that.
constexpr auto kPublishInterval = 125ms;
constexpr auto kHurryInterval = 500ms;
/// With so much on its way to a client, its next page waits.
constexpr qint64 kEnoughPending = 2 << 20; // bytes
/// Jobs whose files are read at once: a job may have thousands.
constexpr std::size_t kJobsWithFiles = 100;
/// Requests that wait for their answers, and lists among them: far more than any client needs, and
/// what bounds the memory that one which never reads can cost.
constexpr qsizetype kMostOpen = 1024;
constexpr std::size_t kMostLists = 16;

/// Takes out of `ids` what fits into one message.
std::vector<JobId> takePage(QSet<JobId> &ids)
{
    std::vector<JobId> page;
    for (const JobId &id : std::as_const(ids)) {
        if (page.size() == kPageRows)
            break;
        page.push_back(id);
    }
    for (const JobId &id : page)
        ids.remove(id);
    return page;
}

Hello ownHello()
{
    Hello hello;
    hello.program
        = QCoreApplication::applicationName() + u' ' + QCoreApplication::applicationVersion();
    return hello;
}

} // namespace

Session::Session(std::unique_ptr<QIODevice> device, Engine &engine, AgentControl &control,
                 QObject *parent)
    : QObject(parent)
    , m_connection(std::move(device), ownHello())
    , m_engine(engine)
    , m_control(control)
    , m_dispatch(engine, control)
{
    m_publishTimer.setSingleShot(true);
    connect(&m_publishTimer, &QTimer::timeout, this, &Session::publish);
    connect(&m_connection, &Connection::received, this,
            qOverload<const QByteArray &>(&Session::take));
    connect(&m_connection, &Connection::drained, this, &Session::goOn);
    connect(&m_connection, &Connection::broken, this, [this](const Error &error) {
        if (error.code != ErrorCode::ConnectionClosed)
            qCWarning(lcIpc).noquote() << "a client was sent away:" << error.detail;
        emit ended();
    });
    connect(&m_engine, &Engine::changed, this, &Session::noteChange);
    connect(&m_engine, &Engine::removed, this, &Session::noteRemoval);
    connect(&m_engine.desk(), &SignInDesk::questionsChanged, this, &Session::noteQuestions);
}

void Session::close()
{
    if (m_connection.isOpen() && !m_connection.send(encode(Goodbye{})))
        qCDebug(lcIpc) << "a client leaves without a goodbye";
    m_connection.close();
}

void Session::take(const QByteArray &payload)
{
    const auto message = decodeFromClient(payload);
    if (!message) {
        m_connection.breakUp(message.error());
        return;
    }
    if (const auto *refused = std::get_if<RefusedRequest>(&*message))
        m_dispatch.refuse(refused->id, refused->more, refused->error, answerTo(refused->id));
    else
        take(std::get<ClientRequest>(*message));
}

void Session::take(const ClientRequest &request)
{
    m_open.insert(request.id);
    if (m_open.size() > kMostOpen || m_listings.size() >= kMostLists) {
        m_connection.breakUp(
            fail(ErrorCode::ProtocolError, u"too many requests at once"_s).value());
        return;
    }
    const auto *list = std::get_if<ListJobs>(&request.request);
    if (list && !m_control.refusal()) {
        beginList(request.id, *list);
        return;
    }
    m_dispatch.handle(request, answerTo(request.id));
}

Dispatch::Answer Session::answerTo(qint64 request)
{
    return [session = QPointer(this), request](const Reply &answer) {
        if (session)
            session->reply(request, answer);
    };
}

void Session::reply(qint64 request, const Reply &answer)
{
    if (const auto *info = std::get_if<JobInfo>(&answer)) {
        for (JobInfo &part : split(*info))
            m_parts.emplace_back(request, std::move(part));
        goOn();
        return;
    }
    const auto *page = std::get_if<JobPage>(&answer);
    if (!page || page->last)
        m_open.remove(request);
    Reply fitting = answer;
    if (auto *log = std::get_if<JobLog>(&fitting))
        fit(*log);
    else if (auto *questions = std::get_if<QuestionList>(&fitting))
        fit(*questions);
    else if (auto *trusted = std::get_if<TrustedList>(&fitting))
        fit(*trusted);
    send(request, fitting);
}

void Session::send(qint64 request, const Reply &answer)
{
    auto sent = m_connection.send(encode(request, answer));
    if (!sent && sent.error().code == ErrorCode::TooLarge)
        sent = m_connection.send(encode(request, Failure{sent.error()}));
    if (!sent)
        qCWarning(lcIpc).noquote() << "a reply was not sent:" << sent.error().detail;
}

bool Session::hasRoom() const
{
    return m_connection.isOpen() && m_connection.bytesPending() < kEnoughPending;
}

void Session::beginList(qint64 request, const ListJobs &list)
{
    m_listings.push_back({request, list.files, list.subscribe, m_engine.ids()});
    if (list.subscribe) {
        m_subscribed = true;
        m_changed.clear(); // what changed so far is in the rows to come
        m_removed.clear();
    }
    goOn();
}

/// Sends as many rows as the client has room for.
void Session::goOn()
{
    while (!m_parts.empty() && hasRoom()) {
        const auto [request, part] = std::move(m_parts.front());
        m_parts.pop_front();
        if (part.last)
            m_open.remove(request);
        send(request, part);
    }
    while (!m_listings.empty() && !m_reading && hasRoom())
        sendRows();
    if (hasNews())
        publishSoon();
}

void Session::sendRows()
{
    Listing &listing = m_listings.front();
    const std::size_t most = listing.files ? kJobsWithFiles : std::size_t(kPageRows);
    const std::size_t end = std::min(listing.ids.size(), listing.next + most);
    std::vector<Job> jobs;
    std::vector<JobId> ids;
    for (; listing.next < end; ++listing.next) {
        if (const Job *job = m_engine.find(listing.ids[listing.next])) {
            jobs.push_back(*job);
            ids.push_back(job->id);
        }
    }
    if (!listing.files || ids.empty()) {
        sendPages(jobs, {});
        return;
    }
    m_reading = true;
    m_engine.files(
        std::move(ids),
        [session = QPointer(this), jobs = std::move(jobs)](const Result<JobStore::Files> &files) {
            if (!session)
                return;
            session->takeFiles(jobs, files);
            session->goOn();
        });
}

void Session::takeFiles(const std::vector<Job> &jobs, const Result<JobStore::Files> &files)
{
    m_reading = false;
    if (files) {
        sendPages(jobs, *files);
        return;
    }
    reply(m_listings.front().request, Failure{files.error()});
    m_listings.pop_front();
}

void Session::sendPages(const std::vector<Job> &jobs, const std::vector<FileRow> &files)
{
    const Listing &listing = m_listings.front();
    const bool last = listing.next == listing.ids.size();
    for (JobPage &page : pages(m_revision, jobs, files)) {
        page.last = page.last && last;
        reply(listing.request, page);
    }
    if (last)
        m_listings.pop_front();
}

void Session::noteChange(const JobId &id)
{
    if (!m_subscribed)
        return;
    m_changed.insert(id);
    const Job *job = m_engine.find(id);
    if (job && job->state != JobState::Queued && !isMoving(job->state))
        publishNow();
    else
        publishSoon();
}

void Session::noteRemoval(const JobId &id)
{
    m_changed.remove(id);
    if (!m_subscribed)
        return;
    m_removed.insert(id);
    publishSoon();
}

/// Many questions change at once where one answer frees many jobs: the client is told once.
void Session::noteQuestions()
{
    if (!m_subscribed)
        return;
    m_questionsChanged = true;
    publishSoon();
}

bool Session::hasNews() const
{
    return m_questionsChanged || !m_changed.isEmpty() || !m_removed.isEmpty();
}

void Session::publishSoon()
{
    if (m_listings.empty() && !m_publishTimer.isActive())
        m_publishTimer.start(kPublishInterval);
}

/// A job has come to rest: `lighterman add --wait` of a small file does little else than wait for
/// this.
void Session::publishNow()
{
    const auto now = std::chrono::steady_clock::now();
    if (!m_listings.empty() || now - m_hurried < kHurryInterval) {
        publishSoon();
        return;
    }
    m_hurried = now;
    m_publishTimer.start(0ms);
}

void Session::publish()
{
    while (m_listings.empty() && hasRoom() && !(m_changed.isEmpty() && m_removed.isEmpty()))
        publishPage();
    // Last, so that the jobs that a question names are known by then.
    if (m_questionsChanged && m_listings.empty() && hasRoom()
        && m_connection.send(encode(QuestionsChanged{})))
        m_questionsChanged = false;
    // What found no room goes out when the client has read on: goOn().
}

void Session::publishPage()
{
    JobChanges changes;
    changes.revision = m_revision + 1;
    for (const JobId &id : takePage(m_changed)) {
        if (const Job *job = m_engine.find(id))
            changes.jobs.push_back(*job);
    }
    changes.removed = takePage(m_removed);
    for (const JobChanges &part : split(changes)) {
        if (m_connection.send(encode(part)))
            m_revision = part.revision;
    }
}

} // namespace lighterman
