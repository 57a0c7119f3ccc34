// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/inbox.h"

#include <utility>

namespace lighterman {

using namespace Qt::StringLiterals;

void Inbox::recall(const Question &question)
{
    Open &open = m_open[question.number];
    open.question = question;
    open.question.isTried = false;
    for (const JobId &job : std::exchange(open.question.jobs, {})) {
        open.jobs.emplace(++m_lastPlace, job);
        m_places[job] = {question.number, m_lastPlace};
    }
    recallLast(question.number);
}

int Inbox::ask(QuestionKind kind, const ProtectionSpace &space, const JobId &job, Moment now)
{
    return ask({.kind = kind, .space = space}, job, now);
}

int Inbox::ask(const Question &about, const JobId &job, Moment now)
{
    int number = of(about);
    if (number != 0 && ofJob(job) == number)
        return number;
    forget(job); // a job waits for one thing at a time
    if (number == 0) {
        number = ++m_last;
        Question &fresh = m_open[number].question;
        fresh = {.number = number,
                 .kind = about.kind,
                 .space = about.space,
                 .since = now,
                 .certificate = about.certificate};
        takeOver(fresh, now);
    }
    m_open[number].jobs.emplace(++m_lastPlace, job);
    m_places[job] = {number, m_lastPlace};
    return number;
}

/// Who cancels the last job that waits and adds it again has no three tries more.
void Inbox::takeOver(Question &fresh, Moment now) const
{
    const auto before = std::ranges::find_if(m_refused, [&](const Refused &one) {
        return isSameMatter(one.about, fresh) && now - one.at < kAnswerPause.count();
    });
    if (before == m_refused.end())
        return;
    fresh.refusals = before->about.refusals;
    fresh.pausedUntil = before->about.pausedUntil;
}

int Inbox::forget(const JobId &job)
{
    const auto place = m_places.extract(job);
    if (!place)
        return 0;
    const int number = place.mapped().number;
    Open &open = m_open.at(number);
    open.jobs.erase(place.mapped().at);
    if (open.jobs.empty())
        m_open.erase(number);
    return number;
}

Result<Question *> Inbox::open(int number)
{
    const auto found = m_open.find(number);
    if (found == m_open.end())
        return fail(ErrorCode::NotFound, u"there is no open question %1"_s.arg(number));
    return &found->second.question;
}

Result<void> Inbox::answer(int number, Moment now)
{
    const auto mine = open(number);
    if (!mine)
        return tl::unexpected(mine.error());
    Question &question = **mine;
    if (question.isTried)
        return fail(ErrorCode::InvalidState, u"another answer is being tried"_s);
    if (isPaused(number, now))
        return fail(ErrorCode::SignInPaused);
    question.pausedUntil.reset();
    question.isTried = true;
    question.isPutOff = false;
    return {};
}

void Inbox::letIn(QuestionKind kind, const ProtectionSpace &space)
{
    const Question about{.kind = kind, .space = space};
    std::erase_if(m_refused, [&](const Refused &one) { return isSameMatter(one.about, about); });
    if (const auto mine = open(of(about)))
        (*mine)->refusals = 0;
}

bool Inbox::isPaused(int number, Moment now) const
{
    const auto found = m_open.find(number);
    return found != m_open.end() && pausedUntil(found->second.question, now);
}

std::vector<JobId> Inbox::accepted(int number)
{
    std::vector<JobId> jobs;
    const auto closed = m_open.extract(number);
    if (!closed)
        return jobs;
    std::erase_if(m_refused, [&](const Refused &one) {
        return isSameMatter(one.about, closed.mapped().question);
    });
    jobs.reserve(closed.mapped().jobs.size());
    for (const auto &[at, job] : closed.mapped().jobs) {
        m_places.erase(job);
        jobs.push_back(job);
    }
    return jobs;
}

void Inbox::refused(int number, Moment now)
{
    takenBack(number);
    count(number, now);
}

void Inbox::count(int number, Moment now)
{
    const auto mine = open(number);
    if (!mine)
        return;
    Question &question = **mine;
    if (++question.refusals % kTries == 0)
        question.pausedUntil = now + kAnswerPause.count();
    std::erase_if(m_refused, [&](const Refused &one) {
        return isSameMatter(one.about, question) || now - one.at >= kAnswerPause.count();
    });
    m_refused.push_back({question, now});
}

void Inbox::takenBack(int number)
{
    if (const auto mine = open(number))
        (*mine)->isTried = false;
}

Result<void> Inbox::putOff(int number)
{
    return open(number).map([](Question *mine) { mine->isPutOff = true; });
}

Question Inbox::whole(const Open &open)
{
    Question question = open.question;
    question.jobs.reserve(open.jobs.size());
    for (const auto &[at, job] : open.jobs)
        question.jobs.push_back(job);
    return question;
}

std::optional<Question> Inbox::find(int number) const
{
    const auto found = m_open.find(number);
    return found == m_open.end() ? std::nullopt : std::optional(whole(found->second));
}

int Inbox::ofJob(const JobId &job) const
{
    const auto found = m_places.find(job);
    return found == m_places.end() ? 0 : found->second.number;
}

int Inbox::of(QuestionKind kind, const ProtectionSpace &space) const
{
    return of({.kind = kind, .space = space});
}

int Inbox::of(const Question &about) const
{
    const auto found = std::ranges::find_if(
        m_open, [&](const auto &one) { return isSameMatter(one.second.question, about); });
    return found == m_open.end() ? 0 : found->first;
}

std::vector<Question> Inbox::all() const
{
    std::vector<Question> questions;
    questions.reserve(m_open.size());
    for (const auto &[number, open] : m_open)
        questions.push_back(whole(open));
    return questions;
}

} // namespace lighterman
