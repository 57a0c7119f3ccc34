// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/dispatcher.h"

#include <algorithm>

// What the dispatcher does for files that somebody asks who they are.
namespace lighterman {

void Dispatcher::signIn(TransferId id, Credentials credentials)
{
    post(Answered{id, std::move(credentials)});
}

void Dispatcher::decline(TransferId id, const Error &error)
{
    post(Declined{id, error});
}

void Dispatcher::take(Answered &command)
{
    if (const auto found = m_running.find(command.id); found != m_running.end())
        m_shared.admissions.signIn(command.id, found->second.fetch->job(),
                                   std::move(command.credentials));
}

void Dispatcher::take(const Declined &command)
{
    if (const auto found = m_running.find(command.id); found != m_running.end())
        m_shared.admissions.decline(command.id, JobId(found->second.fetch->job()), command.error);
}

void Dispatcher::forgetSignIn(const JobId &job, AuthTarget target, const QUrl &url)
{
    post(Forgotten{job, target, url});
}

void Dispatcher::trust(std::vector<TrustedCertificate> certificates)
{
    post(Trust{std::move(certificates)});
}

/// Who was let in by what is accepted no more is not spoken to any longer.
void Dispatcher::take(Trust &command)
{
    std::vector<TransferId> excused;
    for (const auto &[id, running] : m_running) {
        if (running.place && m_shared.trust.hasAccepted(running.fetch->url()))
            excused.push_back(id);
    }
    m_shared.trust.accept(std::move(command.certificates));
    m_managers.renew();
    for (const TransferId id : excused) {
        Fetch &fetch = *m_running.at(id).fetch;
        if (!m_shared.trust.hasAccepted(fetch.url()))
            fetch.giveWay(); // and is judged when it has its turn
    }
}

void Dispatcher::take(const Forgotten &command)
{
    m_shared.admissions.forget({0, command.job, command.target, command.url});
}

/// It has waited before.
void Dispatcher::letGo(TransferId id)
{
    const auto found = m_running.find(id);
    if (found == m_running.end())
        return;
    found->second.fetch->letGo();
    if (!std::exchange(found->second.isHeld, false))
        return;
    m_queues.addFirst(found->second.host, found->second.fetch->waiting());
    fillLater();
}

void Dispatcher::turnAway(TransferId id, const Error &error)
{
    if (const auto found = m_running.find(id); found != m_running.end())
        found->second.fetch->giveUp(error);
}

/// Whether nothing is under way but what waits to be let go, perhaps for days.
bool Dispatcher::isAtRest() const
{
    return std::ranges::all_of(m_running, [](const auto &one) { return one.second.isHeld; });
}

} // namespace lighterman
