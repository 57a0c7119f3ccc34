// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/store/database.h"
#include "common/model/job.h"

#include <QHash>

#include <vector>

namespace lighterman::storage {

/// Reads every job of the store, 100,000 in a tenth of a second: texts that repeat are read once
/// and shared, columns that few jobs fill are read apart. The database is not owned.
class JobLoader
{
public:
    explicit JobLoader(Database &database)
        : m_database(database)
    {
    }

    /// Every job in the order in which they were added. bytesTransferred takes the newest progress
    /// of the job's files into account. A job that cannot be understood is not lost: it comes back
    /// in state error, database-corrupt.
    [[nodiscard]] Result<std::vector<Job>> load();

private:
    [[nodiscard]] Result<void> loadUsual();
    [[nodiscard]] Result<void> loadCommon();
    [[nodiscard]] Result<void> loadRare();
    [[nodiscard]] Result<void> loadSums();
    [[nodiscard]] Job readCommon(const QSqlQuery &row);
    void readRare(const QSqlQuery &row, Job &job);
    [[nodiscard]] ErrorCode code(const QString &name);
    [[nodiscard]] Job *find(qint64 row);

    Database &m_database;
    QString m_usualOwner;
    QString m_usualFolder;
    QString m_usualHost;
    QHash<QString, ErrorCode> m_codes;
    std::vector<Job> m_jobs;
    std::vector<qint64> m_rows; ///< of m_jobs, rising
};

} // namespace lighterman::storage
