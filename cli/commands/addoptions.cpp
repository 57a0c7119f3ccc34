// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/addoptions.h"

#include "cli/commands/certificatename.h"
#include "cli/commands/inputfile.h"
#include "cli/commands/program.h"
#include "common/model/linkaccounts.h"

#include <QFile>
#include <QFileInfo>
#include <QSet>

namespace lighterman::cli {

using namespace Qt::StringLiterals;

namespace {

Result<JobSettings> settingsOf(const AddOptions &options)
{
    JobSettings settings;
    settings.manualComplete = options.manualComplete;
    settings.keepRunning = options.keepRunning;
    const std::initializer_list<std::pair<QLatin1StringView, QString>> texts{
        {"priority"_L1, options.priority},
        {"checksum"_L1, options.checksum},
        {"retry-delay"_L1, options.retryDelay},
        {"no-progress-timeout"_L1, options.noProgressTimeout},
        {"transfer-policy"_L1, options.transferPolicy},
        {"max-rate"_L1, options.maxRate},
        {"proxy"_L1, options.proxy},
    };
    for (const auto &[key, value] : texts) {
        if (value.isEmpty())
            continue;
        if (const auto set = setJobSetting(settings, QString(key), value); !set)
            return tl::unexpected(set.error());
    }
    for (const QString &text : options.headers) {
        const auto header = Header::parse(text);
        if (!header)
            return tl::unexpected(header.error());
        settings.headers.push_back(*header);
    }
    // A variable that a script forgot to fill must not mean that nothing is checked.
    if (!options.checksum.isNull() && options.checksum.isEmpty())
        return fail(ErrorCode::InvalidArgument,
                    u"--checksum is empty: leave it out, or write none to check nothing"_s);
    if (!options.notifyCommand.isEmpty()) {
        settings.notifyCommand = NotifyCommand::fromWords(options.notifyCommand);
        if (const auto checked = checkProgram(*settings.notifyCommand); !checked)
            return tl::unexpected(checked.error());
    }
    return settings;
}

Result<std::vector<FileSpec>> inputOf(const QString &name, QIODevice &in, const QString &base,
                                      const QString &workingFolder)
{
    if (name == u"-")
        return readInput(in, base);
    QFile file(absolute(name, workingFolder));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::InvalidArgument,
                    u"the list of links cannot be read: "_s + file.errorString(),
                    ErrorContext::LocalFile, file.fileName());
    return readInput(file, base);
}

Result<std::vector<FileSpec>> filesOf(const AddOptions &options, QIODevice &in, const QString &base,
                                      const QString &workingFolder)
{
    std::vector<FileSpec> files;
    for (qsizetype i = 0; i < options.urls.size(); ++i) {
        const auto url = readLink(options.urls.at(i), u"link %1"_s.arg(i + 1));
        if (!url)
            return tl::unexpected(url.error());
        files.push_back({*url, {}});
    }
    if (options.input.isEmpty())
        return files;
    const auto more = inputOf(options.input, in, base, workingFolder);
    if (!more)
        return tl::unexpected(more.error());
    files.insert(files.end(), more->begin(), more->end());
    return files;
}

/// -o names the only file, or a folder.
Result<void> applyOutput(const QString &output, const QString &base, JobSpec &spec)
{
    const QString path = absolute(output, base);
    if (output.endsWith(u'/') || QFileInfo(path).isDir()) {
        spec.folder = path;
        return {};
    }
    if (spec.files.size() != 1)
        return fail(ErrorCode::InvalidArgument,
                    u"-o names one file, but there is more than one link"_s);
    spec.files.front().path = path;
    spec.folder = QFileInfo(path).path();
    return {};
}

/// --range belongs to the only file.
Result<void> applyRanges(const QStringList &texts, JobSpec &spec)
{
    if (!texts.isEmpty() && spec.files.size() > 1)
        return fail(ErrorCode::InvalidArgument,
                    u"--range belongs to one file, but there is more than one link"_s);
    for (const QString &text : texts) {
        const auto range = ByteRange::parse(text);
        if (!range)
            return tl::unexpected(range.error());
        for (FileSpec &file : spec.files)
            file.ranges.push_back(*range);
    }
    return {};
}

Result<void> checkFolder(const QString &folder)
{
    const QFileInfo info(folder);
    if (!info.exists())
        return fail(ErrorCode::FolderMissing, {}, ErrorContext::LocalFile, folder);
    if (!info.isDir())
        return fail(ErrorCode::NotAFolder, {}, ErrorContext::LocalFile, folder);
    if (!info.isWritable())
        return fail(ErrorCode::AccessDenied, u"you may not write to this folder"_s,
                    ErrorContext::LocalFile, folder);
    return {};
}

Result<void> checkFolders(const JobSpec &spec)
{
    QSet<QString> folders;
    if (!spec.folder.isEmpty())
        folders.insert(spec.folder);
    for (const FileSpec &file : spec.files) {
        if (!file.path.isEmpty())
            folders.insert(QFileInfo(file.path).path());
    }
    for (const QString &folder : std::as_const(folders)) {
        if (auto checked = checkFolder(folder); !checked)
            return checked;
    }
    return {};
}

/// One job for each file of `spec`.
std::vector<JobSpec> separated(const JobSpec &spec)
{
    std::vector<JobSpec> specs;
    for (const FileSpec &file : spec.files) {
        specs.push_back(spec);
        specs.back().files = {file};
    }
    return specs;
}

Result<void> checkWhole(const AddOptions &options, const JobSpec &spec)
{
    if (spec.files.empty())
        return fail(ErrorCode::Empty);
    if (options.separate && spec.files.size() > 1 && !options.name.isEmpty())
        return fail(ErrorCode::InvalidArgument, u"--name names one job: leave out --separate"_s);
    if (options.separate && spec.files.size() > 1 && spec.settings.isForOneFile())
        return fail(ErrorCode::InvalidArgument, u"a checksum belongs to a job of one file"_s);
    return checkFolders(spec);
}

Result<void> checkType(const QString &type)
{
    if (type == u"download")
        return {};
    return fail(ErrorCode::InvalidArgument,
                jobTypeFromWire(type) ? u"--type: uploads are not possible yet"_s
                                      : u"--type: download is needed"_s);
}

Result<JobSpec> wholeSpec(const AddOptions &options, QIODevice &in, const QString &workingFolder)
{
    if (const auto checked = checkType(options.type); !checked)
        return tl::unexpected(checked.error());
    JobSpec spec;
    spec.name = options.name;
    spec.suspended = options.suspended;
    if (!options.folder.isEmpty())
        spec.folder = absolute(options.folder, workingFolder);
    const QString base = spec.folder.isEmpty() ? workingFolder : spec.folder;
    const auto settings = settingsOf(options);
    if (!settings)
        return tl::unexpected(settings.error());
    spec.settings = *settings;
    // A variable that a script forgot to fill must not mean that nobody is shown who asks.
    if (!options.clientCertificate.isNull() && options.clientCertificate.isEmpty())
        return fail(ErrorCode::InvalidArgument,
                    u"--client-certificate is empty: leave it out, or write none"_s);
    const auto certificate = clientCertificateOf(options.clientCertificate, workingFolder);
    if (!certificate)
        return tl::unexpected(certificate.error());
    spec.settings.clientCertificate = *certificate;
    const auto files = filesOf(options, in, base, workingFolder);
    if (!files)
        return tl::unexpected(files.error());
    spec.files = *files;
    if (const auto applied = applyRanges(options.ranges, spec); !applied)
        return tl::unexpected(applied.error());
    if (options.output.isEmpty())
        return spec;
    return applyOutput(options.output, base, spec).map([&] { return spec; });
}

/// What there may be twice, but comes from one place only.
Result<void> checkSignIn(const AddOptions &options)
{
    if (options.signIn.passwordStdin && options.input == u"-")
        return fail(ErrorCode::InvalidArgument,
                    u"standard input cannot have both the links and the password"_s);
    return {};
}

Result<protocol::AddJob> jobOf(JobSpec spec, bool signsIn)
{
    auto given = takeGiven(spec.files);
    if (!given)
        return tl::unexpected(given.error());
    if (*given && signsIn)
        return fail(ErrorCode::InvalidArgument,
                    u"a link has a user name of its own: leave it out, or --user"_s);
    if (const auto valid = validate(spec); !valid)
        return tl::unexpected(valid.error());
    protocol::AddJob job{std::move(spec)};
    if (*given)
        job.credentials.emplace_back(std::move(**given));
    return job;
}

} // namespace

Result<std::vector<protocol::AddJob>> jobsOf(const AddOptions &options, QIODevice &in,
                                             const QString &workingFolder)
{
    const auto whole
        = checkSignIn(options).and_then([&] { return wholeSpec(options, in, workingFolder); });
    if (!whole)
        return tl::unexpected(whole.error());
    if (const auto checked = checkWhole(options, *whole); !checked)
        return tl::unexpected(checked.error());
    std::vector<JobSpec> specs = options.separate ? separated(*whole) : std::vector{*whole};
    std::vector<protocol::AddJob> jobs;
    for (JobSpec &spec : specs) {
        auto job = jobOf(std::move(spec), options.signIn.areGiven());
        if (!job)
            return tl::unexpected(job.error());
        jobs.push_back(std::move(*job));
    }
    return jobs;
}

} // namespace lighterman::cli
