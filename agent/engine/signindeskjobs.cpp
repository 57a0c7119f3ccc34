// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/signindesk.h"
#include "agent/engine/spacekey.h"

#include <QPointer>

#include <algorithm>

// What happens to jobs: they are challenged, let in or refused, and they end.
namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// How a trial ends whose answer does not count.
Error refusal(const ProtectionSpace &space)
{
    return signInWanted(space.target, u"it was not accepted"_s, space.realm);
}

QString inWords(SignInRefusal how)
{
    switch (how) {
    case SignInRefusal::Now:
        return u"the credentials of the job were not accepted"_s;
    case SignInRefusal::Before:
        return u"the credentials of the job are not sent: the same were refused before"_s;
    case SignInRefusal::Gone:
        return u"the password of the job is not kept any more"_s;
    }
    return {};
}

/// The jobs of each question, in the order of the queue.
std::map<int, std::vector<JobId>> jobsByQuestion(std::vector<Job *> jobs)
{
    std::ranges::sort(jobs, {}, &Job::order);
    std::map<int, std::vector<JobId>> waiting;
    for (const Job *job : jobs) {
        if (job->question != 0)
            waiting[job->question].push_back(job->id);
    }
    return waiting;
}

} // namespace

void SignInDesk::recall(const StoredSignIns &stored, const std::vector<Job *> &jobs)
{
    for (const SpaceAccount &account : stored.accounts)
        m_accounts.insert_or_assign(keyOf(account.space), account);
    for (const Job *job : jobs) {
        if (isFinal(job->state) && (job->question != 0 || !job->accounts.empty()))
            later([this, id = job->id] { settle(id); }); // the agent before had no time for it
    }
    auto waiting = jobsByQuestion(jobs);
    for (const Question &known : stored.questions) {
        Question question = known;
        auto mine = waiting.extract(question.number);
        if (!mine) {
            m_needs.store.dropQuestion(question.number);
            continue;
        }
        question.jobs = std::move(mine.mapped());
        m_inbox.recall(question);
    }
    for (const auto &[number, left] : waiting) // it was answered, and they were not told
        later([this, answered = left] { letGo(answered); });
    m_inbox.recallLast(stored.lastNumber);
}

SignInDesk::Place SignInDesk::placeOf(const JobId &job, const AuthChallenge &challenge)
{
    const auto space = spaceOf(challenge.target, AuthScheme::Basic, challenge.url, {});
    return {job.toBytes(), wireName(challenge.target) + u' ' + originOf(space)};
}

void SignInDesk::challenged(const JobId &id, int file, const AuthChallenge &challenge)
{
    const Place place = placeOf(id, challenge);
    Asking asking{id, file, challenge, ++m_serial, m_keyring.changes};
    m_asking[place] = asking.serial;
    if (auto given = m_given.extract(place); given && challenge.refused) {
        KnownCredentials &known = given.mapped().known;
        const auto offer
            = std::ranges::find(challenge.offers, known.space.scheme, &AuthOffer::scheme);
        if (offer != challenge.offers.end()) // what was told beforehand knew no realm
            known.space.realm = offer->realm;
        asking.isOwnRefused = known.source == KnownCredentials::Source::Job;
        refuse(place, given.mapped());
    }
    if (challenge.refused)
        m_logins.end(place, false);
    next(asking);
}

/// Whether nothing else has happened since to who asks.
bool SignInDesk::isCurrent(const Asking &asking) const
{
    const auto found = m_asking.find(placeOf(asking.job, asking.challenge));
    return found != m_asking.end() && found->second == asking.serial;
}

void SignInDesk::next(const Asking &asking)
{
    const Job *job = m_host.deskJob(asking.job);
    if (!job)
        return;
    const Choice choice{*job, asking.challenge, m_needs.settings,
                        m_host.deskLinksTo(asking.job, asking.challenge.url)};
    auto known = trialFor(choice);
    if (!known)
        known = credentialsFor(asking, choice);
    if (known && !isTooMany(*job, *known))
        give(asking, *known);
    else if (asking.challenge.offers.empty() && !asking.challenge.refused)
        m_host.deskDecline(asking.job, asking.file, Error{ErrorCode::None, {}, {}, {}});
    else
        askPerson(asking, choice);
}

