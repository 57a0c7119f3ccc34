// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/duecheck.h"
#include "agent/transport/fetch.h"
#include "common/base/redact.h"

#include <QFileInfo>

// What a fetch does with its part file while no server is asked.
namespace lighterman {

using namespace Qt::StringLiterals;

/// Looks at the local side before the network is asked. False: there is nothing left to fetch, and
/// the fetch is over.
Result<bool> Fetch::prepare()
{
    if (url().scheme() != "http"_L1 && url().scheme() != "https"_L1)
        return lighterman::fail(ErrorCode::UnsupportedScheme, redacted(url()),
                                ErrorContext::RemoteFile);
    const QString folder = m_file.path.isEmpty() ? m_task.folder : QFileInfo(m_file.path).path();
    if (const auto there = checkFolder(folder); !there)
        return tl::unexpected(there.error());
    // What was refused never got its name from us.
    auto named = m_file.isRefused() ? std::optional<NamedFile>() : findNamed(m_file);
    if (named) {
        m_file.path = named->path;
        handOver(std::move(named->file), true);
        return false;
    }
    if (m_file.partPath.isEmpty())
        return checkRoom(folder, m_file.bytesTotal.value_or(0)).map([] { return true; });
    if (const auto opened = reopen(); !opened)
        return tl::unexpected(opened.error());
    const bool mayBeWhole
        = m_file.transferred || (m_file.isRefused() && !isRefusedStill(m_task, m_file));
    if (mayBeWhole && m_intake && m_intake->have() == m_file.bytesTotal) {
        handOver(m_intake->part().release(), false);
        return false;
    }
    if (isRefusedStill(m_task, m_file))
        return true;
    m_file.check.reset();
    if (m_intake && m_file.bytesTotal) // a full disk is looked at, no server is asked
        return m_shared.reservations.makeRoom(m_id, m_intake->part(), *m_file.bytesTotal).map([] {
            return true;
        });
    return true;
}

Result<void> Fetch::reopen()
{
    auto part = PartFile::reopen(m_file);
    if (!part)
        return tl::unexpected(part.error());
    if (!*part) {
        m_file.partPath.clear();
        m_file.check.reset();
        return {};
    }
    m_intake.emplace(m_id, std::move(**part), m_shared.disk);
    m_file.resume.continuity = m_intake->part().continuity();
    if (m_file.bytesTotal && m_intake->have() > *m_file.bytesTotal)
        return m_intake->startOver();
    return {};
}

Result<void> Fetch::startOver(std::optional<qint64> total)
{
    if (auto emptied = m_intake->startOver(); !emptied)
        return emptied;
    return m_shared.reservations.makeRoom(m_id, m_intake->part(), total.value_or(0));
}

Result<void> Fetch::create(std::optional<qint64> total)
{
    auto part = PartFile::create(m_file.path, m_task.job, m_file.index);
    if (!part)
        return tl::unexpected(part.error());
    auto room = m_shared.reservations.makeRoom(m_id, *part, total.value_or(0));
    if (room)
        m_intake.emplace(m_id, std::move(*part), m_shared.disk);
    else
        part->remove(); // nobody has been told of it
    return room;
}

bool Fetch::isWriting(const QString &partPath) const
{
    return m_intake && m_intake->part().path() == partPath;
}

} // namespace lighterman
