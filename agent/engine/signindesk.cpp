// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/signindesk.h"

#include "agent/engine/spacekey.h"

#include <QPointer>

#include <algorithm>
#include <array>
#include <limits>

// What people do: give credentials, and answer questions.
namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// Whoever does not say in which way means all that take a name and a password.
constexpr std::array kAnyWay{AuthScheme::Basic, AuthScheme::Digest, AuthScheme::Ntlm,
                             AuthScheme::Negotiate};

/// What `given` comes to, in each way.
Result<std::vector<JobAccount>> accountsOf(const JobId &job, const GivenCredentials &given)
{
    std::vector<AuthScheme> schemes(kAnyWay.begin(), kAnyWay.end());
    if (given.scheme)
        schemes = {*given.scheme};
    else if (given.target == AuthTarget::ClientKey)
        schemes = {AuthScheme::Passphrase};
    std::vector<JobAccount> accounts;
    const QString way = given.scheme ? wireName(*given.scheme) : "any"_L1;
    for (const AuthScheme scheme : schemes) {
        const Credentials whole{given.target, scheme, given.user, given.secret.copy()};
        const auto valid = validate(whole);
        if (!valid && given.scheme)
            return tl::unexpected(valid.error());
        if (!valid)
            continue; // as a colon in the name, which the other ways can do with
        const QString key = whole.areImplicit() ? QString() : keyOf(job, given.target, way);
        accounts.push_back({given.target, scheme, given.user, key, Standing::Untried});
    }
    if (accounts.empty())
        return fail(ErrorCode::InvalidArgument, u"there is neither a name nor a password"_s);
    return accounts;
}

bool isSame(const JobAccount &a, const JobAccount &b)
{
    return a.target == b.target && a.scheme == b.scheme && a.origin == b.origin;
}

} // namespace

SignInDesk::SignInDesk(const Needs &needs, Host &host)
    : m_needs(needs)
    , m_host(host)
    , m_secrets(needs.keyring)
    , m_logins(needs.alarm, [this](const Asking &asking) { goOn(asking); })
{
    m_needs.keyring.whenChanged([self = QPointer(this)] {
        if (self)
            self->onKeyringChanged();
    });
}

SignInDesk::~SignInDesk() = default;

void SignInDesk::later(std::function<void()> call)
{
    QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection);
}

void SignInDesk::setCredentials(const JobId &id, GivenCredentials given, JobStore::Done done)
{
    Job *job = m_host.deskJob(id);
    auto accounts = job ? accountsOf(id, given)
                        : Result<std::vector<JobAccount>>(fail(ErrorCode::NotFound, id.toString()));
    if (job && isFinal(job->state))
        accounts = fail(ErrorCode::InvalidState, u"the job is %1"_s.arg(wireName(job->state)));
    if (!accounts) {
        later([done = std::move(done), error = accounts.error()] { done(tl::unexpected(error)); });
        return;
    }
    forgetGiven(id, given.target);
    for (const JobAccount &account : *accounts)
        addToJob(*job, account, given.secret, true);
    m_host.deskChanged(id, u"credentials were given for the %1"_s.arg(wireName(given.target)));
    later([done = std::move(done)] { done({}); });
}

/// What the job goes with now is none of the new ones: should it be refused, they are not meant.
void SignInDesk::forgetGiven(const JobId &job, AuthTarget target)
{
    std::erase_if(m_given, [&](const auto &entry) {
        const auto &[place, given] = entry;
        const bool isMeant = place.first == job.toBytes()
            && given.known.source == KnownCredentials::Source::Job
            && given.known.space.target == target;
        if (isMeant)
            m_host.deskForget(job, target, given.url);
        return isMeant;
    });
}

/// In place of the one for the same target and scheme.
void SignInDesk::addToJob(Job &job, const JobAccount &account, const Secret &secret,
                          bool isRemembered)
{
    std::vector<QString> old;
    std::erase_if(job.accounts, [&](const JobAccount &one) {
        if (isSame(one, account))
            old.push_back(one.key);
        return isSame(one, account);
    });
    job.accounts.push_back(account);
    for (const QString &key : old)
        dropUnused(job, key);
    if (account.key.isEmpty())
        return;
    if (isRemembered)
        m_secrets.keep(account.key, secret.copy());
    else
        m_secrets.keepForSession(account.key, secret.copy());
}

void SignInDesk::dropUnused(const Job &job, const QString &key)
{
    const auto &accounts = job.accounts;
    if (!key.isEmpty() && std::ranges::find(accounts, key, &JobAccount::key) == accounts.end())
        m_secrets.remove(key);
}

