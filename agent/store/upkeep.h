// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/store/database.h"
#include "agent/store/openreport.h"

namespace lighterman::storage {

/// Looks after the store while nobody needs it: the full check after an unclean end, and a checked
/// backup a day. It works in steps, so that what waits for the store has its turn between them.
/// The database is not owned and outlives it.
class Upkeep
{
public:
    Upkeep(Database &database, QString path)
        : m_database(database)
        , m_path(std::move(path))
    {
    }

    void opened(const OpenReport &report, bool hasJobs);
    void changed() { m_changed = true; }

    /// Whether there is something to do.
    [[nodiscard]] bool isDue() const;
    /// Does one thing that is due. DatabaseCorrupt when the store turned out to be damaged; any
    /// failure leaves the work for another day.
    [[nodiscard]] Result<void> step();

private:
    enum class Next : quint8 { Check, Copy, Keep };

    [[nodiscard]] Result<void> work();

    Database &m_database;
    QString m_path;
    Next m_next = Next::Check;
    bool m_mustCheck = false;
    bool m_changed = false;
    Moment m_backupDue = 0;
};

} // namespace lighterman::storage
