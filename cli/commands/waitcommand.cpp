// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/waitcommand.h"

#include "cli/commands/arguments.h"
#include "cli/commands/jobjson.h"
#include "cli/commands/progressline.h"

#include <algorithm>
#include <cmath>

namespace lighterman::cli {

using namespace Qt::StringLiterals;

namespace {

/// Long enough for anybody, and small enough for a timer.
constexpr double kLongest = 2'000'000;
/// Jobs that are named when the time is up; `list` has them all.
constexpr std::size_t kMostNamed = 10;

Follower::Options followerOptions(const WaitOptions &options)
{
    Follower::Options follow{options.jobs, options.show, {}};
    if (options.timeout >= 0)
        follow.timeout
            = std::chrono::milliseconds(qint64(1000 * std::min(options.timeout, kLongest)));
    return follow;
}

void makes(CLI::App &command, WaitOptions &options, Invocation &invocation)
{
    command.callback([&] {
        invocation.make = [options](AgentLink &link, Console &console) {
            return std::make_unique<WaitCommand>(link, console, options);
        };
    });
}

} // namespace

void describeWatch(CLI::App &app, WaitOptions &options, Invocation &invocation)
{
    CLI::App &watch = arguments::command(
        app, "watch",
        "Shows the progress of jobs until they have ended; without JOB, of all that have not\n"
        "ended yet. Bars on a terminal, else a line now and then. Ctrl+C ends the watching, not\n"
        "the transfer. Exit status as of wait. Has no --json: use wait.",
        "lighterman watch debian.iso");
    arguments::rest(watch, "JOB", options.jobs, "Ids, beginnings of them, or names of jobs")
        .type_name("");
    options.show = true;
    makes(watch, options, invocation);
}

void describeWait(CLI::App &app, WaitOptions &options, Invocation &invocation)
{
    CLI::App &wait = arguments::command(
        app, "wait",
        "Waits in silence until each job is finished, failed, or needs a person. Jobs that are\n"
        "to be completed by hand are finished when all files are here. Exit status: 0 all\n"
        "finished, 1 one failed or was cancelled, 6 out of time, 7 one needs a person. With\n"
        "--json the jobs are printed at the end, as an array.",
        "lighterman wait debian.iso --timeout 3600 && echo here");
    arguments::rest(wait, "JOB", options.jobs, "Ids, beginnings of them, or names of jobs")
        .required()
        ->type_name("");
    wait.add_option("--timeout", options.timeout, "Wait at most so many seconds")
        ->check([](const std::string &text) {
            bool isNumber = false;
            const double seconds = QString::fromStdString(text).toDouble(&isNumber);
            const bool good = isNumber && std::isfinite(seconds) && seconds >= 0;
            return good ? std::string() : "'" + text + "' is no number of seconds";
        })
        ->type_name("S");
    makes(wait, options, invocation);
}

WaitCommand::WaitCommand(AgentLink &link, Console &console, const WaitOptions &options)
    : Command(link, console)
    , m_follower(link, console, followerOptions(options))
    , m_refused(options.show && console.json)
{
    connect(&m_follower, &Follower::failed, this, &WaitCommand::failWith);
    connect(&m_follower, &Follower::finished, this, &WaitCommand::end);
}

void WaitCommand::start()
{
    if (m_refused) {
        failWith(fail(ErrorCode::InvalidArgument, u"watch has no --json; use wait"_s).value());
        return;
    }
    link().connectToAgent();
    m_follower.start();
}

void WaitCommand::interrupt(int signal)
{
    console().note(u"The transfer goes on in the background."_s);
    Command::interrupt(signal);
}

void WaitCommand::end(ExitStatus status)
{
    if (status == ExitStatus::TimedOut)
        sayWhatIsMissing();
    if (console().json)
        showNext(0, status);
    else
        finish(status);
}

void WaitCommand::sayWhatIsMissing()
{
    console().note(u"Not finished yet when the time was up."_s);
    const std::vector<Job> jobs = m_follower.unfinished();
    for (std::size_t i = 0; i < std::min(jobs.size(), kMostNamed); ++i)
        console().note(plainLine(jobs[i], console().now()));
    if (jobs.size() > kMostNamed)
        console().note(u"And %1 more."_s.arg(jobs.size() - kMostNamed));
}

void WaitCommand::showNext(std::size_t at, ExitStatus status)
{
    if (at == m_follower.followed().size()) {
        console().printJson(QJsonDocument(m_documents));
        finish(status);
        return;
    }
    ask<protocol::ShowJob>({m_follower.followed().at(at)},
                           [this, at, status](const protocol::JobInfo &info) {
                               m_documents.append(toJson(info));
                               showNext(at + 1, status);
                           });
}

} // namespace lighterman::cli
