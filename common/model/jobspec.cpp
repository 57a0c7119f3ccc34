// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/jobspec.h"

#include "common/base/redact.h"
#include "common/model/clientcertificate.h"
#include "common/model/proxysetting.h"
#include "common/model/wirenames.h"

#include <QSet>

#include <algorithm>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array kTypes{"download"_L1, "upload"_L1, "upload-reply"_L1};
constexpr std::array kPriorities{"foreground"_L1, "high"_L1, "normal"_L1, "low"_L1};

struct Algorithm
{
    QLatin1StringView name;
    int bytes;
};
constexpr std::array kAlgorithms{
    Algorithm{"md5"_L1, 16},     Algorithm{"sha1"_L1, 20},   Algorithm{"sha224"_L1, 28},
    Algorithm{"sha256"_L1, 32},  Algorithm{"sha384"_L1, 48}, Algorithm{"sha512"_L1, 64},
    Algorithm{"blake2b"_L1, 64},
};
constexpr auto kNone = "none"_L1;

/// The digest as people write it, of so many bytes.
Result<QByteArray> readDigest(QStringView text, const QString &algorithm, int bytes)
{
    const QByteArray hex = text.trimmed().toLatin1().toLower();
    const bool isHex = std::ranges::all_of(
        hex, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    if (!isHex)
        return fail(ErrorCode::InvalidArgument,
                    u"a checksum has only the digits 0 to 9 and a to f behind its colon"_s);
    const qsizetype digits = qsizetype(2) * bytes;
    if (hex.size() != digits)
        return fail(
            ErrorCode::InvalidArgument,
            u"%1 has %2 digits, but here are %3"_s.arg(algorithm).arg(digits).arg(hex.size()));
    return QByteArray::fromHex(hex);
}

/// Headers that the transfer sets itself; letting a job set them would break resuming or framing.
constexpr std::array kOwnHeaders{
    "host"_L1,           "range"_L1,      "if-range"_L1,   "accept-encoding"_L1,
    "content-length"_L1, "connection"_L1, "te"_L1,         "transfer-encoding"_L1,
    "upgrade"_L1,        "trailer"_L1,    "keep-alive"_L1, "proxy-connection"_L1,
};

bool isTokenCharacter(QChar c)
{
    return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z')
        || u"!#$%&'*+-.^_`|~"_s.contains(c);
}

bool isHeaderValue(QStringView value)
{
    return std::ranges::all_of(value, [](QChar c) {
        return c == u'\t' || (c >= u' ' && c <= u'~') || (c >= QChar(0xA0) && c <= QChar(0xFF));
    });
}

/// How a path that is to be written may look.
Result<void> validatePath(const QString &path)
{
    if (path.contains(QChar(0)))
        return fail(ErrorCode::InvalidArgument, u"the destination has a NUL in it"_s);
    if (path.toUtf8().size() > kMaxPath)
        return fail(ErrorCode::StringTooLong,
                    u"the destination has more than %1 bytes"_s.arg(kMaxPath));
    return {};
}

Result<void> validateFigures(const JobSettings &settings)
{
    const qint64 rate = settings.maxRate.value_or(kLeastRate);
    if (rate < kLeastRate || rate > kMostRate)
        return fail(ErrorCode::InvalidArgument, u"a rate out of range"_s);
    const auto retry = settings.retryDelay.value_or(kLeastRetryDelay);
    if (retry < kLeastRetryDelay || retry > kLongestTime
        || settings.noProgressTimeout < std::chrono::seconds(0)
        || settings.noProgressTimeout > kLongestTime)
        return fail(ErrorCode::InvalidArgument, u"a time out of range"_s);
    return {};
}

} // namespace

tl::unexpected<Error> tooManyFiles(std::size_t count, int most)
{
    return fail(ErrorCode::TooManyFilesInJob,
                u"%1 files, at most %2 are allowed"_s.arg(count).arg(most));
}

