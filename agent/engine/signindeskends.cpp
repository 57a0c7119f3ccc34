// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/signindesk.h"
#include "agent/engine/spacekey.h"

#include <QPointer>

#include <algorithm>

// What becomes of jobs that were let in, and of all at their end.
namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

bool waitsForPerson(const Job &job)
{
    constexpr int kUnauthorized = 401;
    constexpr int kProxyWantsPassword = 407;
    if (job.state != JobState::Error || !job.error)
        return false;
    const ErrorCode code = job.error->code;
    return code == httpError(kUnauthorized) || code == httpError(kProxyWantsPassword)
        || code == ErrorCode::PassphraseNeeded;
}

/// Or for a yes to a certificate.
bool waitsForAnswer(const Job &job)
{
    return waitsForPerson(job)
        || (job.state == JobState::Error && job.error && mayBeAccepted(job.error->code));
}

bool waitsForUnlocking(const Job &job)
{
    return job.state == JobState::TransientError && job.error
        && job.error->code == ErrorCode::KeyringLocked;
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
    m_logins.end(placeOf(id, challenge), true);
    const auto found = m_given.find(placeOf(id, challenge));
    Job *job = m_host.deskJob(id);
    if (found == m_given.end() || !job)
        return;
    if (challenge.isOver) {
        endAsking(m_given.extract(found).mapped().known);
        return;
    }
    Given &given = found->second;
    dropRefusal(given);
    if (given.known.source == KnownCredentials::Source::Answer) {
        accept(given.known.question, given);
        return;
    }
    if (given.known.source == KnownCredentials::Source::Job)
        m_inbox.letIn(QuestionKind::Password, given.known.space);
    const ProtectionSpace asked = m_inbox.find(job->question).value_or(Question()).space;
    const bool isAnswered = job->question != 0 && asked.target == given.known.space.target
        && originOf(asked) == originOf(given.known.space) && !m_trials.contains(job->question);
    bool isNews = isAnswered;
    for (JobAccount &account : job->accounts) {
        if (given.known.source == KnownCredentials::Source::Job && account.key == given.known.key
            && account.scheme == given.known.space.scheme)
            isNews = std::exchange(account.standing, Standing::Good) != Standing::Good || isNews;
    }
    if (isAnswered)
        leaveQuestion(*job);
    if (isNews)
        m_host.deskChanged(id, {});
}

/// Nobody looks at what is kept for it any more, nor has at what was answered.
void SignInDesk::endAsking(const KnownCredentials &known)
{
    if (const auto old = m_accounts.extract(keyOf(known.space))) {
        m_secrets.remove(old.mapped().key);
        m_needs.store.dropAccount(known.space);
    }
    close(m_inbox.of(QuestionKind::Password, known.space));
}

/// Nobody asks it any more: whoever has waited for it goes on, and nothing is kept.
void SignInDesk::close(int number)
{
    if (auto trial = m_trials.extract(number)) // whoever has answered hears of it in any case
        later([done = std::move(trial.mapped().done)] { done({}); });
    const auto jobs = m_inbox.accepted(number);
    if (jobs.empty())
        return;
    m_needs.store.dropQuestion(number);
    letGo(jobs);
    emit questionsChanged();
}

