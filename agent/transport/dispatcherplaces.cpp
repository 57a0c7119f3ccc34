// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/dispatcher.h"

#include <algorithm>

// How the dispatcher shares out the places of hosts among the connections of files.
namespace lighterman {

void Dispatcher::freePlaces(Running &running)
{
    for (const Place place : std::exchange(running.further, {}))
        m_queues.release(running.host, place, running.fetch->job());
    m_queues.release(running.host, *running.place, running.fetch->job());
    running.place.reset();
}

void Dispatcher::onFreed(TransferId id, Place place)
{
    const auto found = m_running.find(id);
    if (found == m_running.end())
        return;
    auto &further = found->second.further;
    const auto mine = std::ranges::find(further, place);
    if (mine == further.end())
        return;
    further.erase(mine);
    m_queues.release(found->second.host, place, found->second.fetch->job());
    fillLater();
}

/// Who asked over ways of before goes on over them, so they stay as long as it does.
void Dispatcher::clearWays()
{
    int oldest = m_managers.ways();
    for (const auto &[id, running] : m_running) {
        if (running.place)
            oldest = std::min(oldest, running.ways);
    }
    m_managers.clearBefore(oldest);
}

/// What is the job's alone goes with its last file.
void Dispatcher::dropWaysOf(const JobId &job)
{
    const bool isLast = (m_managers.has(job.toBytes()) || m_shared.identities.has(job))
        && std::ranges::none_of(m_running,
                                [&](const auto &one) { return one.second.fetch->job() == job; });
    if (!isLast)
        return;
    m_managers.drop(job.toBytes());
    m_shared.identities.drop(job);
}

/// Places that nobody waits for may help one file along.
void Dispatcher::addConnections(Running &running)
{
    while (running.fetch->wantsMore()) {
        const auto place = m_queues.spare(running.host, running.fetch->job());
        if (!place)
            return;
        const qint64 held = std::min(readBufferFor(*running.fetch), kHeldByFurther);
        QNetworkAccessManager &manager = m_managers.manager(*place, running.fetch->manner());
        if (running.fetch->add({manager, *place, running.host, held}))
            running.further.push_back(*place);
        else
            m_queues.release(running.host, *place, running.fetch->job());
    }
}

/// Whoever waits for a place comes before the further connections of a file that has one: each look
/// frees one for each such file.
void Dispatcher::takeBack()
{
    std::vector<TransferId> rich;
    for (const auto &[id, running] : m_running) {
        if (!running.further.empty() && m_queues.isShort(running.host))
            rich.push_back(id);
    }
    for (const TransferId id : rich)
        m_running.at(id).fetch->yield();
    giveWay();
}

/// Who comes in the background gives its place to a foreground job: one for each host and look,
/// those that a limit slows down first.
void Dispatcher::giveWay()
{
    std::map<QString, TransferId> givers;
    for (const auto &[id, running] : m_running) {
        const JobId &job = running.fetch->job();
        const bool isLarge = running.place && running.place->lane == Lane::Bulk;
        if (!isLarge || !m_shared.pacing.paceOf(job).isShared || !running.fetch->mayGiveWay()
            || !m_queues.isUrgent(running.host))
            continue;
        const auto [giver, isNew] = givers.try_emplace(running.host, id);
        if (!isNew && m_shared.pacing.limitOf(job))
            giver->second = id;
    }
    for (const auto &[host, id] : givers)
        m_running.at(id).fetch->giveWay();
}

} // namespace lighterman