/// Whoever has not been let in with three secrets does not go round the pause by giving jobs
/// others.
bool SignInDesk::isTooMany(const Job &job, const KnownCredentials &known) const
{
    const bool isUntried = std::ranges::any_of(job.accounts, [&](const JobAccount &account) {
        return account.key == known.key && account.standing == Standing::Untried;
    });
    return known.source == KnownCredentials::Source::Job && !known.key.isEmpty() && isUntried
        && m_inbox.isPaused(m_inbox.of(QuestionKind::Password, known.space), m_needs.clock.now());
}

std::optional<KnownCredentials> SignInDesk::credentialsFor(const Asking &asking,
                                                           const Choice &choice) const
{
    if (auto own = credentialsOfJob(choice))
        return own;
    const auto &[target, url, offers, refused, isOver] = choice.challenge;
    if (mayUseTicket(choice) && !m_ticketless.contains(placeOf(asking.job, asking.challenge))) {
        const auto space = spaceOf(target, AuthScheme::Negotiate, url, {});
        return KnownCredentials{KnownCredentials::Source::Ticket, space};
    }
    if (offers.empty())
        return std::nullopt;
    for (const AuthOffer &offer : usableOffers(choice)) {
        const auto space = spaceOf(target, offer.scheme, url, offer.realm);
        const auto found = m_accounts.find(keyOf(space));
        if (found != m_accounts.end() && found->second.standing != Standing::Refused)
            return KnownCredentials{KnownCredentials::Source::Space, space, found->second.user,
                                    found->second.key};
    }
    return std::nullopt;
}

/// What a person has just answered to the question that the job waits for.
std::optional<KnownCredentials> SignInDesk::trialFor(const Choice &choice)
{
    const int number = choice.job.question;
    const auto trial = m_trials.find(number);
    if (trial == m_trials.end() || trial->second.job.value_or(choice.job.id) != choice.job.id)
        return std::nullopt;
    const ProtectionSpace wanted = m_inbox.find(number)->space;
    const auto &[target, url, offers, refused, isOver] = choice.challenge;
    for (const AuthOffer &offer : usableOffers(choice)) {
        if (spaceOf(target, offer.scheme, url, offer.realm) == wanted) {
            trial->second.job = choice.job.id;
            return KnownCredentials{
                KnownCredentials::Source::Answer, wanted, trial->second.answer.user, {}, number};
        }
    }
    return std::nullopt;
}

void SignInDesk::give(const Asking &asking, const KnownCredentials &known)
{
    if (known.source == KnownCredentials::Source::Answer) {
        hand(asking, known, m_trials.at(known.question).answer.secret.copy());
        return;
    }
    if (known.key.isEmpty()) {
        hand(asking, known, {});
        return;
    }
    m_secrets.read(known.key,
                   [self = QPointer(this), asking, known](Result<std::optional<Secret>> found) {
                       if (!self || !self->isCurrent(asking))
                           return;
                       if (!found) {
                           self->declineFor(asking, found.error());
                           return;
                       }
                       if (*found) {
                           self->compare(asking, known, std::move(**found));
                           return;
                       }
                       self->dropLost(asking.job, known);
                       self->next(asking);
                   });
}

/// What was refused before under another name of the same secret is not sent.
void SignInDesk::compare(const Asking &asking, const KnownCredentials &known, Secret secret)
{
    const auto refused = m_accounts.find(keyOf(refusedSpace(known.space, known.user)));
    if (refused == m_accounts.end()) {
        hand(asking, known, std::move(secret));
        return;
    }
    const auto shared = std::make_shared<Secret>(std::move(secret)); // callbacks are copied
    m_secrets.read(refused->second.key,
                   [self = QPointer(this), asking, known,
                    shared](const Result<std::optional<Secret>> &before) {
                       if (!self || !self->isCurrent(asking))
                           return;
                       if (!before) {
                           self->declineFor(asking, before.error());
                           return;
                       }
                       if (!*before || !(*before)->isSame(*shared)) {
                           self->hand(asking, known, std::move(*shared));
                           return;
                       }
                       self->markRefused(asking.job, known, SignInRefusal::Before);
                       self->next(asking);
                   });
}

