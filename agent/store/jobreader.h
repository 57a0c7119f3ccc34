// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/job.h"

#include <QHash>
#include <QSqlQuery>

namespace lighterman::storage {

/// Makes jobs of rows, many in a row: texts that repeat (owner, folder, names of states) are shared
/// among the jobs, so that 100,000 of them stay small.
class JobReader
{
public:
    /// The job in the current row of a query with the columns of kSelect (jobrows.cpp). What cannot
    /// be understood does not lose the job: it comes back in state error, database-corrupt.
    [[nodiscard]] Job read(const QSqlQuery &row);

private:
    void readTrouble(const QSqlQuery &row, Job &job);
    [[nodiscard]] QString shared(const QSqlQuery &row, int column, QString &last);
    [[nodiscard]] ErrorCode code(const QString &name);

    QString m_owner;
    QString m_folder;
    QHash<QString, ErrorCode> m_codes;
};

} // namespace lighterman::storage
