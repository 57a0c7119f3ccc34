// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/portal.h"

#include "common/base/redact.h"

#include <algorithm>
#include <array>

namespace lighterman {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kNetworkAuthenticationRequired = 511;
constexpr auto kNew = 2min; ///< so long a network is

/// What web pages end in, and programs that write them.
constexpr std::array kPages{"html"_L1, "htm"_L1,  "xhtml"_L1, "shtml"_L1, "php"_L1,
                            "asp"_L1,  "aspx"_L1, "jsp"_L1,   "cgi"_L1};

/// What a path ends in behind its last dot; empty where it has none.
QString endingOf(const QString &path)
{
    const QString name = path.sliced(path.lastIndexOf(u'/') + 1);
    const qsizetype dot = name.lastIndexOf(u'.');
    return dot < 0 ? QString() : name.sliced(dot + 1).toLower();
}

bool isPageEnding(const QString &ending)
{
    return std::ranges::any_of(kPages, [&](QLatin1StringView page) { return ending == page; });
}

bool isLedAway(const Journey &journey)
{
    return journey.now.host() != journey.asked.host();
}

/// Whether a web page may be what is wanted.
bool mayBePage(Doubt doubt, const Journey &journey, const Known &known)
{
    const QString ending = endingOf(journey.asked.path());
    if (known.isPage || isPageEnding(ending) || isPageEnding(endingOf(known.path)))
        return true;
    const bool isFile = known.isSeen() || !ending.isEmpty();
    return !isFile && doubt != Doubt::Much;
}

} // namespace

Doubt doubtOf(const FileTask &task, std::optional<std::chrono::steady_clock::time_point> changedAt)
{
    if (changedAt && std::chrono::steady_clock::now() - *changedAt < kNew)
        return Doubt::Much;
    return task.hasMetPortal ? Doubt::Some : Doubt::None;
}

bool isPortal(Doubt doubt, const Journey &journey, const Known &known, const Answer &answer)
{
    if (journey.asked.scheme() != "http"_L1)
        return false;
    if (answer.status == kNetworkAuthenticationRequired)
        return true;
    const bool isBody = answer.status == 200 || answer.status == 203;
    if (doubt == Doubt::None || !isBody)
        return false;
    const bool isPage
        = answer.mediaType == "text/html" || answer.mediaType == "application/xhtml+xml";
    if (!isPage)
        return doubt == Doubt::Much && isLedAway(journey) && known.have > 0
            && hasChanged(known, answer);
    const bool isSame
        = known.isSeen() && !known.resume.etag.isEmpty() && answer.etag == known.resume.etag;
    return !isSame && !mayBePage(doubt, journey, known);
}

bool isPortal(Doubt doubt, const Journey &journey, ErrorCode error)
{
    if (doubt == Doubt::None || journey.asked.scheme() != "http"_L1)
        return false;
    constexpr std::array kUntrusted{
        ErrorCode::TlsFailed,
        ErrorCode::CertificateUntrusted,
        ErrorCode::CertificateOtherHost,
        ErrorCode::CertificateExpired,
        ErrorCode::CertificateNotYetValid,
        ErrorCode::CertificateRevoked,
    };
    const bool isUntrusted = std::ranges::find(kUntrusted, error) != kUntrusted.end();
    return error == ErrorCode::TooManyRedirects || (isUntrusted && isLedAway(journey));
}

Error portalError(const Journey &journey)
{
    const QString detail = isLedAway(journey)
        ? u"the network leads to "_s + oneLine(journey.now.host(), 255)
        : u"a web page came in place of the file"_s;
    return {ErrorCode::CaptivePortal, detail, ErrorContext::RemoteFile, {}};
}

} // namespace lighterman
