// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/certificatedesk.h"

#include "common/base/redact.h"
#include "common/model/clientcertificate.h"

#include <algorithm>
#include <tuple>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestName = 200; // UTF-16 units, in a line of the timeline

/// Whether it stands still for a certificate that a person may accept.
bool waitsForTrust(const Job &job)
{
    return job.state == JobState::Error && job.error && mayBeAccepted(job.error->code);
}

/// Whether it stands still for a certificate of the person's.
bool waitsForChoice(const Job &job)
{
    return job.state == JobState::Error && job.error
        && (job.error->code == ErrorCode::ClientCertificateNeeded
            || job.error->code == ErrorCode::ClientCertificateRejected);
}

/// One that was shown in vain is named.
Question aboutChoice(const Job &job, Question question)
{
    if (job.error && job.error->code == ErrorCode::ClientCertificateRejected)
        question.space.realm = job.settings.clientCertificate;
    return question;
}

bool isSame(const TrustedCertificate &a, const TrustedCertificate &b)
{
    return a.host == b.host && a.port == b.port && a.fingerprint == b.fingerprint;
}

bool isBefore(const TrustedCertificate &a, const TrustedCertificate &b)
{
    return std::tie(a.host, a.port) < std::tie(b.host, b.port);
}

auto isAt(const QString &host, int port)
{
    return [&host, port](const TrustedCertificate &one) {
        return one.host == host && one.port == port;
    };
}

} // namespace

CertificateDesk::CertificateDesk(const Needs &needs, SignInDesk::Host &host)
    : m_needs(needs)
    , m_host(host)
{
}

void CertificateDesk::later(std::function<void()> call)
{
    QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection);
}

TrustedCertificate CertificateDesk::certificateOf(const Question &question)
{
    const QByteArray fingerprint
        = question.certificate ? question.certificate->fingerprint : QByteArray();
    return {question.space.host, question.space.port, fingerprint, 0};
}

bool CertificateDesk::isAccepted(const Question &question) const
{
    const TrustedCertificate shown = certificateOf(question);
    return std::ranges::any_of(m_accepted, [&](const auto &one) { return isSame(one, shown); });
}

/// Whether a no that was said before is enough: a job that is newer, or that a person has resumed
/// since, asks once more.
bool CertificateDesk::isRefused(const Question &question, const Job &job) const
{
    if (m_insisting.contains(job.id.toBytes()))
        return false;
    const TrustedCertificate shown = certificateOf(question);
    return std::ranges::any_of(m_refusals, [&](const Refusal &one) {
        return isSame(one.certificate, shown) && job.created <= one.at;
    });
}

void CertificateDesk::recall(std::vector<TrustedCertificate> accepted)
{
    m_accepted = std::move(accepted);
    m_needs.transport.trust(m_accepted);
}

void CertificateDesk::needAnswer(const JobId &id, const Question &about)
{
    m_shown.try_emplace(id.toBytes(), about); // one thing at a time
}

/// What follows comes later, for the engine is in the middle of the change.
void CertificateDesk::stateChanged(const JobId &id)
{
    const Job *job = m_host.deskJob(id);
    if (!job || isMoving(job->state))
        return;
    const QByteArray key = id.toBytes();
    if (job->state == JobState::Error && m_shown.contains(key)) {
        later([this, id] { settle(id); });
        return;
    }
    m_shown.erase(key);
    if (job->state == JobState::Queued && job->question != 0)
        later([this, id] { leave(id); });
    if (m_stopped.erase(key) > 0 && job->state == JobState::Queued)
        m_insisting.insert(key);
    if (isFinal(job->state)) {
        m_insisting.erase(key);
        std::erase_if(m_resumed, [&key](const auto &one) { return one.first == key; });
    }
}

void CertificateDesk::settle(const JobId &id)
{
    const auto shown = m_shown.extract(id.toBytes());
    Job *job = m_host.deskJob(id);
    if (!job || !shown)
        return;
    const Question &question = shown.mapped();
    if (question.kind == QuestionKind::ClientCertificate) {
        if (waitsForChoice(*job))
            ask(*job, aboutChoice(*job, question));
        return;
    }
    if (!waitsForTrust(*job))
        return;
    if (isAccepted(question)) { // since it was asked; never twice, whatever the transport thinks
        if (m_resumed.insert({id.toBytes(), certificateOf(question).fingerprint}).second)
            m_host.deskResume(id);
    } else if (isRefused(question, *job)) {
        stop(id);
    } else {
        ask(*job, question);
    }
}

/// For a no, until a person resumes it.
void CertificateDesk::stop(const JobId &id)
{
    m_stopped.insert(id.toBytes());
    m_insisting.erase(id.toBytes());
}

void CertificateDesk::ask(Job &job, const Question &question)
{
    Inbox &inbox = m_needs.desk.inbox();
    const int before = job.question;
    job.question = inbox.ask(question, job.id, m_needs.clock.now());
    if (job.question == before)
        return;
    if (before != 0 && !inbox.find(before))
        m_needs.store.dropQuestion(before);
    m_needs.store.keep(inbox.find(job.question).value_or(question));
    m_host.deskChanged(job.id, u"asks question %1"_s.arg(job.question));
    emit m_needs.desk.questionsChanged();
}

