// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/admissions.h"
#include "agent/transport/redirect.h"

#include <algorithm>
#include <set>

// Which door of a server a file has to go through.
namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// More than a server of good faith has; doors that nobody stands at make room.
constexpr std::size_t kMostDoors = 64;

/// What a server calls the space that it asks for, whatever the schemes: no realm is a line break.
QString realmsOf(const std::vector<AuthOffer> &offers)
{
    std::set<QString> realms;
    for (const AuthOffer &offer : offers)
        realms.insert(offer.realm);
    realms.erase(QString());
    return QStringList(realms.begin(), realms.end()).join(u'\n');
}

/// Of the door where nobody has asked.
QString beforehand()
{
    return u"\n"_s;
}

} // namespace

/// Those of the server or proxy that is visited.
std::vector<Admissions::Door *> Admissions::doorsAt(const Visit &visit)
{
    std::vector<Door *> there;
    const auto party = m_parties.find(visit.job.toBytes());
    if (party == m_parties.end())
        return there;
    Doors &doors = party->second.doors;
    const QString origin = originOf(visit.url);
    for (auto it = doors.lower_bound({visit.target, origin, QString()}); it != doors.end(); ++it) {
        if (std::get<0>(it->first) != visit.target || std::get<1>(it->first) != origin)
            break;
        there.push_back(&it->second);
    }
    return there;
}

/// The one that is known to lead to that link.
Admissions::Door *Admissions::find(const Visit &visit)
{
    Door *best = nullptr;
    qsizetype most = 0;
    for (Door *const door : doorsAt(visit)) {
        const qsizetype fit = door->paths.fit(visit.url);
        if (fit > most || (door->isBeforehand && most == 0)) {
            best = door;
            most = fit;
        }
    }
    return best;
}

Admissions::Door *Admissions::find(const JobId &job, const std::shared_ptr<SignIn> &pass)
{
    const auto party = m_parties.find(job.toBytes());
    if (party == m_parties.end())
        return nullptr;
    Doors &doors = party->second.doors;
    const auto found
        = std::ranges::find_if(doors, [&](const auto &one) { return one.second.pass == pass; });
    return found == doors.end() ? nullptr : &found->second;
}

bool Admissions::bindsConnections(const JobId &job) const
{
    const auto party = m_parties.find(job.toBytes());
    return party != m_parties.end()
        && std::ranges::any_of(party->second.doors, [](const auto &one) {
               const Door &door = one.second;
               return door.pass
                   && (door.scheme == AuthScheme::Negotiate || door.scheme == AuthScheme::Ntlm);
           });
}

/// Whether the pass of `door` was shown where it does not belong, so that nothing is known of it.
/// Who says so of a link that it has called its own before, or at the first try, may say anything.
bool Admissions::isOfAnother(const Door &door, const Visit &visit, const AuthReply &reply) const
{
    if (door.state != State::Passed || door.isBeforehand || door.paths.hasExactly(visit.url))
        return false;
    const std::vector<AuthOffer> offered = offers(visit.target, reply);
    return !offered.empty() && realmsOf(offered) != realmsOf(door.challenge.offers);
}

/// The door that an answer leads to, and whether it is new.
std::pair<Admissions::Door &, bool> Admissions::meet(const Visit &visit, const AuthReply &reply)
{
    std::vector<AuthOffer> offered = offers(visit.target, reply);
    Door *const known = offered.empty() ? find(visit) : nullptr;
    if (known)
        return {*known, false};
    Doors &doors = m_parties[visit.job.toBytes()].doors;
    if (doors.size() >= kMostDoors) {
        std::erase_if(
            doors, [](const auto &one) { return !one.second.leader && one.second.held.empty(); });
    }
    const auto [place, isNew]
        = doors.try_emplace({visit.target, originOf(visit.url), realmsOf(offered)});
    if (isNew) {
        place->second.challenge = {visit.target, visit.url, std::move(offered), {}};
        place->second.offered = reply.challenge;
    }
    return {place->second, isNew};
}

Admissions::Door &Admissions::buildBeforehand(const Visit &visit)
{
    Doors &doors = m_parties[visit.job.toBytes()].doors;
    Door &door = doors[{visit.target, originOf(visit.url), beforehand()}];
    door.isBeforehand = true;
    door.challenge = {visit.target, visit.url, {}, {}};
    return door;
}

/// That link belongs to the door, and its neighbours may.
void Admissions::claim(Door &door, const Visit &visit)
{
    if (door.isBeforehand)
        return;
    door.paths.addFolder(visit.url);
    if (find(visit) == &door)
        return;
    for (Door *const other : doorsAt(visit))
        other->paths.dropExactly(visit.url);
    door.paths.addExactly(visit.url);
}

void Admissions::drop(const JobId &job, const Door &door)
{
    std::erase_if(m_parties.at(job.toBytes()).doors,
                  [&door](const auto &one) { return &one.second == &door; });
}

} // namespace lighterman
