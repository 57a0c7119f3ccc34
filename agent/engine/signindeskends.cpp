// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/signindesk.h"
#include "agent/engine/spacekey.h"

#include <algorithm>

// What becomes of jobs that were let in, and of all at their end.
namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// What is known to be refused is told apart by the name, too.
ProtectionSpace withUser(ProtectionSpace space, const QString &user)
{
    space.account = user;
    return space;
}

bool waitsForPerson(const Job &job)
{
    constexpr int kUnauthorized = 401;
    constexpr int kProxyWantsPassword = 407;
    const auto status = job.error ? httpStatus(job.error->code) : std::nullopt;
    return job.state == JobState::Error && status
        && (*status == kUnauthorized || *status == kProxyWantsPassword);
}

const std::pair<QByteArray, QString> &placeIn(const std::pair<QByteArray, QString> &place)
{
    return place;
}

template <class Value>
const auto &placeIn(const std::pair<const std::pair<QByteArray, QString>, Value> &entry)
{
    return entry.first;
}

} // namespace

void SignInDesk::keep(const SpaceAccount &account)
{
    m_accounts.insert_or_assign(keyOf(account.space), account);
    m_needs.store.keep(account);
}

void SignInDesk::signedIn(const JobId &id, const AuthChallenge &challenge)
{
    const auto found = m_given.find(placeOf(id, challenge));
    Job *job = m_host.deskJob(id);
    if (found == m_given.end() || !job)
        return;
    Given &given = found->second;
    const auto before = withUser(given.known.space, given.known.user);
    if (const auto old = m_accounts.extract(keyOf(before))) { // what was refused then counts now
        m_secrets.remove(old.mapped().key);
        m_needs.store.dropAccount(before);
    }
    if (given.known.source == KnownCredentials::Source::Answer) {
        accept(given.known.question, given);
        return;
    }
    bool isNews = job->question != 0;
    for (JobAccount &account : job->accounts) {
        if (given.known.source == KnownCredentials::Source::Job && account.key == given.known.key
            && account.scheme == given.known.space.scheme)
            isNews = std::exchange(account.standing, Standing::Good) != Standing::Good || isNews;
    }
    leaveQuestion(*job);
    if (isNews)
        m_host.deskChanged(id, {});
}

/// The answer counts: it is kept now, and all who waited for it go on.
void SignInDesk::accept(int number, Given &given)
{
    auto trial = m_trials.extract(number);
    if (!trial)
        return;
    const auto jobs = m_inbox.accepted(number);
    m_needs.store.dropQuestion(number);
    given.known.question = 0;
    if (trial.mapped().answer.isForHost)
        acceptForSpace(trial.mapped().answer, given.known);
    else
        acceptForJobs(trial.mapped(), jobs, given.known);
    letGo(jobs);
    emit questionsChanged();
    later([done = std::move(trial.mapped().done)] { done({}); });
}

void SignInDesk::acceptForSpace(const QuestionAnswer &answer, KnownCredentials &known)
{
    known.source = KnownCredentials::Source::Space;
    known.key = keyOf(known.space);
    const SpaceAccount account{known.space, answer.user, known.key, Standing::Good};
    if (answer.isRemembered) {
        m_secrets.keep(account.key, answer.secret.copy());
        keep(account);
    } else {
        m_secrets.keepForSession(account.key, answer.secret.copy());
        m_accounts.insert_or_assign(account.key, account);
        m_needs.store.dropAccount(known.space);
    }
}

void SignInDesk::acceptForJobs(const Trial &trial, const std::vector<JobId> &jobs,
                               KnownCredentials &known)
{
    const auto [target, scheme] = std::pair(known.space.target, known.space.scheme);
    known.source = KnownCredentials::Source::Job;
    known.key = keyOf(trial.job.value_or(JobId()), target, wireName(scheme));
    for (const JobId &id : jobs) {
        const QString key = keyOf(id, target, wireName(scheme));
        if (Job *job = m_host.deskJob(id))
            addToJob(*job, {target, scheme, trial.answer.user, key, Standing::Good},
                     trial.answer.secret, trial.answer.isRemembered);
    }
}

void SignInDesk::letGo(const std::vector<JobId> &jobs)
{
    for (const JobId &id : jobs) {
        Job *job = m_host.deskJob(id);
        if (!job)
            continue;
        job->question = 0;
        m_host.deskChanged(id, u"the question is answered"_s);
        if (waitsForPerson(*job))
            m_host.deskResume(id);
    }
}

void SignInDesk::leaveQuestion(Job &job)
{
    const int number = std::exchange(job.question, 0);
    if (number == 0)
        return;
    m_inbox.forget(job.id);
    if (!m_inbox.find(number))
        m_needs.store.dropQuestion(number);
    emit questionsChanged();
}

/// Later, for the engine is in the middle of the change.
void SignInDesk::stateChanged(const JobId &id)
{
    const Job *job = m_host.deskJob(id);
    if (!job || isMoving(job->state) || job->state == JobState::Queued)
        return;
    const auto isOfJob = [&](const auto &one) { return placeIn(one).first == id.toBytes(); };
    std::erase_if(m_given, isOfJob);
    std::erase_if(m_asking, isOfJob);
    std::erase_if(m_ticketless, isOfJob);
    const bool isOver = isFinal(job->state) && (job->question != 0 || !job->accounts.empty());
    if (isOver || m_trials.contains(job->question))
        later([this, id] { settle(id); });
}

void SignInDesk::settle(const JobId &id)
{
    Job *job = m_host.deskJob(id);
    if (!job)
        return;
    const auto trial = m_trials.find(job->question);
    if (trial != m_trials.end() && !isMoving(job->state) && job->state != JobState::Queued)
        settleTrial(*job, trial->second.job);
    if (isFinal(job->state))
        forget(*job);
}

/// A job that waits for what is tried has stopped, and perhaps it was the one to try it.
void SignInDesk::settleTrial(const Job &job, const std::optional<JobId> &tries)
{
    const int number = job.question;
    if (!tries) {
        startTrial(number);
        return;
    }
    if (*tries != job.id)
        return;
    if (job.state != JobState::Transferred && job.state != JobState::Acknowledged) {
        const Error why = job.error.value_or(Error{ErrorCode::InvalidState, {}, {}, {}});
        endTrial(number, Trying::NotDone, why);
        return;
    }
    const auto trial = m_trials.extract(number); // nobody asks there any more
    const auto jobs = m_inbox.accepted(number);
    m_needs.store.dropQuestion(number);
    letGo(jobs);
    emit questionsChanged();
    trial.mapped().done({});
}

/// The secrets of a job go with it.
void SignInDesk::forget(Job &job)
{
    leaveQuestion(job);
    for (const JobAccount &account : std::exchange(job.accounts, {}))
        m_secrets.remove(account.key);
    m_host.deskChanged(job.id, {});
}

} // namespace lighterman
