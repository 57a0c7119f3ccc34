// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/infocommand.h"

#include "cli/commands/arguments.h"
#include "cli/commands/jobjson.h"
#include "cli/commands/table.h"
#include "common/base/humane.h"
#include "common/base/redact.h"
#include "common/model/progress.h"
#include "common/model/statewords.h"

#include <algorithm>
#include <span>

namespace lighterman::cli {

using namespace Qt::StringLiterals;

namespace {

/// Beyond this many the files of a job are no reading for people.
constexpr std::size_t kShownFiles = 100;
constexpr std::size_t kShownRanges = 10;

using Rows = std::vector<std::pair<QString, QString>>;

QString timeOf(std::optional<Moment> moment)
{
    return moment ? humane::dateAndTime(*moment) : QString();
}

QString progressOf(const Job &job)
{
    const auto percent = humane::percent(job.bytesTransferred, job.bytesTotal);
    const QString amount = humane::amount(job.bytesTransferred, job.bytesTotal);
    return percent ? amount + u" (%1 %)"_s.arg(*percent) : amount;
}

QString wordsOf(const std::optional<PlaceInQueue> &place)
{
    return place ? u"place %1 of %2 of its priority"_s.arg(place->place).arg(place->of) : QString();
}

Rows jobRows(const Job &job, Moment now, const std::optional<PlaceInQueue> &place)
{
    const StateWords words = stateWords(job, now);
    // What holds a job now may be something else than its last error, and is none itself.
    const bool isSame = job.error && (!job.cause || job.cause->code == job.error->code);
    const bool isNoError = isSame && holdOf(job) && job.error->detail.isEmpty();
    const bool isSaidByError = isSame && !isNoError;
    Rows rows{
        {u"Id"_s, job.id.toString()},
        {u"Name"_s, oneLine(job.name)},
        {u"State"_s, words.word},
        {u"Now"_s, isSaidByError ? QString() : words.sentence},
        {u"Error"_s,
         job.error && !isNoError ? sentenceOf(*job.error, errorRemedy(job)) : QString()},
        {u"Warning"_s, isSaidByError ? expiryOf(job) : QString()},
        {u"Question"_s, job.question > 0 ? u"lighterman answer %1"_s.arg(job.question) : QString()},
        {u"Open"_s, job.cause ? oneLine(job.cause->link.value_or(QString())) : QString()},
        {u"Since"_s, job.cause ? timeOf(job.cause->since) : QString()},
        {u"Next attempt"_s, job.cause ? timeOf(job.cause->next) : QString()},
        {u"Queue"_s, wordsOf(place)},
        {u"Type"_s, QString(wireName(job.type))},
        {u"Owner"_s, oneLine(job.owner)},
        {u"Folder"_s, oneLine(job.folder)},
        {u"Progress"_s, progressOf(job)},
    };
    if (job.state == JobState::Transferring) {
        const auto left = secondsLeft(job.bytesTransferred, job.bytesTotal, job.rate);
        rows.emplace_back(u"Rate"_s, humane::rate(job.rate));
        rows.emplace_back(u"Time left"_s, humane::timeLeft(left));
    }
    rows.emplace_back(u"Files"_s, u"%1 of %2"_s.arg(job.filesTransferred).arg(job.filesTotal));
    rows.emplace_back(u"Created"_s, timeOf(job.created));
    rows.emplace_back(u"Modified"_s, timeOf(job.modified));
    rows.emplace_back(u"Completed"_s, timeOf(job.completed));
    rows.emplace_back(u"Errors so far"_s, QString::number(job.errorCount));
    return rows;
}

Rows settingRows(const JobSettings &settings)
{
    Rows rows;
    for (const QString &key : jobSettingKeys()) {
        QString value = jobSetting(settings, key).value_or(QString());
        if (key == "keep-running"_L1 && settings.keepRunning)
            value
                += u": goes on after logoff, when the keyring is closed, where the service lives on"
                   u" (loginctl enable-linger)"_s;
        rows.emplace_back(u"  "_s + key, oneLine(value.replace(u'\n', u", "_s)));
    }
    return rows;
}

QString rangesOf(const JobFile &file)
{
    const std::size_t shown = std::min(file.ranges.size(), kShownRanges);
    const QString text
        = toString(ByteRanges(file.ranges.begin(), file.ranges.begin() + qsizetype(shown)))
              .replace(u',', u", "_s);
    const std::size_t more = file.ranges.size() - shown;
    return more == 0 ? text : text + u", … and %1 more"_s.arg(more);
}

/// How the last check of the whole file went, in a sentence.
QString checkOf(const JobFile &file)
{
    if (!file.check)
        return {};
    const QString what = (file.check->isFromServer ? u"the digest that the server sent, %1"_s
                                                   : u"the checksum, %1"_s)
                             .arg(file.check->against.toString());
    return file.check->passed
        ? u"it matches "_s + what
        : u"it does not match %1; what came is %2"_s.arg(
            what, file.partPath.isEmpty() ? u"deleted"_s : u"kept in the part file"_s);
}

Rows fileRows(const JobFile &file)
{
    const QString resumable
        = file.resumable ? (*file.resumable ? u"yes"_s : u"no"_s) : u"not known yet"_s;
    return {
        {u"  Link"_s, redacted(file.url)},
        {u"  Ranges"_s, rangesOf(file)},
        {u"  Path"_s, oneLine(file.path)},
        {u"  Part file"_s, file.completed ? QString() : oneLine(file.partPath)},
        {u"  Progress"_s, humane::amount(file.bytesTransferred, file.bytesTotal)},
        {u"  Can be resumed"_s, file.completed ? QString() : resumable},
        {u"  Checked"_s, checkOf(file)},
    };
}

} // namespace

void describeInfo(CLI::App &app, InfoOptions &options, Invocation &invocation)
{
    CLI::App &info = arguments::command(
        app, "info", "Shows all of one job: state, why it does not move, settings, files.",
        "lighterman info debian.iso");
    arguments::value(info, "JOB", options.job, "Id, beginning of it, or name of the job")
        .required()
        ->type_name("");
    info.callback([&] {
        invocation.make = [options](AgentLink &link, Console &console) {
            return std::make_unique<InfoCommand>(link, console, options);
        };
    });
}

QStringList infoLines(const protocol::JobInfo &info, Moment now, std::optional<PlaceInQueue> place)
{
    QStringList lines = labelledLines(jobRows(info.job, now, place));
    lines += {QString(), u"Settings"_s};
    lines += labelledLines(settingRows(info.settings));
    const std::size_t shown = std::min(info.files.size(), kShownFiles);
    for (const auto &[job, file] : std::span(info.files).first(shown)) {
        lines += {QString(), u"File %1"_s.arg(file.index + 1)};
        lines += labelledLines(fileRows(file));
    }
    if (const std::size_t more = info.files.size() - shown; more > 0)
        lines += {QString(), u"… and %1 more files: --json has them all"_s.arg(more)};
    return lines;
}

InfoCommand::InfoCommand(AgentLink &link, Console &console, InfoOptions options)
    : Command(link, console)
    , m_options(std::move(options))
{
}

void InfoCommand::start()
{
    link().connectToAgent();
    ask<protocol::ListJobs>({}, [this](const protocol::JobPage &page) { find(page.jobs); });
}

void InfoCommand::find(const std::vector<Job> &jobs)
{
    const auto job = findJob(jobs, m_options.job);
    if (!job) {
        failWith(job.error());
        return;
    }
    m_place = placeInQueue(jobs, job->id);
    ask<protocol::ShowJob>({job->id}, [this](const protocol::JobInfo &info) { show(info); });
}

void InfoCommand::show(const protocol::JobInfo &info)
{
    console().printJson(QJsonDocument(toJson(info)));
    console().print(infoLines(info, console().now(), m_place).join(u'\n'));
    finish(ExitStatus::Done);
}

} // namespace lighterman::cli
