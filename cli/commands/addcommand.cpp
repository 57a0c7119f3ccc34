// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/addcommand.h"

#include "cli/commands/arguments.h"
#include "cli/commands/jobjson.h"
#include "common/model/keptheaders.h"
#include "common/model/statewords.h"

#include <algorithm>

namespace lighterman::cli {

using namespace Qt::StringLiterals;
using protocol::AddJob;
using protocol::ShowJob;

namespace {

/// Jobs on their way to the agent.
constexpr std::size_t kAtOnce = 256;

bool bringsSecrets(const AddJob &job)
{
    return haveSecrets(job.spec.settings.headers)
        || std::ranges::any_of(job.credentials, [](const protocol::Given &given) {
               return !given.secret.reveal().isEmpty();
           });
}

void describeWhere(CLI::App &add, AddOptions &options)
{
    using namespace arguments;
    rest(add, "URL", options.urls, "Links to fetch").type_name("");
    value(add, "-o,--output", options.output,
          "Name of the file, for one link; a folder acts like --folder")
        .type_name("FILE");
    value(add, "-d,--folder", options.folder,
          "Where the files go [the download folder of the service]")
        .type_name("DIR");
    value(add, "-n,--name", options.name, "Name of the job [taken from the file]")
        .type_name("NAME");
    value(add, "-t,--type", options.type, "Kind of job: download").type_name("TYPE");
    value(add, "--input", options.input,
          "Read links from a list: one URL, or URL, tab and FILE, a line; - is standard input")
        .type_name("FILE");
    add.add_flag("--separate", options.separate, "Make one job of each link");
}

void describeNetwork(CLI::App &add, AddOptions &options)
{
    using arguments::value;
    value(add, "--transfer-policy", options.transferPolicy,
          "Networks to use: always, not-roaming, unmetered, or BITS's names [transfer-policy]")
        .type_name("POLICY");
    value(add, "--max-rate", options.maxRate, "Bytes per second at most, such as 500K or 2M [none]")
        .type_name("RATE");
    value(add, "--proxy", options.proxy, "Go through this proxy, http://HOST:PORT [none]")
        .type_name("PROXY");
    value(add, "--client-certificate", options.clientCertificate,
          "Show servers who asks: a PEM or PKCS#12 file with its key, sha256:FINGERPRINT or "
          "subject:TEXT [none]")
        .type_name("FILE");
}

void describeHow(CLI::App &add, AddOptions &options)
{
    using namespace arguments;
    value(add, "-p,--priority", options.priority, "foreground, high, normal or low [normal]")
        .type_name("LEVEL");
    add.add_flag("--suspended", options.suspended, "Do not start the job yet");
    add.add_flag("--manual-complete", options.manualComplete,
                 "Keep the files hidden until the job is completed");
    add.add_flag(
        "--keep-running", options.keepRunning,
        "Go on after you have logged off, when the keyring is closed; the service lives on "
        "only where loginctl enable-linger has been run");
    value(add, "--checksum", options.checksum,
          "What the file must hash to: md5, sha1, sha224, sha256, sha384, sha512 or blake2b; none: "
          "check nothing, not even what the server says")
        .type_name("ALGO:HEX");
    repeated(add, "--range", options.ranges,
             "Fetch only this part of the file, in bytes, LENGTH or eof for its end; more than one "
             "make one file of the parts, in their order")
        .type_name("OFFSET:LENGTH");
    repeated(add, "--header", options.headers, "Send this header with each request")
        .type_name("'NAME: VALUE'");
    value(add, "--retry-delay", options.retryDelay,
          "Seconds between attempts [5, doubling up to 600]")
        .type_name("S");
    value(add, "--no-progress-timeout", options.noProgressTimeout,
          "Give up after so many seconds without a byte [1209600, 14 days]")
        .type_name("S");
    words(add, "--notify-command", options.notifyCommand,
          "Run a program, by its full path, when the job is done or has failed; write "
          "--notify-command=ARG where an ARG begins with -")
        .type_name("PROGRAM ARG");
    add.add_flag("--wait", options.wait,
                 "Show progress and end as wait does: 0 finished, 1 failed, 7 needs you");
}

} // namespace

void describeAdd(CLI::App &app, AddOptions &options, Invocation &invocation)
{
    CLI::App &add = arguments::command(
        app, "add",
        "Adds a job and prints its id. Several links make one job of many files. Relative\n"
        "names start in --folder if there is one, else in the working directory. With --json\n"
        "the new job is printed as info --json does, an array of jobs with --separate.",
        "lighterman add https://example.org/debian.iso -d ~/Downloads --wait");
    describeWhere(add, options);
    describeHow(add, options);
    describeNetwork(add, options);
    describeSignIn(add, options.signIn);
    add.callback([&] {
        invocation.make = [options](AgentLink &link, Console &console) {
            return std::make_unique<AddCommand>(link, console, options);
        };
    });
}

AddCommand::AddCommand(AgentLink &link, Console &console, AddOptions options)
    : Command(link, console)
    , m_options(std::move(options))
{
}

void AddCommand::start()
{
    if (m_options.urls.isEmpty() && m_options.input.isEmpty()) {
        failWith(fail(ErrorCode::Empty, u"give a URL or --input"_s).value());
        return;
    }
    auto jobs = jobsOf(m_options, console().input(), console().folder);
    if (!jobs) {
        failWith(jobs.error());
        return;
    }
    m_jobs = std::move(*jobs);
    if (m_options.signIn.areGiven())
        signIn();
    else
        begin();
}

/// All jobs get the same.
void AddCommand::signIn()
{
    withCredentials(console(), this, m_options.signIn, [this](Result<GivenCredentials> given) {
        if (!given) {
            failWith(given.error());
            return;
        }
        const protocol::Given one(std::move(*given));
        for (AddJob &job : m_jobs)
            job.credentials = {one};
        begin();
    });
}

void AddCommand::begin()
{
    link().connectToAgent();
    addMore();
}

void AddCommand::interrupt(int signal)
{
    if (m_follower)
        console().note(u"The transfer goes on; follow it with: lighterman watch"_s);
    Command::interrupt(signal);
}

/// Many at once, so that the agent stores them together; it takes them in the order of the links.
void AddCommand::addMore()
{
    while (m_asked < m_jobs.size() && m_asked - m_taken < kAtOnce) {
        const std::size_t index = m_asked++;
        link().ask<AddJob>(m_jobs.at(index), this,
                           [this, index](const Result<protocol::Added> &added) {
                               m_answers.emplace(index, added);
                               takeAnswered();
                           });
    }
}

/// What a lost agent has not answered is not asked again: it may have been done.
void AddCommand::takeAnswered()
{
    while (!m_isAdded) {
        const auto answer = m_answers.extract(m_taken);
        if (!answer)
            break;
        ++m_taken;
        take(answer.mapped());
        m_isAdded = m_taken == m_jobs.size() || m_status == ExitStatus::NoAgent;
        if (m_isAdded)
            afterAdding();
    }
    if (!m_isAdded)
        addMore();
}

void AddCommand::take(const Result<protocol::Added> &added)
{
    if (added) {
        m_added.push_back(*added);
        console().print(added->job.toString());
    } else {
        console().complain(added.error());
        m_documents.append(errorDocument(added.error()));
        m_status = exitStatusOf(added.error());
    }
}

void AddCommand::afterAdding()
{
    if (m_options.keepRunning && !m_added.empty())
        console().note((m_added.size() > 1 ? u"each "_s : u"the job "_s) + kWithoutSession);
    tellOfSpace();
    if (!m_added.empty() && std::ranges::any_of(m_jobs, bringsSecrets))
        tellOfKeyring([this] { goOn(); });
    else
        goOn();
}

void AddCommand::goOn()
{
    if (m_options.wait && !m_added.empty())
        follow();
    else if (console().json)
        showNext(0);
    else
        finish(m_status);
}

/// Once for each folder: what was said last counts all jobs.
void AddCommand::tellOfSpace()
{
    std::map<QString, QString> remarks;
    for (const protocol::Added &added : m_added) {
        if (added.remark)
            remarks[added.remark->file] = sentenceOf(*added.remark);
    }
    for (const auto &[folder, sentence] : remarks)
        console().note(u"added, but: "_s + sentence);
}

void AddCommand::follow()
{
    QStringList ids;
    for (const protocol::Added &added : m_added)
        ids += added.job.toString();
    m_follower = std::make_unique<Follower>(link(), console(),
                                            Follower::Options{ids, !console().json, {}});
    connect(m_follower.get(), &Follower::failed, this, &AddCommand::failWith);
    connect(m_follower.get(), &Follower::finished, this, [this](ExitStatus status) {
        if (m_status == ExitStatus::Done)
            m_status = status;
        if (console().json)
            showNext(0);
        else
            finish(m_status);
    });
    m_follower->start();
}

void AddCommand::showNext(std::size_t at)
{
    if (at == m_added.size()) {
        printAll();
        return;
    }
    ask<ShowJob>({m_added.at(at).job}, [this, at](const protocol::JobInfo &info) {
        const auto &remark = m_added.at(at).remark;
        QJsonObject document = toJson(info);
        document.insert(u"remark"_s, remark ? QJsonValue(toJson(*remark)) : QJsonValue());
        m_documents.append(document);
        showNext(at + 1);
    });
}

void AddCommand::printAll()
{
    const bool isArray = m_options.separate || m_documents.size() != 1;
    console().printJson(isArray ? QJsonDocument(m_documents)
                                : QJsonDocument(m_documents.first().toObject()));
    finish(m_status);
}

} // namespace lighterman::cli
