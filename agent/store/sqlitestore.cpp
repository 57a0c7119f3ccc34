// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/sqlitestore.h"

#include "agent/store/storeworker.h"

#include <QPointer>

#include <utility>

namespace lighterman {

using namespace Qt::StringLiterals;
using namespace storage;

SqliteStore::SqliteStore(QString path, QObject *parent)
    : SqliteStore(std::move(path), Times(), parent)
{
}

SqliteStore::SqliteStore(QString path, Times times, QObject *parent)
    : QObject(parent)
    , m_worker(std::make_unique<StoreWorker>(std::move(path), times))
{
    qRegisterMetaType<Error>("lighterman::Error");
    connect(m_worker.get(), &StoreWorker::answered, this, &SqliteStore::answer);
    connect(m_worker.get(), &StoreWorker::damageFound, this, &SqliteStore::damageFound);
    m_thread.setObjectName(u"store"_s);
    m_worker->moveToThread(&m_thread);
    m_thread.start();
}

SqliteStore::~SqliteStore()
{
    end(QDeadlineTimer(QDeadlineTimer::Forever));
}

bool SqliteStore::close(std::chrono::milliseconds limit)
{
    return end(QDeadlineTimer(limit));
}

bool SqliteStore::end(const QDeadlineTimer &deadline)
{
    if (!std::exchange(m_closing, true))
        QMetaObject::invokeMethod(m_worker.get(), &StoreWorker::finish, Qt::QueuedConnection);
    return m_thread.wait(deadline);
}

void SqliteStore::answer()
{
    const QPointer<SqliteStore> self(this);
    for (const auto &call : m_worker->takeAnswers()) {
        call();
        if (!self)
            return; // a callback may have ended the store
    }
}

template <typename Kind>
void SqliteStore::ask(Kind request)
{
    if (!m_closing) {
        m_worker->push(std::move(request));
        return;
    }
    if (!request.done)
        return;
    QMetaObject::invokeMethod(
        this,
        [done = std::move(request.done)] {
            done(fail(ErrorCode::StoreFailed, u"the store is closed"_s));
        },
        Qt::QueuedConnection);
}

template <typename Kind>
void SqliteStore::tell(Kind request)
{
    if (!m_closing)
        m_worker->push(std::move(request));
}

void SqliteStore::load(std::function<void(Result<std::vector<Job>>)> done)
{
    ask(LoadRequest{[this, done = std::move(done)](Result<OpenedStore> opened) {
        if (opened)
            m_report = opened->report;
        done(std::move(opened).map([](OpenedStore &&store) { return std::move(store.jobs); }));
    }});
}

void SqliteStore::files(std::vector<JobId> jobs, std::function<void(Result<Files>)> done)
{
    ask(FilesRequest{std::move(jobs), std::move(done)});
}

void SqliteStore::insert(const JobDetails &job, Done done)
{
    ask(InsertRequest{job, std::move(done)});
}

void SqliteStore::update(const Job &job, std::vector<JobFile> files, Done done)
{
    ask(UpdateRequest{job, std::move(files), std::move(done)});
}

void SqliteStore::remove(const JobId &job, Done done)
{
    ask(RemoveRequest{job, std::move(done)});
}

void SqliteStore::progress(std::vector<FileProgress> rows)
{
    tell(ProgressRequest{std::move(rows)});
}

void SqliteStore::log(const JobId &job, const LogEntry &entry)
{
    tell(LogLineRequest{job, entry});
}

void SqliteStore::readLog(const JobId &job, std::function<void(Result<std::vector<LogEntry>>)> done)
{
    ask(LogRequest{job, std::move(done)});
}

void SqliteStore::loadSignIns(std::function<void(Result<StoredSignIns>)> done)
{
    ask(SignInsRequest{std::move(done)});
}

void SqliteStore::keep(const SpaceAccount &account)
{
    tell(KeepRequest{account});
}

void SqliteStore::dropAccount(const ProtectionSpace &space)
{
    tell(DropRequest{space});
}

void SqliteStore::keep(const Question &question)
{
    tell(KeepRequest{question});
}

void SqliteStore::dropQuestion(int number)
{
    tell(DropRequest{number});
}

void SqliteStore::keep(const TrustedCertificate &certificate)
{
    tell(KeepRequest{certificate});
}

void SqliteStore::dropCertificate(const QString &host, int port)
{
    tell(DropRequest{ServerPlace{host, port}});
}

} // namespace lighterman
