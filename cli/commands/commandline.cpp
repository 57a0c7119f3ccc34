// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/commandline.h"

#include "cli/commands/addcommand.h"
#include "cli/commands/agentcommand.h"
#include "cli/commands/answercommand.h"
#include "cli/commands/arguments.h"
#include "cli/commands/changecommand.h"
#include "cli/commands/checkcommand.h"
#include "cli/commands/configcommand.h"
#include "cli/commands/credentialscommand.h"
#include "cli/commands/infocommand.h"
#include "cli/commands/inputfile.h"
#include "cli/commands/jobjson.h"
#include "cli/commands/listcommand.h"
#include "cli/commands/logcommand.h"
#include "cli/commands/questionscommand.h"
#include "cli/commands/setcommand.h"
#include "cli/commands/trustcommand.h"
#include "cli/commands/waitcommand.h"
#include "common/base/redact.h"

namespace lighterman::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kDescription = "Moves files in the background and never loses them.\n"
                              "JOB is the id of a job, the beginning of it, or its name.";
constexpr auto kFooter
    = "Example:\n"
      "  lighterman add https://example.org/debian.iso --wait\n\n"
      "Exit status: 0 done; 1 the job or the command failed; 2 wrong usage; 3 the transfer\n"
      "service cannot be reached; 4 no such job, or more than one; 5 refused; 6 wait ran out of\n"
      "time; 7 wait ended because a job needs a person; 128 and more: ended by a signal.\n"
      "'lighterman COMMAND --help' explains a command.";

/// Everything that parsing writes to.
struct Words
{
    AddOptions add;
    ListOptions list;
    InfoOptions info;
    LogOptions log;
    WaitOptions watch;
    WaitOptions wait;
    ChangeOptions change;
    SetOptions set;
    CredentialsOptions credentials;
    AnswerOptions answer;
    TrustOptions trust;
    ConfigOptions config;
    AgentOptions agent;
    Invocation invocation;
};

void describe(CLI::App &app, Words &words)
{
    Invocation &invocation = words.invocation;
    app.footer(kFooter);
    app.require_subcommand(1);
    app.set_version_flag("--version", programVersion().toStdString());
    app.add_flag("--json", invocation.json, "Print one JSON document, and nothing else, on stdout");
    arguments::value(app, "--socket", invocation.socket, "Socket of the transfer service")
        .type_name("PATH");
    describeAdd(app, words.add, invocation);
    describeList(app, words.list, invocation);
    describeInfo(app, words.info, invocation);
    describeLog(app, words.log, invocation);
    describeWatch(app, words.watch, invocation);
    describeWait(app, words.wait, invocation);
    describeChanges(app, words.change, invocation);
    describeCheck(app, invocation);
    describeSet(app, words.set, invocation);
    describeCredentials(app, words.credentials, invocation);
    describeQuestions(app, invocation);
    describeAnswer(app, words.answer, invocation);
    describeTrust(app, words.trust, invocation);
    describeConfig(app, words.config, invocation);
    describeAgent(app, words.agent, invocation);
}

/// Help of the command that was asked about, or the version.
ExitStatus showAnswer(const CLI::App &app, const CLI::Success &asked, Console &console)
{
    const bool wasJson = std::exchange(console.json, false); // help is for people
    const std::string text
        = dynamic_cast<const CLI::CallForVersion *>(&asked) ? asked.what() : app.help();
    console.print(QString::fromLocal8Bit(text).trimmed());
    console.json = wasJson;
    return ExitStatus::Done;
}

ExitStatus refuse(const CLI::App &app, const CLI::ParseError &wrong, Console &console)
{
    QString reason = QString::fromLocal8Bit(wrong.what());
    if (dynamic_cast<const CLI::RequiredError *>(&wrong) && app.get_subcommands().empty()) {
        const auto rest = app.remaining();
        reason = rest.empty()
            ? u"a command is needed"_s
            : u"there is no command \"%1\""_s.arg(oneLine(QString::fromLocal8Bit(rest.front())));
    }
    reason.remove(QChar(1));
    console.note(reason);
    console.note(u"'lighterman --help' and 'lighterman COMMAND --help' explain the usage."_s);
    console.printJson(
        QJsonDocument(errorDocument(fail(ErrorCode::InvalidArgument, reason).value())));
    return ExitStatus::Usage;
}

} // namespace

QString programVersion()
{
    return u"lighterman "_s + QStringLiteral(LIGHTERMAN_VERSION);
}

tl::expected<Invocation, ExitStatus> readCommandLine(const QStringList &words, Console &console)
{
    CLI::App app{kDescription, "lighterman"};
    Words read;
    console.json = words.contains(u"--json"_s); // for what goes wrong on the way
    try {
        describe(app, read);
        app.parse(arguments::forParsing(words));
    } catch (const CLI::Success &asked) {
        return tl::unexpected(showAnswer(app, asked, console));
    } catch (const CLI::ParseError &wrong) {
        return tl::unexpected(refuse(app, wrong, console));
    }
    console.json = read.invocation.json;
    if (!read.invocation.socket.isEmpty())
        read.invocation.socket = absolute(read.invocation.socket, console.folder);
    return read.invocation;
}

} // namespace lighterman::cli
