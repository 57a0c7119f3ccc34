// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/ipc/dispatchsignin.h"

#include "agent/engine/certificatedesk.h"
#include "common/base/log.h"
#include "common/model/linkaccounts.h"

#include <memory>

namespace lighterman {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

Reply replyTo(const Result<void> &result)
{
    return result ? Reply(Done{}) : Reply(Failure{result.error()});
}

JobStore::Done done(const Dispatch::Answer &answer)
{
    return [answer](const Result<void> &result) { answer(replyTo(result)); };
}

/// One answer for `count` calls: what was wrong first, if anything was.
JobStore::Done together(std::size_t count, const Dispatch::Answer &answer)
{
    struct Calls
    {
        std::size_t open;
        Result<void> result;
    };
    return [calls = std::make_shared<Calls>(Calls{count, {}}), answer](const Result<void> &result) {
        if (calls->result && !result)
            calls->result = result;
        if (--calls->open == 0)
            answer(replyTo(calls->result));
    };
}

Failure noSuchJob(const JobId &job)
{
    return Failure{fail(ErrorCode::NotFound, job.toString()).value()};
}

QuestionRow rowOf(Question question)
{
    const auto total = int(question.jobs.size());
    const QString text = textOf(question);
    if (question.jobs.size() > QuestionRow::kShownJobs)
        question.jobs.resize(QuestionRow::kShownJobs);
    return {std::move(question), total, text};
}

} // namespace

Result<std::vector<GivenCredentials>> givenFor(std::optional<GivenCredentials> ofLinks,
                                               const std::vector<Given> &credentials)
{
    std::vector<GivenCredentials> given;
    if (ofLinks)
        given.push_back(std::move(*ofLinks));
    for (const Given &one : credentials) // what is said on purpose comes last, and counts
        given.push_back(one.credentials());
    for (const GivenCredentials &one : given) {
        if (const auto valid = validate(one); !valid)
            return tl::unexpected(valid.error());
    }
    return given;
}

void give(SignInDesk &desk, const JobId &job, std::vector<GivenCredentials> &given)
{
    for (GivenCredentials &one : given) {
        desk.setCredentials(job, std::move(one), [](const Result<void> &set) {
            if (!set)
                qCWarning(lcIpc).noquote() << "credentials of a new job:" << set.error().detail;
        });
    }
}

void Dispatch::handle(const SetCredentials &request, const Answer &answer)
{
    m_engine.desk().setCredentials(request.job, request.given.credentials(), done(answer));
}

void Dispatch::handle(const RemoveCredentials &request, const Answer &answer)
{
    const Job *job = m_engine.find(request.job);
    if (!job) {
        answer(noSuchJob(request.job));
        return;
    }
    std::vector<AuthScheme> schemes;
    for (const JobAccount &account : job->accounts) {
        if (account.target == request.target
            && account.scheme == request.scheme.value_or(account.scheme))
            schemes.push_back(account.scheme);
    }
    if (schemes.empty()) {
        answer(Failure{fail(ErrorCode::NotFound, u"the job has none of these"_s).value()});
        return;
    }
    const JobStore::Done removed = together(schemes.size(), answer);
    for (const AuthScheme scheme : schemes)
        m_engine.desk().removeCredentials(request.job, request.target, scheme, removed);
}

void Dispatch::handle(const ListCredentials &request, const Answer &answer)
{
    const Job *job = m_engine.find(request.job);
    answer(job ? Reply(CredentialList{job->accounts}) : Reply(noSuchJob(request.job)));
}

void Dispatch::handle(const ListQuestions &, const Answer &answer)
{
    QuestionList list;
    for (Question &question : m_engine.desk().questions()) {
        question.otherAccepted = m_engine.certificates().otherAccepted(question);
        list.questions.push_back(rowOf(std::move(question)));
    }
    list.total = int(list.questions.size());
    answer(list);
}

void Dispatch::handle(const AnswerQuestion &request, const Answer &answer)
{
    m_engine.desk().answer(
        request.number,
        {request.user, request.secret.copy(), request.isForHost, request.isRemembered},
        done(answer));
}

void Dispatch::handle(const DecideQuestion &request, const Answer &answer)
{
    m_engine.certificates().decide(request.number, request.isAccepted, done(answer));
}

void Dispatch::handle(const ListTrusted &, const Answer &answer)
{
    const auto &accepted = m_engine.certificates().accepted();
    answer(TrustedList{accepted, int(accepted.size())});
}

void Dispatch::handle(const WithdrawTrust &request, const Answer &answer)
{
    answer(replyTo(m_engine.certificates().withdraw(request.host, request.port)));
}

void Dispatch::handle(const ChooseClientCertificate &request, const Answer &answer)
{
    m_engine.certificates().choose(request.number, request.name, done(answer));
}

void Dispatch::handle(const PutOffQuestion &request, const Answer &answer)
{
    answer(replyTo(m_engine.desk().putOff(request.number)));
}

void Dispatch::handle(const SkipKeyring &, const Answer &answer)
{
    m_engine.desk().skipKeyring();
    answer(Reply(protocol::Done{}));
}

void Dispatch::handle(const UnlockKeyring &, const Answer &answer)
{
    m_engine.desk().unlockKeyring(done(answer));
}

void Dispatch::handle(const ShowKeyring &, const Answer &answer)
{
    m_engine.desk().lookAtKeyring(
        [answer](const KeyringFacts &facts) { answer(KeyringInfo{facts}); });
}

/// What the new links have of user name and password is taken out before anybody keeps them, and
/// is the job's before it begins with them.
void Dispatch::handle(const ChangeSource &request, const Answer &answer)
{
    std::vector<SourceChange> changes = request.changes;
    auto given = takeGiven(changes);
    if (!given) {
        answer(Failure{given.error()});
        return;
    }
    if (!*given) {
        m_engine.changeSource(request.job, std::move(changes), changed(answer));
        return;
    }
    m_engine.desk().setCredentials(
        request.job, std::move(**given),
        [&engine = m_engine, job = request.job, changes, answer](const Result<void> &set) {
            if (set)
                engine.changeSource(job, changes, changed(answer));
            else
                answer(Failure{set.error()});
        });
}

} // namespace lighterman
