// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/store/sqlitestore.h"

#include <QEventLoop>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

#include <functional>
#include <optional>

/// What tests and benchmarks of the store share: sample jobs, and answers without callbacks.
namespace lighterman::testing {

/// Runs events until the callback that `ask` hands on has come.
template <typename T>
Result<T> await(const std::function<void(std::function<void(Result<T>)>)> &ask)
{
    QEventLoop loop;
    std::optional<Result<T>> answer;
    ask([&](Result<T> result) {
        answer = std::move(result);
        loop.quit();
    });
    if (!answer)
        loop.exec();
    return std::move(*answer);
}

inline Result<std::vector<Job>> load(SqliteStore &store)
{
    return await<std::vector<Job>>([&](auto done) { store.load(done); });
}

inline Result<JobStore::Files> files(SqliteStore &store, const std::vector<JobId> &jobs = {})
{
    return await<JobStore::Files>([&](auto done) { store.files(jobs, done); });
}

inline Result<std::vector<LogEntry>> readLog(SqliteStore &store, const JobId &job)
{
    return await<std::vector<LogEntry>>([&](auto done) { store.readLog(job, done); });
}

inline Result<StoredSignIns> loadSignIns(SqliteStore &store)
{
    return await<StoredSignIns>([&](auto done) { store.loadSignIns(done); });
}

inline Result<void> insert(SqliteStore &store, const JobDetails &job)
{
    return await<void>([&](auto done) { store.insert(job, done); });
}

inline Result<void> update(SqliteStore &store, const Job &job, const std::vector<JobFile> &files)
{
    return await<void>([&](auto done) { store.update(job, files, done); });
}

inline Result<void> remove(SqliteStore &store, const JobId &job)
{
    return await<void>([&](auto done) { store.remove(job, done); });
}

/// A new job of `count` files of which nothing is known yet.
inline JobDetails sampleJob(int count = 1)
{
    using namespace Qt::StringLiterals;
    JobDetails details;
    details.job.id = JobId::create();
    details.job.name = u"debian.iso"_s;
    details.job.owner = u"anna"_s;
    details.job.folder = u"/home/anna/Downloads"_s;
    details.job.filesTotal = count;
    details.job.created = details.job.modified = details.job.lastActive = 1'795'251'600'000;
    for (int i = 0; i < count; ++i) {
        JobFile file;
        file.index = i;
        file.url = QUrl(u"https://mirror.example/%1.iso?a=b%20c"_s.arg(i));
        file.path = u"/home/anna/Downloads/%1.iso"_s.arg(i);
        details.files.push_back(file);
    }
    return details;
}

/// Runs statements on the file itself; the first error as text, empty when there was none.
inline QString runSql(const QString &path, const QStringList &statements)
{
    using namespace Qt::StringLiterals;
    QString error;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"by hand"_s);
        database.setDatabaseName(path);
        database.open();
        for (const QString &sql : statements) {
            QSqlQuery query(database);
            if (!query.exec(sql) && error.isEmpty())
                error = query.lastError().text();
        }
    }
    QSqlDatabase::removeDatabase(u"by hand"_s);
    return error;
}

} // namespace lighterman::testing
