// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/admissions.h"

#include <algorithm>

namespace lighterman {

Admissions::Admissions(std::shared_ptr<SignIns> signIns, Reports &reports)
    : m_signIns(std::move(signIns))
    , m_reports(reports)
{
}

Admissions::Entry Admissions::enter(const Visit &visit, bool beforehand)
{
    if (!m_signIns)
        return {};
    Door *door = find(visit);
    stepDown(visit, door);
    if (door)
        return enter(*door, visit.id);
    if (!beforehand)
        return {};
    ask(buildBeforehand(visit), visit.id);
    return {Entry::Kind::Wait};
}

Admissions::Entry Admissions::enter(Door &door, TransferId id)
{
    switch (door.state) {
    case State::Asking:
        if (door.leader)
            (void)hold(door, id);
        else
            ask(door, id);
        return {Entry::Kind::Wait};
    case State::Trying:
        if (!door.leader)
            lead(door, id);
        if (hold(door, id))
            return {Entry::Kind::Wait};
        break;
    case State::Passed:
        break;
    case State::Closed:
        return {Entry::Kind::Closed, {}, door.error};
    case State::Open:
        return {Entry::Kind::Free, {}, {}, true};
    }
    // Qt asks a proxy that names NTLM for tunnels without an end once it refuses one.
    const bool isSafe = !door.offered.toLower().contains("ntlm");
    return {Entry::Kind::Signed, door.pass, {}, isSafe && door.state == State::Passed};
}

/// Who leads elsewhere and has come here would keep the others waiting.
void Admissions::stepDown(const Visit &visit, const Door *here)
{
    const auto party = m_parties.find(visit.job.toBytes());
    if (party == m_parties.end())
        return;
    for (auto &[key, door] : party->second.doors) {
        if (&door != here && std::get<0>(key) == visit.target && door.leader == visit.id)
            passOn(door);
    }
}

std::vector<AuthOffer> Admissions::offers(AuthTarget target, const AuthReply &reply) const
{
    return m_signIns ? m_signIns->offers(target, reply) : std::vector<AuthOffer>();
}

bool Admissions::challenged(const Visit &visit, const AuthReply &reply)
{
    if (!find(visit) && offers(visit.target, reply).empty())
        return false; // the door is gone, and nobody asks
    const auto [door, isNew] = meet(visit, reply);
    claim(door, visit);
    stepDown(visit, &door);
    switch (door.state) {
    case State::Asking:
        if (isNew || !door.leader)
            ask(door, visit.id);
        (void)hold(door, visit.id);
        return true;
    case State::Trying:
        if (!door.leader)
            lead(door, visit.id);
        return hold(door, visit.id);
    case State::Open: // so it was in vain to say nothing
        ask(door, visit.id);
        return true;
    case State::Passed: // since that request was sent
    case State::Closed:
        break;
    }
    return false;
}

void Admissions::opened(const Visit &visit)
{
    if (!find(visit))
        buildBeforehand(visit).state = State::Open;
}

void Admissions::accepted(const Visit &visit, const std::shared_ptr<SignIn> &pass)
{
    Door *const door = find(visit.job, pass);
    if (!door || door->state != State::Trying)
        return;
    door->state = State::Passed;
    door->leader.reset();
    if (!std::exchange(door->isTold, true))
        m_reports.put(SignedInReport{visit.id, door->challenge});
    letGo(std::exchange(door->held, {}));
}

void Admissions::endedAsking(const Visit &visit, const std::shared_ptr<SignIn> &pass)
{
    if (Door *const door = find(visit.job, pass))
        door->challenge.isOver = true;
    accepted(visit, pass);
}

bool Admissions::counts(const JobId &job, const std::shared_ptr<SignIn> &pass)
{
    const Door *const door = find(job, pass);
    return door && door->state == State::Passed;
}

void Admissions::doubted(const JobId &job, const std::shared_ptr<SignIn> &pass)
{
    if (Door *const door = find(job, pass); door && door->state == State::Passed)
        door->state = State::Trying;
}

bool Admissions::refused(const Visit &visit, const std::shared_ptr<SignIn> &pass,
                         const AuthReply &reply)
{
    Door *const door = find(visit.job, pass);
    if (!door || isOfAnother(*door, visit, reply))
        return challenged(visit, reply); // for those of it, others know it already
    const std::vector<AuthOffer> offered = offers(visit.target, reply);
    if (!offered.empty()) { // else what was offered before still holds
        door->challenge.offers = offered;
        door->offered = reply.challenge;
    }
    door->challenge.url = visit.url;
    door->challenge.refused = door->scheme;
    door->pass.reset();
    ask(*door, visit.id);
    return true;
}

void Admissions::join(const JobId &job)
{
    if (m_signIns)
        ++m_parties[job.toBytes()].fetches;
}

void Admissions::leave(TransferId id, const JobId &job)
{
    const auto party = m_parties.find(job.toBytes());
    if (party == m_parties.end())
        return;
    if (--party->second.fetches <= 0) {
        m_parties.erase(party);
        return;
    }
    for (auto &[key, door] : party->second.doors) {
        std::erase(door.held, id);
        if (door.leader == id)
            passOn(door);
    }
}

void Admissions::signIn(TransferId id, const JobId &job, Credentials credentials)
{
    Door *const door = led(id, job);
    if (!door)
        return;
    const AuthScheme scheme = credentials.scheme;
    auto made = make(*door, std::move(credentials));
    if (!made) {
        door->challenge.refused = scheme;
        ask(*door, id);
        return;
    }
    door->state = State::Trying;
    door->pass = std::move(*made);
    door->scheme = scheme;
    door->isTold = false;
    m_audience.letGo(id);
}

void Admissions::decline(TransferId id, const JobId &job, const Error &error)
{
    Door *const door = led(id, job);
    if (!door)
        return;
    const bool isOpen = error.code == ErrorCode::None;
    door->state = isOpen ? State::Open : State::Closed;
    door->error = error;
    door->leader.reset();
    std::vector<TransferId> all = std::exchange(door->held, {});
    all.insert(all.begin(), id);
    if (isOpen) {
        letGo(all);
        return;
    }
    if (kindOf(error) != ErrorKind::Fatal) // it heals, and who comes then is to ask anew
        drop(job, *door);
    for (const TransferId one : all) // with the last one the door may be gone
        m_audience.turnAway(one, error);
}

void Admissions::forget(const Visit &visit)
{
    std::vector<TransferId> held;
    for (Door *const door : doorsAt(visit)) {
        if (door->state == State::Passed || door->state == State::Trying) {
            held.insert(held.end(), door->held.begin(), door->held.end());
            drop(visit.job, *door);
        }
    }
    letGo(held);
}

/// Where that file was asked for credentials.
Admissions::Door *Admissions::led(TransferId id, const JobId &job)
{
    const auto party = m_parties.find(job.toBytes());
    if (party == m_parties.end())
        return nullptr;
    for (auto &[key, door] : party->second.doors) {
        if (door.state == State::Asking && door.leader == id)
            return &door;
    }
    return nullptr;
}

/// Whether the file has to wait for the one that leads.
bool Admissions::hold(Door &door, TransferId id)
{
    if (door.leader == id)
        return false;
    if (std::ranges::find(door.held, id) == door.held.end())
        door.held.push_back(id);
    return true;
}

Result<std::shared_ptr<SignIn>> Admissions::make(const Door &door, Credentials credentials)
{
    if (credentials.target != door.challenge.target)
        return fail(ErrorCode::InvalidAuthTarget);
    return m_signIns->signIn({std::move(credentials), door.challenge.url, door.offered});
}

void Admissions::ask(Door &door, TransferId leader)
{
    door.state = State::Asking;
    lead(door, leader);
    m_reports.put(ChallengedReport{leader, door.challenge});
}

void Admissions::lead(Door &door, TransferId id)
{
    door.leader = id;
    std::erase(door.held, id);
}

/// Its leader is gone. Where nobody waits, the next file to come will lead.
void Admissions::passOn(Door &door)
{
    door.leader.reset();
    if (door.held.empty())
        return;
    const TransferId next = door.held.front();
    if (door.state == State::Asking) {
        ask(door, next);
        return;
    }
    lead(door, next);
    m_audience.letGo(next);
}

/// From the back, for each comes before those that wait already.
void Admissions::letGo(const std::vector<TransferId> &held) const
{
    std::for_each(held.rbegin(), held.rend(), m_audience.letGo);
}

} // namespace lighterman