/// What the keyring did not tell. It may have been opened since it was asked, before anybody knows
/// that the job waits for that.
void SignInDesk::declineFor(const Asking &asking, const Error &error)
{
    const Job *job = m_host.deskJob(asking.job);
    if (job && m_keyring.isSkipped && error.code == ErrorCode::KeyringLocked) {
        m_keyring.skippedBy.insert(asking.job.toBytes());
        const bool isOfJob = m_host.deskLinksTo(asking.job, asking.challenge.url);
        askPerson(asking, {*job, asking.challenge, m_needs.settings, isOfJob});
        return;
    }
    m_keyring.toldAt = asking.keyringChanges;
    m_host.deskDecline(asking.job, asking.file, error);
}

void SignInDesk::hand(const Asking &asking, const KnownCredentials &known, Secret secret)
{
    const auto &[target, url, offers, refused, isOver] = asking.challenge;
    const Place place = placeOf(asking.job, asking.challenge);
    if (!secret.isEmpty() && !m_logins.mayGo(place.second + u' ' + known.user, place, asking))
        return;
    Credentials credentials{target, known.space.scheme, known.user, secret.copy()};
    m_given.insert_or_assign(place, Given{known, url, std::move(secret)});
    m_host.deskSignIn(asking.job, asking.file, std::move(credentials));
}

/// Another job has shown a secret in front of it. Later, for the engine may be in the middle of
/// something.
void SignInDesk::goOn(const Asking &asking)
{
    later([this, asking] {
        if (isCurrent(asking))
            next(asking);
    });
}

/// What was given does not count there: it is not sent again, by nobody.
void SignInDesk::refuse(const Place &place, const Given &given)
{
    const KnownCredentials &known = given.known;
    if (known.source == KnownCredentials::Source::Ticket) {
        m_ticketless.insert(place);
        return;
    }
    if (!given.secret.isEmpty()) {
        const auto space = refusedSpace(known.space, known.user);
        const QString key = u"refused "_s + keyOf(space);
        m_secrets.keep(key, given.secret.copy());
        keep({space, known.user, key, Standing::Refused});
    }
    if (known.source == KnownCredentials::Source::Answer)
        endTrial(known.question, SignInTrying::Refused, refusal(known.space));
    else
        markRefused(JobId::fromBytes(place.first), known);
}

/// Whoever has it still would send it again.
void SignInDesk::markSpaceRefused(const KnownCredentials &known)
{
    if (const auto found = m_accounts.find(keyOf(known.space)); found != m_accounts.end()) {
        found->second.standing = Standing::Refused;
        m_needs.store.keep(found->second);
    }
    std::erase_if(m_given, [&](const auto &entry) {
        const auto &[place, given] = entry;
        const bool isSame = given.known.key == known.key;
        if (isSame)
            m_host.deskForget(JobId::fromBytes(place.first), known.space.target, given.url);
        return isSame;
    });
}

/// Nobody has refused it, but nobody has it any more: it was in memory, or somebody has taken it
/// out of the keyring.
void SignInDesk::dropLost(const JobId &id, const KnownCredentials &known)
{
    if (known.source == KnownCredentials::Source::Space) {
        m_accounts.erase(keyOf(known.space));
        m_needs.store.dropAccount(known.space);
        return;
    }
    if (Job *job = m_host.deskJob(id)) {
        std::erase_if(job->accounts,
                      [&](const JobAccount &account) { return account.key == known.key; });
        m_host.deskChanged(id, inWords(SignInRefusal::Gone));
    }
}

void SignInDesk::markRefused(const JobId &id, const KnownCredentials &known, SignInRefusal how)
{
    if (known.source == KnownCredentials::Source::Space) {
        markSpaceRefused(known);
        return;
    }
    Job *job = m_host.deskJob(id);
    if (!job)
        return;
    for (JobAccount &account : job->accounts) { // the same secret is no better in another way
        const bool isMeant
            = known.key.isEmpty() ? account.scheme == known.space.scheme : account.key == known.key;
        if (isMeant)
            account.standing = Standing::Refused;
    }
    m_host.deskChanged(id, inWords(how));
}

} // namespace lighterman
