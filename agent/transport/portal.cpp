// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/portal.h"

#include "common/base/redact.h"

#include <QHostAddress>

#include <algorithm>
#include <array>
#include <span>

namespace lighterman {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kNetworkAuthenticationRequired = 511;
constexpr auto kNew = 2min; ///< so long a network is

/// What web pages end in, and programs that write them, or files.
constexpr std::array kPages{"html"_L1, "htm"_L1, "xhtml"_L1, "shtml"_L1};
constexpr std::array kPrograms{"php"_L1, "asp"_L1, "aspx"_L1, "jsp"_L1, "cgi"_L1};

/// What files end in that no server writes pages under. What ends in anything else may be either.
constexpr std::array kFiles{
    "iso"_L1,  "img"_L1,   "qcow2"_L1, "vmdk"_L1,     "ova"_L1,     "dmg"_L1,  "exe"_L1,  "msi"_L1,
    "deb"_L1,  "rpm"_L1,   "apk"_L1,   "appimage"_L1, "flatpak"_L1, "snap"_L1, "jar"_L1,  "zip"_L1,
    "7z"_L1,   "rar"_L1,   "tar"_L1,   "gz"_L1,       "tgz"_L1,     "bz2"_L1,  "xz"_L1,   "zst"_L1,
    "lz4"_L1,  "cab"_L1,   "bin"_L1,   "pdf"_L1,      "epub"_L1,    "odt"_L1,  "ods"_L1,  "odp"_L1,
    "docx"_L1, "xlsx"_L1,  "pptx"_L1,  "mp3"_L1,      "ogg"_L1,     "opus"_L1, "flac"_L1, "wav"_L1,
    "m4a"_L1,  "mp4"_L1,   "mkv"_L1,   "webm"_L1,     "avi"_L1,     "mov"_L1,  "jpg"_L1,  "jpeg"_L1,
    "png"_L1,  "gif"_L1,   "webp"_L1,  "tiff"_L1,     "csv"_L1,     "json"_L1, "sql"_L1,  "sig"_L1,
    "asc"_L1,  "sha256"_L1};

/// What a path ends in behind its last dot; empty where it has none.
QString endingOf(const QString &path)
{
    const QString name = path.sliced(path.lastIndexOf(u'/') + 1);
    const qsizetype dot = name.lastIndexOf(u'.');
    return dot < 0 ? QString() : name.sliced(dot + 1).toLower();
}

/// Whether the link or the path ends in one of `endings`.
bool endsIn(std::span<const QLatin1StringView> endings, const Journey &journey, const Known &known)
{
    const auto isOne = [&](const QString &path) {
        const QString ending = endingOf(path);
        return std::ranges::any_of(endings, [&](QLatin1StringView one) { return ending == one; });
    };
    return isOne(journey.asked.path()) || isOne(known.path);
}

bool isHttp(const Journey &journey)
{
    return journey.asked.scheme() == "http"_L1;
}

bool isLedAway(const Journey &journey)
{
    return journey.now.host() != journey.asked.host();
}

bool isFull(const Answer &answer)
{
    return answer.status == 200 || answer.status == 203;
}

bool isPage(const Answer &answer)
{
    return answer.mediaType == "text/html" || answer.mediaType == "application/xhtml+xml";
}

/// Whether a web page may be what is wanted.
bool mayBePage(Doubt doubt, const Journey &journey, const Known &known)
{
    if (known.isPage || endsIn(kPages, journey, known))
        return true;
    if (known.have == 0 && endsIn(kPrograms, journey, known))
        return true;
    const bool isFile = known.isSeen() || endsIn(kFiles, journey, known);
    return !isFile && doubt == Doubt::Some;
}

/// Mirrors have the same file under other tags.
bool hasOtherSize(const Known &known, const Answer &answer)
{
    return known.have > 0 && known.total && answer.total() && *known.total != *answer.total();
}

bool isUntrusted(ErrorCode code)
{
    constexpr std::array kUntrusted{
        ErrorCode::TlsFailed,
        ErrorCode::CertificateUntrusted,
        ErrorCode::CertificateOtherHost,
        ErrorCode::CertificateExpired,
        ErrorCode::CertificateNotYetValid,
        ErrorCode::CertificateRevoked,
    };
    return std::ranges::find(kUntrusted, code) != kUntrusted.end();
}

/// Whether it is an end to which portals lead people who do not come with a browser.
bool isDeadEnd(const Journey &journey, ErrorCode code)
{
    constexpr std::array kRefused{ErrorCode::TooManyRedirects, ErrorCode::InsecureRedirect,
                                  ErrorCode::UnsupportedScheme};
    if (std::ranges::find(kRefused, code) != kRefused.end())
        return true;
    constexpr int kProxyWantsPassword = 407; // that is nearer than any portal
    const int status = httpStatus(code).value_or(0);
    const bool isRefusal = status >= 400 && status < 500 && status != kProxyWantsPassword;
    return isRefusal && isLedAway(journey) && kindOf(code) == ErrorKind::Fatal;
}

QString leader(const Journey &journey)
{
    return u"the network leads to "_s + oneLine(journey.now.host(), 255);
}

/// Its page has come: that is believed until there is a better answer.
Error seen(const Journey &journey)
{
    const QString detail
        = isLedAway(journey) ? leader(journey) : u"a web page came in place of the file"_s;
    return {ErrorCode::CaptivePortal, detail, ErrorContext::RemoteFile, {}};
}

Error guessed(const QString &detail)
{
    return {ErrorCode::CaptivePortal, detail, ErrorContext::GeneralTransport, {}};
}

} // namespace