/// What was refused before counts now, if it is the same.
void SignInDesk::dropRefusal(const Given &given)
{
    const auto space = refusedSpace(given.known.space, given.known.user);
    const auto found = m_accounts.find(keyOf(space));
    if (found == m_accounts.end())
        return;
    const auto shared = std::make_shared<Secret>(given.secret.copy()); // callbacks are copied
    m_secrets.read(
        found->second.key,
        [self = QPointer(this), space, shared](const Result<std::optional<Secret>> &before) {
            if (!self || !before || !*before || !(*before)->isSame(*shared))
                return;
            if (const auto old = self->m_accounts.extract(keyOf(space)))
                self->m_secrets.remove(old.mapped().key);
            self->m_needs.store.dropAccount(space);
        });
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
    const QString way = wireName(scheme) + u' ' + originOf(known.space);
    known.key = keyOf(trial.job.value_or(JobId()), target, way);
    for (const JobId &id : jobs) {
        const QString key = keyOf(id, target, way);
        if (Job *job = m_host.deskJob(id))
            addToJob(
                *job,
                {target, scheme, trial.answer.user, key, Standing::Good, originOf(known.space)},
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
        if (waitsForAnswer(*job))
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

void SignInDesk::skipKeyring()
{
    m_keyring.isSkipped = true;
    m_host.deskKeyringChanged();
}

void SignInDesk::readSecret(const QString &key, const Keyring::Found &found)
{
    m_secrets.read(key,
                   [self = QPointer(this), changes = m_keyring.changes,
                    found](Result<std::optional<Secret>> secret) {
                       if (!self)
                           return;
                       if (!secret)
                           self->m_keyring.toldAt = changes;
                       found(std::move(secret));
                   });
}

/// Who has waited for it goes on, also where a person was asked meanwhile, and has not answered.
void SignInDesk::onKeyringChanged()
{
    ++m_keyring.changes;
    m_keyring.isSkipped = false;
    m_secrets.tryAgain();
    m_host.deskKeyringChanged();
    for (const QByteArray &id : std::exchange(m_keyring.skippedBy, {})) {
        Job *job = m_host.deskJob(JobId::fromBytes(id));
        if (!job || !waitsForPerson(*job) || m_trials.contains(job->question))
            continue;
        leaveQuestion(*job);
        m_host.deskResume(job->id);
    }
}

/// Later, for the engine is in the middle of the change.
void SignInDesk::stateChanged(const JobId &id)
{
    const Job *job = m_host.deskJob(id);
    if (!job || isMoving(job->state))
        return;
    const auto isOfJob = [&](const auto &one) { return placeIn(one).first == id.toBytes(); };
    std::erase_if(m_given, isOfJob);
    m_logins.endAll(id.toBytes());
    std::erase_if(m_asking, isOfJob);
    std::erase_if(m_ticketless, isOfJob);
    if (job->state == JobState::Queued)
        return;
    const bool isThere = isFinal(job->state) || job->state == JobState::Transferred;
    const bool isOver = isThere && (job->question != 0 || !job->accounts.empty());
    const bool isLocked = waitsForUnlocking(*job) && m_keyring.toldAt != m_keyring.changes;
    if (isOver || isLocked || m_asksLater.contains(id.toBytes())
        || m_trials.contains(job->question))
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
    const bool asksLater = m_asksLater.erase(id.toBytes()) > 0;
    if (asksLater && job->question == 0 && waitsForPerson(*job))
        m_host.deskResume(id);
    if (waitsForUnlocking(*job) && m_keyring.toldAt != m_keyring.changes)
        m_host.deskKeyringChanged();
    if (job->state == JobState::Transferred)
        leaveQuestion(*job);
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
    const bool isThere = job.state == JobState::Transferred || job.state == JobState::Acknowledged;
    if (!isThere || job.filesTransferred < job.filesTotal) {
        if (job.state != JobState::Error && job.state != JobState::TransientError) {
            m_trials.at(number).job.reset(); // somebody has stopped it: others may try
            startTrial(number);
            return;
        }
        endTrial(number, SignInTrying::NotDone,
                 job.error.value_or(Error{ErrorCode::InvalidState, {}, {}, {}}));
        return;
    }
    close(number);
}

/// The secrets of a job go with it.
void SignInDesk::forget(Job &job)
{
    leaveQuestion(job);
    for (const JobAccount &account : std::exchange(job.accounts, {}))
        if (!account.key.isEmpty())
            m_secrets.remove(account.key);
    m_host.deskChanged(job.id, {});
}

} // namespace lighterman