QLatin1StringView wireName(JobType type)
{
    return kTypes.at(std::size_t(type));
}

std::optional<JobType> jobTypeFromWire(QStringView name)
{
    return fromWire<JobType>(kTypes, name);
}

QLatin1StringView wireName(Priority priority)
{
    return kPriorities.at(std::size_t(priority));
}

std::optional<Priority> priorityFromWire(QStringView name)
{
    return fromWire<Priority>(kPriorities, name);
}

Result<Checksum> Checksum::parse(QStringView text)
{
    text = text.trimmed();
    if (text.compare(kNone, Qt::CaseInsensitive) == 0)
        return Checksum{kNone, {}};
    const qsizetype colon = text.indexOf(u':');
    if (colon < 0)
        return fail(ErrorCode::InvalidArgument,
                    u"a checksum is written ALGORITHM:DIGITS, such as sha256:9f86…, or none"_s);
    QString name = text.first(colon).trimmed().toString().toLower();
    name.remove(u'-'); // sha-256 is what some sites write
    const auto known = std::ranges::find_if(kAlgorithms, [&](auto a) { return name == a.name; });
    if (known == kAlgorithms.end())
        return fail(ErrorCode::InvalidHashAlgorithm, oneLine(text.first(colon).toString(), 40));
    return readDigest(text.sliced(colon + 1), name, known->bytes).map([&](QByteArray bytes) {
        return Checksum{name, std::move(bytes)};
    });
}

QString Checksum::toString() const
{
    if (isNone())
        return kNone;
    return algorithm + u':' + QString::fromLatin1(digest.toHex());
}

bool Checksum::isNone() const
{
    return algorithm == kNone && digest.isEmpty();
}

Result<Header> Header::parse(QStringView text)
{
    const qsizetype colon = text.indexOf(u':');
    const QStringView name = text.first(std::max<qsizetype>(0, colon));
    if (name.isEmpty() || !std::ranges::all_of(name, isTokenCharacter))
        return fail(ErrorCode::InvalidArgument, u"a header is written \"Name: value\""_s);
    const QStringView value = text.sliced(colon + 1).trimmed();
    if (!isHeaderValue(value))
        return fail(ErrorCode::InvalidArgument,
                    u"header %1 has characters that a header cannot carry"_s.arg(name));
    if (std::ranges::any_of(kOwnHeaders,
                            [&](auto own) { return name.compare(own, Qt::CaseInsensitive) == 0; }))
        return fail(ErrorCode::InvalidArgument, u"header %1 is set by the transfer"_s.arg(name));
    return Header{name.toLatin1(), value.toLatin1()};
}

Result<QUrl> parseUrl(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.size() > kMaxUrl)
        return fail(ErrorCode::StringTooLong, u"the link has %1 characters"_s.arg(trimmed.size()));
    if (trimmed.contains(QChar(QChar::ReplacementCharacter))) // bytes that were no text got lost
        return fail(ErrorCode::InvalidUrl, u"the link has bytes that are no text"_s);
    const QUrl url(trimmed, QUrl::StrictMode);
    if (trimmed.isEmpty() || !url.isValid() || url.isRelative())
        return fail(ErrorCode::InvalidUrl, invalidity(url));
    if (url.scheme() != "http"_L1 && url.scheme() != "https"_L1)
        return fail(ErrorCode::UnsupportedScheme, url.scheme());
    if (url.host().isEmpty())
        return fail(ErrorCode::InvalidUrl, u"the link names no host"_s);
    return url;
}

Result<void> validateRangeCount(const std::vector<FileSpec> &files)
{
    std::size_t count = 0;
    for (const FileSpec &file : files)
        count += file.ranges.size();
    return count > std::size_t(kMaxRanges) ? tooManyRanges(count, kMaxRanges) : Result<void>();
}

