// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/byterange.h"
#include "common/model/notifycommand.h"
#include "common/model/ratelimit.h"
#include "common/model/transferpolicy.h"

#include <QByteArray>
#include <QUrl>

#include <chrono>
#include <optional>
#include <vector>

namespace lighterman {

enum class JobType : quint8 { Download, Upload, UploadReply };
[[nodiscard]] QLatin1StringView wireName(JobType type);
[[nodiscard]] std::optional<JobType> jobTypeFromWire(QStringView name);

/// Foreground jobs all move at once; the other three share the background slots, higher first.
enum class Priority : quint8 { Foreground, High, Normal, Low };
[[nodiscard]] QLatin1StringView wireName(Priority priority);
[[nodiscard]] std::optional<Priority> priorityFromWire(QStringView name);

/// What the whole file must hash to.
struct Checksum
{
    QString algorithm = {}; ///< md5, sha1, sha224, sha256, sha384, sha512, blake2b or none
    QByteArray digest = {}; ///< raw bytes, as many as the algorithm has

    /// Reads `sha256:9f86…` or `none`. InvalidHashAlgorithm, InvalidArgument.
    [[nodiscard]] static Result<Checksum> parse(QStringView text);
    [[nodiscard]] QString toString() const;
    /// Somebody wants nothing to be checked, not even what the server says of the file.
    [[nodiscard]] bool isNone() const;
    bool operator==(const Checksum &) const = default;
};

/// A header that every request of the job carries (secrets may be in it: print with
/// redactedHeader).
struct Header
{
    QByteArray name = {};
    QByteArray value = {};

    /// Reads `Name: value`. InvalidArgument for what RFC 9110 forbids and for headers that are the
    /// transfer's own business (Host, Range, If-Range, Accept-Encoding, Content-Length …).
    [[nodiscard]] static Result<Header> parse(QStringView text);
    bool operator==(const Header &) const = default;
};

/// What is said beforehand of a job that is to go on after logoff.
inline constexpr QLatin1StringView kWithoutSession(
    "goes on after logoff: the keyring is closed then, and it takes loginctl enable-linger for the "
    "agent to live on");

/// Properties of a job that may change while it lives (`lighterman set`).
struct JobSettings
{
    Priority priority = Priority::Normal;
    bool manualComplete = false; ///< files stay hidden until `complete`
    bool keepRunning = false;    ///< moves on after logoff, without what a session has: the keyring
    std::optional<std::chrono::seconds> retryDelay
        = {};                                        ///< constant; absent: 5 s doubling to 600 s
    std::chrono::seconds noProgressTimeout{1209600}; ///< 0: every error is fatal
    std::optional<Checksum> checksum = {}; ///< of the job's only file, unless it is `none`
    std::vector<Header> headers = {};
    std::optional<NotifyCommand> notifyCommand = {};   ///< run when the job is done or has failed
    std::optional<TransferPolicy> transferPolicy = {}; ///< absent: the agent's
    RateLimit maxRate = {}; ///< of all files of the job together; never 0
    bool allowInsecureBasic
        = false;                    ///< passwords and tokens that can be read on the way: over http
    bool preemptive = false;        ///< servers are told who asks before they want to know
    QUrl proxy = {};                ///< as readProxy() gives it; empty: none
    QString clientCertificate = {}; ///< as readClientCertificate() gives it; empty: none

    /// Whether the checksum can be only one file's.
    [[nodiscard]] bool isForOneFile() const { return checksum && !checksum->isNone(); }
    bool operator==(const JobSettings &) const = default;
};

/// Keys of JobSettings, as `set`, `info` and the documents know them. (`set` also takes `name` and
/// `queue`.)
[[nodiscard]] std::vector<QString> jobSettingKeys();
/// The value of `key` as `set` takes it; header values are redacted. UnknownPropertyId.
[[nodiscard]] Result<QString> jobSetting(const JobSettings &settings, QStringView key);
/// Changes one setting. UnknownPropertyId, or what is wrong with the value (mostly
/// InvalidArgument), with a detail that names key and range.
[[nodiscard]] Result<void> setJobSetting(JobSettings &settings, QStringView key, QStringView value);

struct FileSpec
{
    QUrl url = {};
    QString path = {}; ///< absolute; empty: named by the server or the link, in the job's folder
    ByteRanges ranges = {};
    bool operator==(const FileSpec &) const = default;
};

/// What a person asks for.
struct JobSpec
{
    QString name = {}; ///< empty: taken from the first file
    JobType type = JobType::Download;
    QString folder = {}; ///< absolute; empty: the agent's download folder
    std::vector<FileSpec> files = {};
    bool suspended = false;
    JobSettings settings = {};
    bool operator==(const JobSpec &) const = default;
};

/// Longest texts and numbers that are taken (reference of BITS, section 0).
inline constexpr int kMaxUrl = 2200;
inline constexpr int kMaxName = 256;
inline constexpr int kMaxFiles = 10'000;       ///< whatever `max-files-per-job` says
inline constexpr int kMaxHeaderBytes = 16'384; ///< names and values of all headers of a job
/// Longest delays and time-outs: a year.
inline constexpr std::chrono::seconds kLongestTime{31'536'000};
/// BITS raises smaller retry delays to this in silence (BG_JOB minimum retry delay).
inline constexpr std::chrono::seconds kLeastRetryDelay{5};
inline constexpr int kMaxPath = 4095; ///< bytes, what Linux takes (PATH_MAX)

/// A link as a person typed it. White space around it is dropped; it must be absolute, http or
/// https, with a host, and need no guessing. InvalidUrl, UnsupportedScheme, StringTooLong.
[[nodiscard]] Result<QUrl> parseUrl(const QString &text);

/// TooManyFilesInJob, with both numbers.
[[nodiscard]] tl::unexpected<Error> tooManyFiles(std::size_t count, int most);

/// TooManyRangesInFile when the files have more than kMaxRanges together.
[[nodiscard]] Result<void> validateRangeCount(const std::vector<FileSpec> &files);

/// Whether a job can be named so: 1 to kMaxName characters. InvalidArgument, StringTooLong.
[[nodiscard]] Result<void> checkName(const QString &name);

/// Everything that can be said against it without looking at disk or network, whatever way it came.
[[nodiscard]] Result<void> validate(const JobSpec &spec);
[[nodiscard]] Result<void> validate(const FileSpec &file);
[[nodiscard]] Result<void> validate(const JobSettings &settings);

} // namespace lighterman
