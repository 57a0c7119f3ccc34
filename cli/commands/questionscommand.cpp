// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/questionscommand.h"

#include "cli/commands/arguments.h"
#include "cli/commands/signinjson.h"
#include "common/base/humane.h"
#include "common/base/redact.h"

namespace lighterman::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestText = 1000; // UTF-16 units

/// Who waits, since when, and what one may do.
QString nextOf(const protocol::QuestionRow &row)
{
    const Question &question = row.question;
    QString line = row.jobsTotal == 1 ? u"1 job waits"_s : u"%1 jobs wait"_s.arg(row.jobsTotal);
    line += u" since "_s + humane::dateAndTime(question.since);
    if (question.isPutOff)
        line += u"; put off"_s;
    if (question.isTried)
        return line + u"; an answer is being tried"_s;
    if (question.pausedUntil)
        line += u"; no answer is taken before "_s + humane::dateAndTime(*question.pausedUntil);
    return line + u"; lighterman answer %1"_s.arg(question.number);
}

} // namespace

void describeQuestions(CLI::App &app, Invocation &invocation)
{
    CLI::App &questions = arguments::command(
        app, "questions",
        "Shows what jobs wait for that only you can answer, such as a password. With --json an\n"
        "array, an element for each question.",
        "lighterman questions");
    questions.callback([&invocation] {
        invocation.make = [](AgentLink &link, Console &console) {
            return std::make_unique<QuestionsCommand>(link, console);
        };
    });
}

void QuestionsCommand::start()
{
    link().connectToAgent();
    ask<protocol::ListQuestions>({}, [this](const protocol::QuestionList &list) { show(list); });
}

void QuestionsCommand::show(const protocol::QuestionList &list)
{
    QJsonArray array;
    for (const protocol::QuestionRow &row : list.questions) {
        array.append(toJson(row));
        const QString number = QString::number(row.question.number);
        console().print(number + u"  "_s + oneLine(row.text, kLongestText));
        console().print(QString(number.size() + 2, u' ') + nextOf(row));
    }
    if (list.questions.empty())
        console().note(u"nothing is asked of you"_s);
    if (const auto more = list.total - qsizetype(list.questions.size()); more > 0)
        console().note(u"and %1 more, once these are answered"_s.arg(more));
    console().printJson(QJsonDocument(array));
    finish(ExitStatus::Done);
}

} // namespace lighterman::cli
