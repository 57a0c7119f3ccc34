// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/answercommand.h"

#include "cli/commands/arguments.h"
#include "cli/commands/certificatename.h"
#include "cli/commands/jobjson.h"
#include "cli/commands/signinoptions.h"
#include "common/base/humane.h"
#include "common/base/redact.h"
#include "common/model/setters.h"

namespace lighterman::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr int kUnauthorized = 401;
constexpr int kProxyUnauthorized = 407;

/// Whether it is no user name that is asked for.
bool isSecretAlone(const ProtectionSpace &space)
{
    return space.scheme == AuthScheme::Bearer || space.scheme == AuthScheme::Passphrase;
}

bool isRefusal(ErrorCode code)
{
    return code == httpError(kUnauthorized) || code == httpError(kProxyUnauthorized)
        || code == ErrorCode::PassphraseNeeded;
}

QString secretWanted(const ProtectionSpace &space)
{
    return space.scheme == AuthScheme::Passphrase
        ? u"this question asks for a passphrase: leave out %1"_s
        : u"this question asks for a password: leave out %1"_s;
}

QString promptFor(const ProtectionSpace &space, const QString &user)
{
    const QString host = oneLine(space.host, 80);
    if (space.scheme == AuthScheme::Passphrase)
        return u"Passphrase of %1: "_s.arg(realmOf(space));
    if (space.scheme == AuthScheme::Bearer)
        return u"Token for %1: "_s.arg(host);
    return u"Password of %1 for %2: "_s.arg(oneLine(user, 80), host);
}

void describeHow(CLI::App &answer, AnswerOptions &options)
{
    arguments::value(answer, "--user", options.user, "User name [asked for]").type_name("NAME");
    answer.add_flag("--password-stdin", options.passwordStdin,
                    "Read the password, token or passphrase from a line of standard input");
    auto *remember
        = answer.add_flag("--remember", options.remember, "Keep it in the keyring [so it is]");
    answer.add_flag("--session", options.session, "Keep it only until the transfer service ends")
        ->excludes(remember);
    answer.add_flag("--only-waiting", options.onlyWaiting,
                    "Only for the jobs that wait for it, not for others at this host");
    arguments::value(answer, "--client-certificate", options.clientCertificate,
                     "Show this one, to questions that ask for one: a PEM or PKCS#12 file with its "
                     "key, sha256:FINGERPRINT or subject:TEXT")
        .type_name("FILE");
    auto *accept
        = answer.add_flag("--accept", options.accept, "Say yes, to questions that ask for a yes");
    answer.add_flag("--reject", options.reject, "Not now, or no: the jobs stay as they are")
        ->excludes(accept);
}

} // namespace

void describeAnswer(CLI::App &app, AnswerOptions &options, Invocation &invocation)
{
    CLI::App &answer = arguments::command(
        app, "answer",
        "Answers a question that 'lighterman questions' shows. A password comes from the\n"
        "terminal or standard input, is tried on one of the jobs that wait, and all go on once\n"
        "it is accepted. --accept trusts exactly the certificate that is shown, for its host and\n"
        "port. --client-certificate names the one that is to be shown.",
        "lighterman answer 3 --user anna");
    arguments::value(answer, "N", options.number, "Number of the question")
        .required()
        ->type_name("");
    describeHow(answer, options);
    answer.callback([&] {
        invocation.make = [options](AgentLink &link, Console &console) {
            return std::make_unique<AnswerCommand>(link, console, options);
        };
    });
}

AnswerCommand::AnswerCommand(AgentLink &link, Console &console, AnswerOptions options)
    : Command(link, console)
    , m_options(std::move(options))
{
}

void AnswerCommand::start()
{
    if (const auto checked = check(); !checked) {
        failWith(checked.error());
        return;
    }
    link().connectToAgent();
    ask<protocol::ListQuestions>({}, [this](const protocol::QuestionList &list) { find(list); });
}