Doubt doubtOf(const FileTask &task, const NetworkAge &age)
{
    const auto isNew = [now = std::chrono::steady_clock::now()](NetworkAge::Time since) {
        return now - since < kNew;
    };
    if (age.changedAt && isNew(*age.changedAt))
        return Doubt::New;
    switch (task.portal) {
    case PortalSeen::No:
        return isNew(age.startedAt) && !isThisComputer(task.file.url.host()) ? Doubt::Some
                                                                             : Doubt::None;
    case PortalSeen::Questioned:
        return Doubt::Some;
    case PortalSeen::Yes:
        return Doubt::Much;
    }
    return Doubt::None;
}

bool isThisComputer(const QString &host)
{
    return host == "localhost"_L1 || host.endsWith(".localhost"_L1)
        || QHostAddress(host).isLoopback();
}

std::optional<Error> portalIn(Doubt doubt, const Journey &journey, const Known &known,
                              const Answer &answer)
{
    if (!isHttp(journey))
        return std::nullopt;
    if (answer.status == kNetworkAuthenticationRequired)
        return seen(journey);
    if (doubt == Doubt::None || !isFull(answer))
        return std::nullopt;
    if (isPage(answer)) {
        const bool isSame
            = known.isSeen() && !known.resume.etag.isEmpty() && answer.etag == known.resume.etag;
        return isSame || mayBePage(doubt, journey, known) ? std::nullopt
                                                          : std::optional(seen(journey));
    }
    const bool isGuess = doubt == Doubt::New && isLedAway(journey) && hasOtherSize(known, answer);
    return isGuess ? std::optional(guessed(leader(journey))) : std::nullopt;
}

std::optional<Error> portalBehind(Doubt doubt, const Journey &journey, const Error &error)
{
    if (doubt != Doubt::New && doubt != Doubt::Much)
        return std::nullopt;
    const bool isDead = isHttp(journey) && isDeadEnd(journey, error.code);
    if (!isDead && !isUntrusted(error.code))
        return std::nullopt;
    const QString who = oneLine(journey.now.host(), 255);
    const QString what = oneLine(error.detail.isEmpty() ? wireName(error.code) : error.detail);
    return guessed(isDead ? leader(journey) + u", "_s + what
                          : u"somebody else may answer for "_s + who + u": "_s + what);
}

bool isPastPortals(const Journey &journey, const Answer &answer)
{
    return isHttp(journey) && (isFull(answer) || answer.status == 206) && !isPage(answer);
}

} // namespace lighterman
