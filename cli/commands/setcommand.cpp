// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/setcommand.h"

#include "cli/commands/arguments.h"
#include "cli/commands/certificatename.h"
#include "cli/commands/jobjson.h"
#include "cli/commands/program.h"
#include "common/base/redact.h"
#include "common/model/linkaccounts.h"

#include <algorithm>

namespace lighterman::cli {

using namespace Qt::StringLiterals;

namespace {

Result<void> checkValue(JobSettings &scratch, const QString &key, const QString &value)
{
    if (key == u"name")
        return checkName(value);
    if (key == u"queue")
        return queueMoveFromWire(value).map([](QueueMove) {});
    if (key == u"use-anyway")
        return readUseAnyway(value);
    const auto set = setJobSetting(scratch, key, value);
    const bool isProgram = set && key == u"notify-command" && scratch.notifyCommand;
    return isProgram ? checkProgram(*scratch.notifyCommand) : set;
}

/// Files are meant from where the person stands.
Result<std::vector<protocol::KeyValue>> withWholePaths(std::vector<protocol::KeyValue> values,
                                                       const QString &folder)
{
    for (auto &[key, value] : values) {
        if (key != u"client-certificate")
            continue;
        const auto name = clientCertificateOf(value, folder);
        if (!name)
            return tl::unexpected(name.error());
        value = name->isEmpty() ? u"none"_s : *name;
    }
    return values;
}

/// Refuses what the agent would refuse, before anything is asked.
Result<void> check(const std::vector<protocol::KeyValue> &values)
{
    JobSettings scratch;
    for (const auto &[key, value] : values) {
        if (auto set = checkValue(scratch, key, value); !set)
            return set;
    }
    return {};
}

/// The changes of links among `values`. They are a request of their own, and would not be undone if
/// the other one failed.
Result<std::vector<SourceChange>> sourcesOf(const std::vector<protocol::KeyValue> &values)
{
    std::vector<SourceChange> sources;
    for (const auto &[key, value] : values) {
        if (!isSourceKey(key))
            continue;
        const auto change = readSourceChange(key, value);
        if (!change)
            return tl::unexpected(change.error());
        sources.push_back(*change);
    }
    if (!sources.empty() && sources.size() != values.size())
        return fail(ErrorCode::InvalidArgument,
                    u"links cannot be changed together with other properties: set them first"_s);
    return sources;
}

/// Keys that a word says something of.
QStringList explainedKeys()
{
    return {u"keep-running (true: on after logoff, when the keyring is closed)"_s,
            u"allow-insecure-basic (true: sign in over http too, where anybody on the way can read "
            u"the password)"_s,
            u"preemptive (true: sign in before the server asks for it)"_s,
            u"proxy (http://HOST:PORT, or none)"_s,
            u"client-certificate (FILE, sha256:FINGERPRINT, subject:TEXT, or none)"_s};
}

std::string keysHelp()
{
    QStringList keys{u"name"_s,
                     u"queue (first, last, up or down: the place among jobs of the same "
                     u"priority)"_s,
                     u"use-anyway (once: the present network, whatever that costs)"_s};
    const QStringList explained = explainedKeys();
    keys += explained;
    for (const QString &key : jobSettingKeys()) {
        if (std::ranges::none_of(explained,
                                 [&](const QString &e) { return e.startsWith(key + u' '); }))
            keys += key;
    }
    return "KEY=VALUE, all or none of them. Keys: " + keys.join(u", "_s).toStdString()
        + "; or links: url=LINK for a job of one file, url.N=LINK for file N, from 0, and "
          "url-prefix=OLD=NEW for all links that begin with OLD";
}

} // namespace

void describeSet(CLI::App &app, SetOptions &options, Invocation &invocation)
{
    CLI::App &set = arguments::command(
        app, "set",
        "Changes properties of a job, or where its files come from: what has arrived is kept\n"
        "where the new source has the same file. With --json the job is printed as info does.",
        "lighterman set debian.iso priority=high retry-delay=60\n"
        "  lighterman set debian.iso queue=first\n"
        "  lighterman set debian.iso url=https://mirror.example/debian.iso\n"
        "  lighterman set photos url-prefix=http://old.example/=https://new.example/");
    arguments::value(set, "JOB", options.job, "Id, beginning of it, or name of the job")
        .required()
        ->type_name("");
    arguments::rest(set, "KEY=VALUE", options.values, keysHelp().c_str()).required()->type_name("");
    set.callback([&] {
        invocation.make = [options](AgentLink &link, Console &console) {
            return std::make_unique<SetCommand>(link, console, options);
        };
    });
}

Result<std::vector<protocol::KeyValue>> readKeyValues(const QStringList &words)
{
    std::vector<protocol::KeyValue> values;
    for (const QString &word : words) {
        const qsizetype sign = word.indexOf(u'=');
        if (sign < 1)
            return fail(ErrorCode::InvalidArgument,
                        u"KEY=VALUE is needed in place of \"%1\""_s.arg(redactedLine(word)));
        values.push_back({word.first(sign), word.sliced(sign + 1)});
    }
    return values;
}

SetCommand::SetCommand(AgentLink &link, Console &console, SetOptions options)
    : Command(link, console)
    , m_options(std::move(options))
{
}

void SetCommand::start()
{
    const auto values = readKeyValues(m_options.values).and_then([this](auto read) {
        return withWholePaths(std::move(read), console().folder);
    });
    const auto sources = values.and_then(sourcesOf);
    const auto checked = sources.and_then(
        [&](const auto &found) { return found.empty() ? check(*values) : Result<void>(); });
    if (!checked) {
        failWith(checked.error());
        return;
    }
    m_values = *values;
    m_sources = *sources;
    auto given = takeGiven(m_sources);
    if (!given) {
        failWith(given.error());
        return;
    }
    if (*given)
        m_given = protocol::Given(std::move(**given));
    link().connectToAgent();
    withJobs({m_options.job}, [this](const std::vector<Job> &jobs) {
        const JobId id = jobs.front().id;
        m_sources.empty() ? set(id) : move(id);
    });
}

void SetCommand::move(const JobId &job)
{
    if (m_given) { // first: the new links may be asked for at once
        const protocol::Given given = *std::exchange(m_given, {});
        ask<protocol::SetCredentials>({job, given},
                                      [this, job](const protocol::Done &) { move(job); });
        return;
    }
    ask<protocol::ChangeSource>({job, m_sources}, [this, job](const protocol::Changed &changed) {
        if (changed.remark != ErrorCode::None)
            console().complain(fail(changed.remark, changed.detail).value());
        show(job, changed);
    });
}

void SetCommand::set(const JobId &job)
{
    ask<protocol::SetJob>({job, m_values}, [this, job](const protocol::Done &) {
        JobSettings scratch;
        for (const auto &[key, value] : m_values)
            (void)setJobSetting(scratch, key, value); // checked before it was sent
        if (scratch.keepRunning)
            console().note(u"the job "_s + kWithoutSession);
        show(job, {});
    });
}

void SetCommand::show(const JobId &job, const protocol::Changed &changed)
{
    if (!console().json) {
        finish(ExitStatus::Done);
        return;
    }
    ask<protocol::ShowJob>({job}, [this, changed](const protocol::JobInfo &info) {
        console().printJson(QJsonDocument(withRemark(toJson(info), changed)));
        finish(ExitStatus::Done);
    });
}

} // namespace lighterman::cli
