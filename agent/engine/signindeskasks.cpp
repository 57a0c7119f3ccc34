// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/signindesk.h"
#include "agent/engine/spacekey.h"
#include "common/base/redact.h"

#include <algorithm>

// How a person is asked.
namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

bool isRefusedAt(const JobAccount &account, const ProtectionSpace &space)
{
    return account.target == space.target && account.standing == Standing::Refused
        && (account.origin.isEmpty() || account.origin == originOf(space));
}

} // namespace

/// What a person is asked for. insecure-basic where that is known, and the job does not let it be
/// sent.
Result<AuthOffer> SignInDesk::offerFor(const Asking &asking, const Choice &choice) const
{
    if (auto safe = offerForPerson(usableOffers(choice)))
        return *safe;
    Choice talk = choice;
    talk.isForTalk = true;
    const auto &[target, url, offers, refused, isOver] = asking.challenge;
    if (credentialsFor(asking, talk))
        return fail(ErrorCode::InsecureBasic, url.host(), ErrorContext::RemoteFile);
    if (auto readable = offerForPerson(usableOffers(talk)))
        return *readable;
    return tl::unexpected(signInWanted(target, u"it takes no way to sign in that is known here"_s));
}

/// Whether the job tries an answer for somebody else. Where the one who was answered asks for
/// something else now, the answer is given back.
bool SignInDesk::isTryingElsewhere(const Job &job, const ProtectionSpace &space)
{
    const auto trial = m_trials.find(job.question);
    if (trial == m_trials.end() || trial->second.job != job.id)
        return false;
    const ProtectionSpace tried = m_inbox.find(job.question).value_or(Question()).space;
    const bool isSame = tried.target == space.target && originOf(tried) == originOf(space);
    if (isSame && tried != space)
        endTrial(job.question, SignInTrying::NotDone,
                 {ErrorCode::InvalidState, u"it wants something else now"_s, {}, {}});
    return !isSame;
}

void SignInDesk::askPerson(const Asking &asking, const Choice &choice)
{
    const auto &[target, url, offers, refused, isOver] = asking.challenge;
    const auto offer = offerFor(asking, choice);
    if (!offer) {
        m_host.deskDecline(asking.job, asking.file, offer.error());
        return;
    }
    Job &job = *m_host.deskJob(asking.job);
    const auto space = spaceOf(target, offer->scheme, url, offer->realm);
    if (isTryingElsewhere(job, space)) { // one thing at a time: this is asked when that is known
        m_asksLater.insert(job.id.toBytes());
        m_host.deskDecline(asking.job, asking.file, signInWanted(target, {}));
        return;
    }
    const bool isNew = m_inbox.of(QuestionKind::Password, space) == 0;
    const int before = job.question;
    job.question = m_inbox.ask(QuestionKind::Password, space, job.id, m_needs.clock.now());
    if (before != job.question) {
        if (before != 0 && !m_inbox.find(before))
            m_needs.store.dropQuestion(before);
        m_host.deskChanged(job.id, u"asks question %1"_s.arg(job.question));
    }
    if (asking.isOwnRefused)
        m_inbox.count(job.question, m_needs.clock.now());
    if (isNew || asking.isOwnRefused)
        m_needs.store.keep(*m_inbox.find(job.question));
    emit questionsChanged();
    m_host.deskDecline(asking.job, asking.file,
                       signInWanted(target, whyAsked(job, space), space.realm));
}

std::vector<Question> SignInDesk::questions() const
{
    std::vector<Question> all = m_inbox.all();
    for (Question &question : all)
        question.refusedUser = refusedUser(question);
    return all;
}

/// What was saved for all comes first.
std::optional<QString> SignInDesk::refusedUser(const Question &question) const
{
    if (question.kind != QuestionKind::Password)
        return std::nullopt;
    const ProtectionSpace &space = question.space;
    const auto saved = m_accounts.find(keyOf(space));
    if (saved != m_accounts.end() && saved->second.standing == Standing::Refused)
        return saved->second.user;
    for (const JobId &id : question.jobs) {
        const Job *job = m_host.deskJob(id);
        if (!job)
            continue;
        const auto own = std::ranges::find_if(
            job->accounts, [&](const JobAccount &account) { return isRefusedAt(account, space); });
        if (own != job->accounts.end())
            return own->user;
    }
    return std::nullopt;
}

/// Who asks, and what of what is known did not count there.
QString SignInDesk::whyAsked(const Job &job, const ProtectionSpace &space) const
{
    QString why = u"question %1"_s.arg(job.question);
    if (space.target != AuthTarget::ClientKey)
        why += u", asked by "_s + lighterman::placeOf(space);
    const auto saved = m_accounts.find(keyOf(space));
    const bool isOwn = std::ranges::any_of(
        job.accounts, [&](const JobAccount &account) { return isRefusedAt(account, space); });
    if (isOwn)
        why += u"; the credentials of the job were not accepted"_s;
    else if (saved != m_accounts.end() && saved->second.standing == Standing::Refused)
        why += u"; what was saved for %1 was not accepted"_s.arg(oneLine(saved->second.user, 80));
    return why;
}

} // namespace lighterman