Result<void> AnswerCommand::check()
{
    const auto number = readNumber(m_options.number, 1, std::numeric_limits<int>::max());
    if (!number)
        return tl::unexpected(number.error());
    m_row.question.number = int(*number);
    const bool gives = m_options.givesSecret() || !m_options.clientCertificate.isNull();
    if (m_options.reject && gives)
        return fail(ErrorCode::InvalidArgument,
                    u"--reject takes no user name, password or certificate"_s);
    return {};
}

void AnswerCommand::find(const protocol::QuestionList &list)
{
    const int number = m_row.question.number;
    for (const protocol::QuestionRow &row : list.questions) {
        if (row.question.number == number)
            m_row = row;
    }
    if (m_row.text.isEmpty()) {
        const Error error = fail(ErrorCode::NotFound, u"question %1"_s.arg(number)).value();
        console().note(u"no question %1 is open: lighterman questions shows them"_s.arg(number));
        console().printJson(QJsonDocument(errorDocument(error)));
        finish(exitStatusOf(error));
        return;
    }
    const auto fitting = fits();
    if (!fitting)
        failWith(fitting.error());
    else if (m_row.question.kind == QuestionKind::Certificate)
        decide();
    else if (m_options.reject)
        putOff();
    else if (m_row.question.kind == QuestionKind::ClientCertificate)
        choose();
    else
        askUser();
}

/// Whether the options are those of the question's kind.
Result<void> AnswerCommand::fits() const
{
    const bool names = !m_options.clientCertificate.isNull();
    const bool gives = m_options.givesSecret();
    switch (m_row.question.kind) {
    case QuestionKind::Certificate:
        if (gives || names || m_options.keeps() || m_options.accept == m_options.reject)
            return fail(ErrorCode::InvalidArgument,
                        u"this question is about a certificate: give --accept or --reject"_s);
        break;
    case QuestionKind::ClientCertificate:
        if (gives || m_options.keeps() || m_options.accept || names == m_options.reject)
            return fail(ErrorCode::InvalidArgument,
                        u"this question asks for a client certificate: give --client-certificate "
                        "FILE, or --reject"_s);
        break;
    case QuestionKind::Password:
        if (m_options.accept || names)
            return fail(ErrorCode::InvalidArgument,
                        secretWanted(m_row.question.space)
                            .arg(names ? u"--client-certificate"_s : u"--accept"_s));
        break;
    }
    return {};
}

void AnswerCommand::choose()
{
    const auto name = clientCertificateOf(m_options.clientCertificate, console().folder);
    if (!name) {
        failWith(name.error());
        return;
    }
    ask<protocol::ChooseClientCertificate>(
        {m_row.question.number, *name}, [this, name = *name](const protocol::Done &) {
            console().print(u"What waited for it goes on, with "_s + oneLine(name, 200));
            console().printJson(QJsonDocument(
                QJsonObject{{u"number"_s, m_row.question.number}, {u"clientCertificate"_s, name}}));
            finish(ExitStatus::Done);
        });
}

void AnswerCommand::decide()
{
    const bool isAccepted = m_options.accept;
    ask<protocol::DecideQuestion>(
        {m_row.question.number, isAccepted}, [this, isAccepted](const protocol::Done &) {
            const QByteArray &fingerprint = m_row.question.certificate->fingerprint;
            console().print(isAccepted ? u"Trusted: "_s + fingerprintInWords(fingerprint)
                                    + u". What waited for it goes on."_s
                                       : u"Not trusted: the jobs stay as they are."_s);
            console().printJson(QJsonDocument(
                QJsonObject{{u"number"_s, m_row.question.number}, {u"accepted"_s, isAccepted}}));
            finish(ExitStatus::Done);
        });
}

void AnswerCommand::putOff()
{
    ask<protocol::PutOffQuestion>({m_row.question.number}, [this](const protocol::Done &) {
        console().print(u"Put off; it can still be answered."_s);
        console().printJson(
            QJsonDocument(QJsonObject{{u"number"_s, m_row.question.number}, {u"putOff"_s, true}}));
        finish(ExitStatus::Done);
    });
}