void CertificateDesk::decide(int number, bool isAccepted, JobStore::Done done)
{
    Inbox &inbox = m_needs.desk.inbox();
    const auto question = inbox.find(number);
    Result<void> taken;
    if (!question)
        taken = fail(ErrorCode::NotFound, u"there is no open question %1"_s.arg(number));
    else if (!question->certificate)
        taken = fail(ErrorCode::InvalidArgument, u"it asks for a password, not for a yes"_s);
    later([done = std::move(done), taken] { done(taken); });
    if (!taken)
        return;
    if (isAccepted)
        accept(*question);
    else
        refuse(*question);
    m_needs.store.dropQuestion(number);
    for (const JobId &id : inbox.accepted(number)) {
        Job *job = m_host.deskJob(id);
        if (!job)
            continue;
        job->question = 0;
        m_host.deskChanged(
            id, isAccepted ? u"the certificate is accepted"_s : u"the certificate is refused"_s);
        if (waitsForTrust(*job) && isAccepted)
            m_host.deskResume(id);
        else if (waitsForTrust(*job))
            stop(id);
    }
    emit m_needs.desk.questionsChanged();
}

/// Somebody else has said which one, or it is tried once more: it is seen what comes of that.
void CertificateDesk::leave(const JobId &id)
{
    Job *job = m_host.deskJob(id);
    Inbox &inbox = m_needs.desk.inbox();
    const auto question = job ? inbox.find(job->question) : std::nullopt;
    if (!question || question->kind != QuestionKind::ClientCertificate
        || job->state == JobState::Error)
        return;
    job->question = 0;
    inbox.forget(id);
    if (!inbox.find(question->number))
        m_needs.store.dropQuestion(question->number);
    m_host.deskChanged(id, {});
    emit m_needs.desk.questionsChanged();
}

Result<void> CertificateDesk::mayChoose(int number, const QString &name) const
{
    const auto question = m_needs.desk.inbox().find(number);
    if (!question)
        return fail(ErrorCode::NotFound, u"there is no open question %1"_s.arg(number));
    if (question->kind != QuestionKind::ClientCertificate)
        return fail(ErrorCode::InvalidArgument, u"it does not ask for a client certificate"_s);
    if (name.isEmpty())
        return fail(ErrorCode::InvalidArgument, u"a certificate is needed"_s);
    return checkClientCertificate(name);
}

void CertificateDesk::choose(int number, const QString &name, JobStore::Done done)
{
    const auto taken = mayChoose(number, name);
    later([done = std::move(done), taken] { done(taken); });
    if (!taken)
        return;
    m_needs.store.dropQuestion(number);
    for (const JobId &id : m_needs.desk.inbox().accepted(number)) {
        Job *job = m_host.deskJob(id);
        if (!job)
            continue;
        job->question = 0;
        job->settings.clientCertificate = name;
        m_host.deskChanged(id, u"it shows the client certificate "_s + oneLine(name, kLongestName));
        if (waitsForChoice(*job))
            m_host.deskResume(id);
    }
    emit m_needs.desk.questionsChanged();
}

std::optional<Moment> CertificateDesk::otherAccepted(const Question &question) const
{
    if (!question.certificate)
        return std::nullopt;
    const auto found
        = std::ranges::find_if(m_accepted, isAt(question.space.host, question.space.port));
    const bool isOther
        = found != m_accepted.end() && found->fingerprint != question.certificate->fingerprint;
    return isOther ? std::optional(found->since) : std::nullopt;
}

/// In place of another one that was accepted for the same host and port.
void CertificateDesk::accept(const Question &question)
{
    TrustedCertificate accepted = certificateOf(question);
    accepted.since = m_needs.clock.now();
    std::erase_if(m_accepted, isAt(accepted.host, accepted.port));
    m_accepted.insert(std::ranges::upper_bound(m_accepted, accepted, isBefore), accepted);
    m_needs.store.keep(accepted);
    m_needs.transport.trust(m_accepted);
}

/// What was said of this certificate before is forgotten with it: the next one who meets it asks.
Result<void> CertificateDesk::withdraw(const QString &host, int port)
{
    const auto found = std::ranges::find_if(m_accepted, isAt(host, port));
    if (found == m_accepted.end())
        return fail(ErrorCode::NotFound,
                    u"no certificate is accepted for %1, port %2"_s.arg(oneLine(host, kLongestName))
                        .arg(port));
    const TrustedCertificate gone = *found;
    m_accepted.erase(found);
    std::erase_if(m_refusals, [&](const Refusal &one) { return isSame(one.certificate, gone); });
    std::erase_if(m_resumed, [&](const auto &one) { return one.second == gone.fingerprint; });
    m_needs.store.dropCertificate(gone.host, gone.port);
    m_needs.transport.trust(m_accepted);
    return {};
}

void CertificateDesk::refuse(const Question &question)
{
    const TrustedCertificate refused = certificateOf(question);
    std::erase_if(m_refusals, [&](const Refusal &one) { return isSame(one.certificate, refused); });
    m_refusals.push_back({refused, m_needs.clock.now()});
}

} // namespace lighterman
