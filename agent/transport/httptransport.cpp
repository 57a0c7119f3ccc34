// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/httptransport.h"

#include "agent/transport/disk.h"
#include "agent/transport/dispatcher.h"
#include "common/base/log.h"

#include <QDeadlineTimer>
#include <QPointer>

namespace lighterman {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kPatience = 1500ms; // with the threads, when everything ends

/// A fetch under way, as the engine holds it.
class Handle final : public Fetching
{
public:
    Handle(TransferId id, Reports &reports, Dispatcher &dispatcher)
        : m_id(id)
        , m_reports(&reports)
        , m_dispatcher(dispatcher)
    {
    }
    ~Handle() override
    {
        // While the reports are there, so is the dispatcher.
        if (m_reports && m_reports->forget(m_id))
            m_dispatcher.callOff(m_id);
    }
    void signIn(Credentials credentials) override
    {
        if (m_reports)
            m_dispatcher.signIn(m_id, std::move(credentials));
    }
    void decline(const Error &error) override
    {
        if (m_reports)
            m_dispatcher.decline(m_id, error);
    }

private:
    TransferId m_id;
    QPointer<Reports> m_reports;
    Dispatcher &m_dispatcher; // not owned
};

void startOn(QThread &thread, QObject &worker, const QString &name)
{
    worker.moveToThread(&thread);
    QObject::connect(&thread, &QThread::finished, &worker, &QObject::deleteLater);
    thread.setObjectName(name);
    thread.start();
}

} // namespace

HttpTransport::HttpTransport(TransportOptions options)
    : m_reports(std::make_unique<Reports>())
    , m_diskThread(std::make_unique<QThread>())
    , m_thread(std::make_unique<QThread>())
    , m_disk(new Disk(*m_reports, options.syncData))
    , m_dispatcher(new Dispatcher(std::move(options), *m_reports, *m_disk))
    , m_looks([&reports = *m_reports](TransferId id, const std::optional<Room> &room) {
        reports.put(SeenReport{id, room});
    })
{
    startOn(*m_diskThread, *m_disk, u"disk"_s);
    startOn(*m_thread, *m_dispatcher, u"transport"_s);
}

HttpTransport::~HttpTransport()
{
    const QDeadlineTimer deadline(kPatience);
    m_disk->abandon(); // now: it may be gone as soon as its thread is told to end
    // The dispatcher uses the disk, so it goes first.
    m_thread->quit();
    if (!m_thread->wait(deadline)) {
        leaveBehind();
        return;
    }
    m_diskThread->quit();
    if (!m_diskThread->wait(deadline))
        leaveBehind();
}

/// A thread hangs in a system call, and nothing but the end of the process gets it out of there. So
/// everything it may touch when it comes back in time after all stays where it is: its objects, the
/// other thread, and the reports, which reach nobody any more. It then finds no more work and ends.
void HttpTransport::leaveBehind()
{
    qCWarning(lcTransport) << "the disk does not answer: left behind";
    m_reports->forgetAll();
    struct Left
    {
        std::unique_ptr<Reports> reports;
        std::unique_ptr<QThread> diskThread;
        std::unique_ptr<QThread> thread;
    };
    // Never destroyed, not even at exit, and within reach of leak checkers.
    // NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): nobody else reaches it
    static auto *const left = new std::vector<Left>;
    left->push_back({std::move(m_reports), std::move(m_diskThread), std::move(m_thread)});
}

std::unique_ptr<Fetching> HttpTransport::fetch(const FileTask &task, FileListener &listener)
{
    const TransferId id = ++m_lastId;
    m_reports->listen(id, listener);
    m_dispatcher->start(id, task);
    return std::make_unique<Handle>(id, *m_reports, *m_dispatcher);
}

void HttpTransport::networkChanged()
{
    m_dispatcher->recheck(true);
}

void HttpTransport::lookAgain()
{
    m_dispatcher->recheck(false);
}

void HttpTransport::hangUp(HungUp done)
{
    const TransferId id = ++m_lastId;
    m_reports->listen(id, std::move(done));
    m_dispatcher->hangUp(id);
}

void HttpTransport::forgetSignIn(const JobId &job, AuthTarget target, const QUrl &url)
{
    m_dispatcher->forgetSignIn(job, target, url);
}

void HttpTransport::trust(std::vector<TrustedCertificate> certificates)
{
    m_dispatcher->trust(std::move(certificates));
}

void HttpTransport::setPace(const JobId &job, const JobPace &pace)
{
    m_dispatcher->setPace(job, pace);
}

void HttpTransport::setSharedLimit(RateLimit limit)
{
    m_dispatcher->setSharedLimit(limit);
}

void HttpTransport::reveal(std::vector<JobFile> files, Revealed done)
{
    const TransferId id = ++m_lastId;
    m_reports->listen(id, std::move(done));
    m_disk->give(RevealOrder{id, std::move(files)});
}

void HttpTransport::discard(std::vector<QString> partPaths, Discarded done)
{
    const TransferId id = ++m_lastId;
    m_reports->listen(id, std::move(done));
    m_disk->give(DiscardOrder{id, std::move(partPaths)});
}

void HttpTransport::lookAtRoom(const QString &folder, std::vector<ComingFile> files, Seen done)
{
    const TransferId id = ++m_lastId;
    m_reports->listen(id, std::move(done));
    m_looks.look({id, folder, std::move(files)});
}

} // namespace lighterman
