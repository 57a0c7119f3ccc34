// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/questionscommand.h"

#include "cli/commands/arguments.h"
#include "cli/commands/signinjson.h"
#include "cli/commands/signinoptions.h"
#include "common/base/humane.h"
#include "common/base/redact.h"

namespace lighterman::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestText = 1000; // UTF-16 units

/// Who waits, since when, and what one may do.
QString nextOf(const protocol::QuestionRow &row, Moment now)
{
    const Question &question = row.question;
    QString line = row.jobsTotal == 1 ? u"1 job waits"_s : u"%1 jobs wait"_s.arg(row.jobsTotal);
    line += u" since "_s + humane::dateAndTime(question.since);
    if (question.isPutOff)
        line += u"; put off"_s;
    if (question.isTried)
        return line + u"; an answer is being tried"_s;
    if (const auto until = pausedUntil(question, now))
        line += u"; no answer is taken before "_s + humane::dateAndTime(*until);
    line += u"; lighterman answer %1"_s.arg(question.number);
    if (question.kind == QuestionKind::ClientCertificate)
        return line + u" --client-certificate FILE, or --reject"_s;
    return question.certificate ? line + u" --accept, or --reject"_s : line;
}

/// What a person has to know to say yes; the names are the server's own words.
QStringList detailsOf(const ServerCertificate &certificate)
{
    const auto day = [](Moment moment) { return toRfc3339(moment).left(10); };
    return {u"wrong with it: "_s + textOf(certificate.problem),
            u"SHA-256: "_s + fingerprintInWords(certificate.fingerprint),
            u"made out to: \u201c%1\u201d"_s.arg(oneLine(certificate.names, 200)),
            u"by: \u201c%1\u201d"_s.arg(oneLine(certificate.issuer, 200)),
            u"valid from %1 to %2"_s.arg(day(certificate.validFrom), day(certificate.validTo))};
}

} // namespace

void describeQuestions(CLI::App &app, Invocation &invocation)
{
    CLI::App &questions = arguments::command(
        app, "questions",
        "Shows what jobs wait for that only you can answer: a password, whether to trust a\n"
        "server's certificate, or which one of yours to show. With --json an array, an element\n"
        "for each question.",
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
        const QString indent(number.size() + 2, u' ');
        if (row.question.certificate) {
            for (const QString &line : detailsOf(*row.question.certificate))
                console().print(indent + line);
        }
        console().print(indent + nextOf(row, console().now()));
    }
    if (list.questions.empty())
        console().note(u"nothing is asked of you"_s);
    if (const auto more = list.total - qsizetype(list.questions.size()); more > 0)
        console().note(u"and %1 more, once these are answered"_s.arg(more));
    console().printJson(QJsonDocument(array));
    finish(ExitStatus::Done);
}

} // namespace lighterman::cli
