// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/store/database.h"
#include "agent/store/minorrows.h"
#include "agent/store/signinchanges.h"
#include "agent/store/storerequest.h"

#include <QHash>

#include <utility>
#include <vector>

namespace lighterman::storage {

/// Writes what has come together in one transaction. The database is not owned and outlives it.
class StoreWriter
{
public:
    explicit StoreWriter(Database &database)
        : m_database(database)
    {
    }

    /// What is written beside the requests, without an answer; neither is owned.
    struct Beside
    {
        const MinorRows &rows;
        const SignInChanges &signIns;
    };

    /// Writes all of that in one transaction, synced where there is more than minor rows. A
    /// request that asks for the impossible fails alone; a failing disk fails them all, and then
    /// nothing of them is in the store. Appends one answer for each request, in their order.
    /// Answers with the failure of the whole, if there was one.
    [[nodiscard]] Result<void> write(std::vector<WriteRequest> requests, const Beside &beside,
                                     Answers &answers);

    /// Answers all of them with `error`.
    static void refuse(std::vector<WriteRequest> requests, const Error &error, Answers &answers);

    /// Forgets what it remembers of the store, which has become another one.
    void reset() { m_rows.clear(); }

private:
    using Progress = std::pair<qint64, MinorRows::Reached>; ///< of a file, by its key
    using Verdicts = std::vector<Result<void>>;

    [[nodiscard]] Result<void> writeAll(const std::vector<WriteRequest> &requests,
                                        const Beside &beside, Verdicts &verdicts);
    [[nodiscard]] Result<void> apply(const InsertRequest &request);
    [[nodiscard]] Result<void> apply(const UpdateRequest &request, bool isLatest);
    [[nodiscard]] Result<void> apply(const RemoveRequest &request);
    [[nodiscard]] Result<std::vector<Progress>> filesOf(const MinorRows &rows);
    [[nodiscard]] Result<void> writeRows(const MinorRows &rows);
    [[nodiscard]] Result<qint64> row(const JobId &job);
    void remember(const JobId &job, qint64 row);

    Database &m_database;
    QHash<JobId, qint64> m_rows; ///< of jobs written lately
};

} // namespace lighterman::storage