void AnswerCommand::askUser()
{
    const ProtectionSpace &space = m_row.question.space;
    if (const auto until = pausedUntil(m_row.question, console().now())) {
        console().note(u"no answer is taken before "_s + humane::dateAndTime(*until));
        failWith(Error{ErrorCode::SignInPaused, {}, {}, {}});
        return;
    }
    if (m_options.user.isNull())
        m_options.user = space.account;
    if (isSecretAlone(space) || !m_options.user.isEmpty()) {
        askSecret();
        return;
    }
    if (m_options.passwordStdin || !console().ask) {
        // Without a name it would be for all jobs, and a ticket is for those that say so.
        failWith(fail(ErrorCode::InvalidArgument,
                      space.scheme == AuthScheme::Negotiate
                          ? u"give --user NAME; for your own ticket: lighterman credentials set "
                            "JOB --target %1 --scheme negotiate"_s.arg(wireName(space.target))
                          : u"give --user NAME"_s)
                     .value());
        return;
    }
    console().note(oneLine(m_row.text, 1000));
    console().ask({u"User name: "_s, false}, [this](const Result<Secret> &typed) {
        if (!typed) {
            failWith(typed.error());
            return;
        }
        m_options.user = QString::fromUtf8(typed->reveal());
        askSecret();
    });
}

void AnswerCommand::askSecret()
{
    const QString prompt = promptFor(m_row.question.space, m_options.user);
    withSecret(console(), this, m_options.passwordStdin, prompt, [this](Result<Secret> secret) {
        if (!secret) {
            failWith(secret.error());
        } else if (secret->isEmpty() && !m_options.passwordStdin) { // it would cost a try
            console().note(u"nothing was typed, and nothing is sent"_s);
            askSecret();
        } else {
            take(std::move(*secret));
        }
    });
}

void AnswerCommand::take(Secret secret)
{
    const ProtectionSpace &space = m_row.question.space;
    const Credentials whole{space.target, space.scheme, m_options.user, std::move(secret)};
    if (const auto valid = validate(whole); !valid) {
        failWith(valid.error());
        return;
    }
    console().print(m_row.jobsTotal == 1 ? u"Trying it …"_s
                                         : u"Trying it on one of %1 jobs …"_s.arg(m_row.jobsTotal));
    const protocol::AnswerQuestion answer{m_row.question.number, m_options.user,
                                          protocol::SharedSecret(whole.secret.copy()),
                                          !m_options.onlyWaiting, !m_options.session};
    link().ask<protocol::AnswerQuestion>(
        answer, this, [this](const Result<protocol::Done> &outcome) { settled(outcome); });
}

void AnswerCommand::settled(const Result<protocol::Done> &outcome)
{
    if (outcome) {
        console().print(u"Accepted: what waited for it goes on."_s);
        console().printJson(QJsonDocument(
            QJsonObject{{u"number"_s, m_row.question.number}, {u"accepted"_s, true}}));
        m_options.session ? finish(ExitStatus::Done)
                          : tellOfKeyring([this] { finish(ExitStatus::Done); });
        return;
    }
    if (!isRefusal(outcome.error().code)) {
        failWith(outcome.error());
        return;
    }
    // The words for the code are those of a job that nobody has answered for.
    const bool isPassphrase = m_row.question.space.scheme == AuthScheme::Passphrase;
    console().note(u"It was not accepted, and is not sent again by itself. Check %1 and Caps Lock; "
                   u"after three "
                   "such answers none is taken for five minutes."_s.arg(
                       isPassphrase ? u"the passphrase"_s : u"the user name, the password"_s));
    console().printJson(QJsonDocument(errorDocument(outcome.error())));
    finish(ExitStatus::Failed);
}

} // namespace lighterman::cli
