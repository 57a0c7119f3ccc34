// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/credentialscommand.h"

#include "cli/commands/arguments.h"
#include "cli/commands/jobjson.h"
#include "cli/commands/signinjson.h"
#include "cli/commands/table.h"
#include "common/base/redact.h"

namespace lighterman::cli {

using namespace Qt::StringLiterals;

namespace {

using Verb = CredentialsOptions::Verb;

struct Words
{
    const char *name;
    const char *help;
    const char *example;
};

constexpr Words wordsOf(Verb verb)
{
    switch (verb) {
    case Verb::Set:
        return {"set",
                "Gives a job what it signs in with, in place of what it has for the same target\n"
                "and scheme. A password comes from the terminal or standard input. With --scheme\n"
                "negotiate and no --user your own Kerberos ticket is used.",
                "lighterman credentials set debian.iso --target server --user anna\n"
                "  pass show proxy | lighterman credentials set debian.iso --target proxy --user "
                "anna --password-stdin"};
    case Verb::Remove:
        return {"remove", "Takes them away; without --scheme all for the target.",
                "lighterman credentials remove debian.iso --target proxy --scheme basic"};
    case Verb::List:
        break;
    }
    return {"list",
            "Shows what a job signs in with, without the passwords. With --json: an array of\n"
            "{\"target\", \"scheme\", \"user\", \"standing\"}.",
            "lighterman credentials list debian.iso"};
}

CLI::App &verb(CLI::App &parent, CredentialsOptions &options, Invocation &invocation, Verb verb)
{
    const Words words = wordsOf(verb);
    CLI::App &app = arguments::command(parent, words.name, words.help, words.example);
    arguments::value(app, "JOB", options.job, "Id, beginning of it, or name of the job")
        .required()
        ->type_name("");
    if (verb != Verb::List)
        arguments::value(app, "--target", options.who.target,
                         "Who asks: server, proxy, or client-key for the passphrase of the "
                         "client certificate")
            .required()
            ->type_name("TARGET");
    app.callback([&options, &invocation, verb] {
        options.verb = verb;
        invocation.make = [options](AgentLink &link, Console &console) {
            return std::make_unique<CredentialsCommand>(link, console, options);
        };
    });
    return app;
}

QString wordOf(Standing standing)
{
    switch (standing) {
    case Standing::Untried:
        return u"not tried yet"_s;
    case Standing::Good:
        return u"accepted"_s;
    case Standing::Refused:
        return u"refused"_s;
    }
    return {};
}

} // namespace

void describeCredentials(CLI::App &app, CredentialsOptions &options, Invocation &invocation)
{
    CLI::App &credentials = arguments::command(app, "credentials", "What a job signs in with.",
                                               "lighterman credentials list debian.iso");
    credentials.require_subcommand(1);
    describeSignIn(verb(credentials, options, invocation, Verb::Set), options.who);
    CLI::App &remove = verb(credentials, options, invocation, Verb::Remove);
    arguments::value(remove, "--scheme", options.who.scheme,
                     "basic, digest, ntlm, negotiate, passport, bearer or passphrase [all]")
        .type_name("SCHEME");
    verb(credentials, options, invocation, Verb::List);
}

CredentialsCommand::CredentialsCommand(AgentLink &link, Console &console,
                                       CredentialsOptions options)
    : Command(link, console)
    , m_options(std::move(options))
{
}

void CredentialsCommand::start()
{
    if (m_options.verb == Verb::List) {
        withJob([this](const JobId &job) {
            ask<protocol::ListCredentials>(
                {job}, [this](const protocol::CredentialList &list) { show(list); });
        });
        return;
    }
    if (m_options.verb == Verb::Set) {
        withCredentials(console(), this, m_options.who, [this](Result<GivenCredentials> given) {
            given ? set(protocol::Given(std::move(*given))) : failWith(given.error());
        });
        return;
    }
    const auto target = readAuthTarget(m_options.who.target);
    const auto scheme = m_options.who.scheme.isEmpty()
        ? Result<std::optional<AuthScheme>>(std::nullopt)
        : readAuthScheme(m_options.who.scheme).map([](AuthScheme s) { return std::optional(s); });
    if (!target || !scheme)
        failWith(target ? scheme.error() : target.error());
    else
        remove(*target, *scheme);
}

void CredentialsCommand::withJob(std::function<void(const JobId &)> use)
{
    link().connectToAgent();
    withJobs({m_options.job},
             [use = std::move(use)](const std::vector<Job> &jobs) { use(jobs.front().id); });
}

void CredentialsCommand::set(const protocol::Given &given)
{
    withJob([this, given](const JobId &job) {
        const bool isSecret = !given.secret.reveal().isEmpty(); // or the person's own ticket
        ask<protocol::SetCredentials>({job, given}, [this, isSecret](const protocol::Done &) {
            console().printJson(QJsonDocument(QJsonObject{{u"set"_s, true}}));
            isSecret ? tellOfKeyring([this] { finish(ExitStatus::Done); })
                     : finish(ExitStatus::Done);
        });
    });
}

void CredentialsCommand::remove(AuthTarget target, std::optional<AuthScheme> scheme)
{
    withJob([this, target, scheme](const JobId &job) {
        link().ask<protocol::RemoveCredentials>(
            {job, target, scheme}, this,
            [this](const Result<protocol::Done> &removed) { removedAll(removed); });
    });
}

/// The job is there: what is not found are credentials.
void CredentialsCommand::removedAll(const Result<protocol::Done> &removed)
{
    if (removed) {
        console().printJson(QJsonDocument(QJsonObject{{u"removed"_s, true}}));
        finish(ExitStatus::Done);
        return;
    }
    if (removed.error().code != ErrorCode::NotFound) {
        failWith(removed.error());
        return;
    }
    console().note(u"there were none: lighterman credentials list JOB shows what the job has"_s);
    console().printJson(QJsonDocument(errorDocument(removed.error())));
    finish(ExitStatus::Failed);
}

void CredentialsCommand::show(const protocol::CredentialList &list)
{
    QJsonArray array;
    std::vector<QStringList> rows{{u"Target"_s, u"Scheme"_s, u"User"_s, u"Standing"_s}};
    for (const JobAccount &account : list.credentials) {
        array.append(toJson(account));
        rows.push_back({QString(wireName(account.target)), QString(wireName(account.scheme)),
                        account.user.isEmpty() ? u"-"_s : oneLine(account.user, 80),
                        wordOf(account.standing)});
    }
    if (rows.size() == 1)
        console().note(u"the job has no credentials"_s);
    else
        console().print(tableLines(rows, console().columns(), 2).join(u'\n'));
    console().printJson(QJsonDocument(array));
    finish(ExitStatus::Done);
}

} // namespace lighterman::cli
