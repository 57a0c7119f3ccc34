// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/upkeep.h"

#include "agent/store/backups.h"

#include <QDateTime>
#include <QFileInfo>

#include <algorithm>
#include <chrono>

namespace lighterman::storage {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr Moment kBetweenBackups = std::chrono::milliseconds(24h).count();

Moment now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

Moment lastWritten(const QString &path)
{
    return std::max(QFileInfo(path).lastModified(), QFileInfo(path + u"-wal"_s).lastModified())
        .toMSecsSinceEpoch();
}

} // namespace

void Upkeep::opened(const OpenReport &report, bool hasJobs)
{
    const auto backups = backupsOf(m_path);
    m_backupDue = backups.empty() ? 0 : backups.front().made + kBetweenBackups;
    m_changed = backups.empty() ? hasJobs : lastWritten(m_path) > backups.front().made;
    m_mustCheck = report.endedUncleanly && report.damage.isEmpty();
    m_next = Next::Check;
}

bool Upkeep::isDue() const
{
    return m_mustCheck || m_next == Next::Keep || (m_changed && now() >= m_backupDue);
}

Result<void> Upkeep::step()
{
    auto done = work();
    if (!done) {
        m_next = Next::Check;
        m_mustCheck = false;
        m_backupDue = now() + kBetweenBackups;
    }
    return done;
}

Result<void> Upkeep::work()
{
    switch (m_next) {
    case Next::Check:
        return m_database.check().map([this] {
            m_mustCheck = false;
            m_next = isDue() ? Next::Copy : Next::Check;
        });
    case Next::Copy:
        return copyStore(m_database, m_path).map([this] {
            m_changed = false;
            m_next = Next::Keep;
        });
    case Next::Keep:
        return keepCopy(m_path).map([this] {
            m_backupDue = now() + kBetweenBackups;
            m_next = Next::Check;
        });
    }
    return {};
}

} // namespace lighterman::storage
