// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/reports.h"

namespace lighterman {

void Reports::put(Report report)
{
    if (m_mailbox.put(std::move(report)))
        QMetaObject::invokeMethod(this, &Reports::deliverAll, Qt::QueuedConnection);
}

void Reports::forgetAll()
{
    m_listeners.clear();
    m_reveals.clear();
    m_discards.clear();
    m_looks.clear();
    m_hangUps.clear();
}

void Reports::deliverAll()
{
    for (Report &report : m_mailbox.takeAll())
        std::visit([this](auto &one) { deliver(one); }, report);
}

void Reports::deliver(const ConnectedReport &report)
{
    if (FileListener *to = listener(report.id))
        to->connected(report.file);
}

void Reports::deliver(const PastPortalReport &report)
{
    if (FileListener *to = listener(report.id))
        to->passedPortal();
}

void Reports::deliver(const ChallengedReport &report)
{
    if (FileListener *to = listener(report.id))
        to->challenged(report.challenge);
}

void Reports::deliver(const SignedInReport &report)
{
    if (FileListener *to = listener(report.id))
        to->signedIn(report.challenge);
}

void Reports::deliver(const DistrustedReport &report)
{
    if (FileListener *to = listener(report.id))
        to->distrusted(report.server, report.shown);
}

void Reports::deliver(const UncertifiedReport &report)
{
    if (FileListener *to = listener(report.id))
        to->uncertified(report.server);
}

void Reports::deliver(const ProgressReport &report)
{
    if (FileListener *to = listener(report.id))
        to->progressed(report.received, report.synced, report.pieces);
}

void Reports::deliver(const FinishedReport &report)
{
    FileListener *const to = listener(report.id);
    m_listeners.erase(report.id);
    if (to)
        to->finished(report.end);
}

void Reports::deliver(RevealedReport &report)
{
    if (auto asked = m_reveals.extract(report.id))
        asked.mapped()(std::move(report.files), std::move(report.error));
}

void Reports::deliver(DiscardedReport &report)
{
    if (auto asked = m_discards.extract(report.id))
        asked.mapped()(std::move(report.left));
}

void Reports::deliver(const SeenReport &report)
{
    if (auto asked = m_looks.extract(report.id))
        asked.mapped()(report.room);
}

void Reports::deliver(const HungUpReport &report)
{
    if (const auto asked = m_hangUps.extract(report.id))
        asked.mapped()();
}

FileListener *Reports::listener(TransferId id) const
{
    const auto found = m_listeners.find(id);
    return found == m_listeners.end() ? nullptr : found->second;
}

} // namespace lighterman