Result<void> validate(const FileSpec &file)
{
    // A link that came over the socket passes the same door as one that was typed.
    const auto url = parseUrl(QString::fromUtf8(file.url.toEncoded()));
    if (!url)
        return tl::unexpected(url.error());
    if (!url->userInfo().isEmpty()) // would end up in the store, in lists and in logs
        return fail(ErrorCode::InvalidUrl, u"a link must not carry a user name or password"_s);
    if (!file.path.isEmpty() && (!file.path.startsWith(u'/') || file.path.endsWith(u'/')))
        return fail(ErrorCode::InvalidArgument, u"the destination is not an absolute path"_s,
                    ErrorContext::LocalFile, file.path);
    constexpr qsizetype kLongestName = 255; // NAME_MAX
    if (file.path.sliced(file.path.lastIndexOf(u'/') + 1).toUtf8().size() > kLongestName)
        return fail(ErrorCode::StringTooLong,
                    u"the name of the destination has more than %1 bytes"_s.arg(kLongestName));
    return validatePath(file.path).and_then([&] { return validate(file.ranges); });
}

/// The doors through which each value would have come one by one.
Result<void> validate(const JobSettings &settings)
{
    qsizetype bytes = 0;
    for (const Header &header : settings.headers) {
        const auto read = Header::parse(QString::fromLatin1(header.name + ": " + header.value));
        if (!read)
            return tl::unexpected(read.error());
        bytes += header.name.size() + header.value.size();
        if (*read != header || bytes > kMaxHeaderBytes)
            return fail(ErrorCode::InvalidArgument, u"headers that no request can carry"_s);
    }
    if (settings.checksum) {
        if (const auto read = Checksum::parse(settings.checksum->toString()); !read)
            return tl::unexpected(read.error());
    }
    if (settings.notifyCommand) {
        if (auto valid = validate(*settings.notifyCommand); !valid)
            return valid;
    }
    if (auto proxy = checkProxy(settings.proxy); !proxy)
        return proxy;
    if (auto certificate = checkClientCertificate(settings.clientCertificate); !certificate)
        return certificate;
    return validateFigures(settings);
}

Result<void> checkName(const QString &name)
{
    if (name.isEmpty())
        return fail(ErrorCode::InvalidArgument, u"name: at least one character"_s);
    if (name.size() > kMaxName)
        return fail(ErrorCode::StringTooLong,
                    u"name: %1 characters, at most %2"_s.arg(name.size()).arg(kMaxName));
    return {};
}

Result<void> validate(const JobSpec &spec)
{
    if (spec.type != JobType::Download)
        return fail(ErrorCode::InvalidArgument, u"only downloads are possible"_s);
    if (spec.files.empty())
        return fail(ErrorCode::Empty);
    if (spec.files.size() > std::size_t(kMaxFiles))
        return tooManyFiles(spec.files.size(), kMaxFiles);
    if (spec.name.size() > kMaxName) // without one it gets that of its first file
        return checkName(spec.name);
    if (!spec.folder.isEmpty() && !spec.folder.startsWith(u'/'))
        return fail(ErrorCode::InvalidArgument, u"the folder is not an absolute path"_s,
                    ErrorContext::LocalFile, spec.folder);
    if (auto valid = validatePath(spec.folder).and_then([&] { return validate(spec.settings); });
        !valid)
        return valid;
    if (spec.settings.isForOneFile() && spec.files.size() > 1)
        return fail(ErrorCode::InvalidArgument, u"a checksum belongs to a job of one file"_s);
    QSet<QString> paths;
    for (const FileSpec &file : spec.files) {
        if (auto valid = validate(file); !valid)
            return valid;
        if (!file.path.isEmpty() && paths.contains(file.path))
            return fail(ErrorCode::InvalidArgument, u"two files have the same destination"_s,
                        ErrorContext::LocalFile, file.path);
        paths.insert(file.path);
    }
    return validateRangeCount(spec.files);
}

} // namespace lighterman