void SignInDesk::removeCredentials(const JobId &id, AuthTarget target, AuthScheme scheme,
                                   JobStore::Done done)
{
    Result<void> removed = fail(ErrorCode::NotFound, u"the job has no such credentials"_s);
    if (Job *job = m_host.deskJob(id)) {
        std::vector<QString> keys;
        std::erase_if(job->accounts, [&](const JobAccount &one) {
            const bool isMeant = one.target == target && one.scheme == scheme;
            if (isMeant)
                keys.push_back(one.key);
            return isMeant;
        });
        for (const QString &key : keys)
            dropUnused(*job, key);
        if (!keys.empty()) {
            m_host.deskChanged(id, u"credentials for the %1 were removed"_s.arg(wireName(target)));
            removed = {};
        }
    }
    later([done = std::move(done), removed] { done(removed); });
}

Result<void> SignInDesk::mayAnswer(int number, const QuestionAnswer &answer) const
{
    const auto question = m_inbox.find(number);
    if (!question)
        return fail(ErrorCode::NotFound, u"there is no open question %1"_s.arg(number));
    if (question->kind != QuestionKind::Password)
        return fail(ErrorCode::InvalidArgument, u"it asks for something else"_s);
    const auto &[target, scheme, protocol, host, port, realm, user] = question->space;
    if (auto valid = validate(Credentials{target, scheme, answer.user, answer.secret.copy()});
        !valid)
        return valid;
    const bool isHeard = std::ranges::any_of(
        question->jobs, [&](const JobId &id) { return mayTry(*question, id); });
    return isHeard ? Result<void>() : fail(ErrorCode::InsecureBasic, question->space.host);
}

void SignInDesk::answer(int number, QuestionAnswer answer, JobStore::Done done)
{
    const auto taken = mayAnswer(number, answer).and_then([&] {
        return m_inbox.answer(number, m_needs.clock.now());
    });
    if (!taken) {
        later([done = std::move(done), taken] { done(taken); });
        return;
    }
    m_trials.insert_or_assign(number, Trial{std::move(answer), std::move(done), {}});
    emit questionsChanged();
    startTrial(number);
}

/// Whether the answer may be sent for that job, though anybody on the way can read it.
bool SignInDesk::mayTry(const Question &question, const JobId &id) const
{
    const auto &space = question.space;
    const Job *job = m_host.deskJob(id);
    const bool isReadable = showsSecret(space.scheme) && space.target == AuthTarget::Server
        && space.protocol == "http"_L1;
    return job && (!isReadable || job->settings.allowInsecureBasic);
}

/// On the job that has least to fetch, so that it is soon known.
void SignInDesk::startTrial(int number)
{
    Trial &trial = m_trials.at(number);
    const Job *smallest = nullptr;
    bool comesByItself = false;
    const auto sizeOf = [](const Job &job) {
        return job.bytesTotal.value_or(std::numeric_limits<qint64>::max());
    };
    const Question question = m_inbox.find(number).value_or(Question());
    for (const JobId &id : question.jobs) {
        if (!mayTry(question, id))
            continue;
        const Job *job = m_host.deskJob(id);
        comesByItself = comesByItself || isMoving(job->state) || job->state == JobState::Queued;
        if (job->state == JobState::Error && (!smallest || sizeOf(*job) < sizeOf(*smallest)))
            smallest = job;
    }
    if (smallest) {
        trial.job = smallest->id;
        m_host.deskResume(smallest->id);
    } else if (!comesByItself) {
        endTrial(number, SignInTrying::NotDone,
                 {ErrorCode::InvalidState, u"no job that waits for the answer may move"_s, {}, {}});
    }
}

/// Not accepted, or not tried at all.
void SignInDesk::endTrial(int number, SignInTrying how, const Error &why)
{
    auto trial = m_trials.extract(number);
    if (!trial)
        return;
    if (how == SignInTrying::Refused)
        m_inbox.refused(number, m_needs.clock.now());
    else
        m_inbox.takenBack(number);
    if (const auto question = m_inbox.find(number))
        m_needs.store.keep(*question);
    emit questionsChanged();
    later([done = std::move(trial.mapped().done), why] { done(tl::unexpected(why)); });
}

Result<void> SignInDesk::putOff(int number)
{
    auto done = m_inbox.putOff(number);
    if (done) {
        m_needs.store.keep(*m_inbox.find(number));
        emit questionsChanged();
    }
    return done;
}

void SignInDesk::unlockKeyring(JobStore::Done done)
{
    m_needs.keyring.unlock(std::move(done));
}

} // namespace lighterman
