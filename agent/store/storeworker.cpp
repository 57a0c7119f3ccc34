// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/storeworker.h"

#include "agent/store/filerows.h"
#include "agent/store/jobrows.h"
#include "agent/store/logrows.h"
#include "agent/store/signinrows.h"
#include "common/base/log.h"

#include <QMutexLocker>
#include <QThread>

#include <algorithm>
#include <iterator>
#include <utility>

namespace lighterman::storage {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Error notOpen()
{
    return fail(ErrorCode::StoreFailed, u"the store is not open"_s).value();
}

} // namespace

StoreWorker::StoreWorker(QString path, SqliteStore::Times times)
    : m_path(std::move(path))
    , m_times(times)
    , m_upkeep(m_database, m_path)
{
    m_minorTimer.setSingleShot(true);
    m_upkeepTimer.setSingleShot(true);
    m_upkeepTimer.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_minorTimer, &QTimer::timeout, this, [this] {
        commit(true);
        send();
    });
    connect(&m_upkeepTimer, &QTimer::timeout, this, &StoreWorker::lookAfterStore);
}

void StoreWorker::push(Request request)
{
    const QMutexLocker locked(&m_mutex);
    m_queue.push_back(std::move(request));
    if (m_queue.size() == 1)
        QMetaObject::invokeMethod(this, &StoreWorker::drain, Qt::QueuedConnection);
}

void StoreWorker::finish()
{
    drain();
    commit(true);
    send();
    m_minorTimer.stop();
    m_upkeepTimer.stop();
    m_database.close();
    thread()->quit();
}

void StoreWorker::drain()
{
    std::vector<Request> queue;
    {
        const QMutexLocker locked(&m_mutex);
        queue.swap(m_queue);
    }
    for (Request &request : queue)
        std::visit([this](auto &kind) { handle(std::move(kind)); }, request);
    commit(false);
    send();
}

void StoreWorker::handle(LoadRequest request)
{
    commit(true);
    m_writer.reset();
    m_database.close();
    auto opened = openStore(m_database, m_path);
    if (opened) {
        m_damaged = false;
        m_upkeep.opened(opened->report, !opened->jobs.empty());
        if (m_upkeep.isDue())
            m_upkeepTimer.start(m_times.idle);
    }
    m_answers.emplace_back([done = std::move(request.done), opened = std::move(opened)]() mutable {
        done(std::move(opened));
    });
}

void StoreWorker::handle(FilesRequest request)
{
    commit(true);
    auto files = whenOpen().and_then([&] { return loadFiles(m_database, request.jobs); });
    if (!files)
        notice(files.error());
    m_answers.emplace_back([done = std::move(request.done), files = std::move(files)]() mutable {
        done(std::move(files));
    });
}

void StoreWorker::handle(SignInsRequest request)
{
    commit(true);
    auto found = whenOpen().and_then([&] { return loadSignIns(m_database); });
    if (!found)
        notice(found.error());
    m_answers.emplace_back([done = std::move(request.done), found = std::move(found)]() mutable {
        done(std::move(found));
    });
}

void StoreWorker::handle(LogRequest request)
{
    commit(true);
    auto lines = whenOpen()
                     .and_then([&] { return rowOf(m_database, request.job); })
                     .and_then([&](qint64 row) { return loadLog(m_database, row); });
    if (!lines)
        notice(lines.error());
    m_answers.emplace_back([done = std::move(request.done), lines = std::move(lines)]() mutable {
        done(std::move(lines));
    });
}

void StoreWorker::handle(WriteRequest request)
{
    if (const auto *update = std::get_if<UpdateRequest>(&request)) {
        for (const JobFile &file : update->files)
            m_minor.forget(update->job.id, file.index);
    }
    m_writes.push_back(std::move(request));
}

void StoreWorker::handle(const ProgressRequest &request)
{
    for (const FileProgress &row : request.rows)
        m_minor.add(row);
}

void StoreWorker::handle(const LogLineRequest &request)
{
    m_minor.add(request.job, request.entry);
}

void StoreWorker::handle(const KeepRequest &request)
{
    std::visit([this](const auto &what) { m_signIns.keep(what); }, request.what);
}

void StoreWorker::handle(const DropRequest &request)
{
    std::visit([this](const auto &what) { m_signIns.drop(what); }, request.what);
}

Result<void> StoreWorker::whenOpen() const
{
    if (!m_database.isOpen())
        return tl::unexpected(notOpen());
    return {};
}

bool StoreWorker::isMinorDue() const
{
    return !m_sinceMinor.isValid() || m_sinceMinor.hasExpired(m_times.betweenProgress.count());
}

void StoreWorker::commit(bool everything)
{
    const bool withProgress = everything || isMinorDue();
    if (m_writes.empty() && m_minor.isEmpty() && m_signIns.isEmpty())
        return;
    if (!m_database.isOpen()) {
        m_minor = {};
        m_signIns = {};
        StoreWriter::refuse(std::exchange(m_writes, {}), notOpen(), m_answers);
        return;
    }
    if (m_writes.empty() && m_signIns.isEmpty() && !withProgress) {
        waitForTurn();
        return;
    }
    const MinorRows rows = withProgress ? std::exchange(m_minor, {}) : m_minor.takeLog();
    if (withProgress) {
        m_minorTimer.stop();
        m_sinceMinor.start();
    }
    committed(m_writer.write(std::exchange(m_writes, {}), {rows, m_signIns}, m_answers));
}

void StoreWorker::committed(const Result<void> &written)
{
    // Said once and not every second, for as long as a disk is full.
    if (const bool failedBefore = std::exchange(m_failing, !written); !written && !failedBefore)
        qCWarning(lcStore, "not written: %ls", qUtf16Printable(written.error().detail));
    // What is refused must stay so: it is tried again, unless the store itself has gone bad.
    if (written || written.error().code == ErrorCode::DatabaseCorrupt)
        m_signIns = {};
    else if (!m_signIns.isEmpty())
        waitForTurn();
    if (!written) {
        notice(written.error());
        return;
    }
    m_upkeep.changed();
    if (!m_upkeepTimer.isActive() && m_upkeep.isDue())
        m_upkeepTimer.start(m_times.idle);
}

void StoreWorker::waitForTurn()
{
    if (!m_minorTimer.isActive())
        m_minorTimer.start(std::max(
            0ms, m_times.betweenProgress - std::chrono::milliseconds(m_sinceMinor.elapsed())));
}

void StoreWorker::send()
{
    if (m_answers.empty())
        return;
    {
        const QMutexLocker locked(&m_mutex);
        std::ranges::move(m_answers, std::back_inserter(m_sent));
    }
    m_answers.clear();
    emit answered();
}

Answers StoreWorker::takeAnswers()
{
    const QMutexLocker locked(&m_mutex);
    return std::exchange(m_sent, {});
}

void StoreWorker::lookAfterStore()
{
    if (!m_database.isOpen())
        return;
    if (const auto done = m_upkeep.step(); !done) {
        qCWarning(lcStore, "check or backup failed: %ls", qUtf16Printable(done.error().detail));
        notice(done.error());
    }
    if (m_upkeep.isDue())
        m_upkeepTimer.start(0);
}

void StoreWorker::notice(const Error &error)
{
    if (error.code != ErrorCode::DatabaseCorrupt || std::exchange(m_damaged, true))
        return;
    markDamaged(m_path);
    emit damageFound(error);
}

} // namespace lighterman::storage
