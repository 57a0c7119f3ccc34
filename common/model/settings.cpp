// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/settings.h"

#include "common/model/domains.h"
#include "common/model/jobspec.h"
#include "common/model/setters.h"
#include "common/model/wirenames.h"

#include <algorithm>
#include <array>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array kImplicit{"always"_L1, "domain"_L1, "on-request"_L1};

struct Row
{
    QLatin1StringView key;
    QLatin1StringView help;
    QString (*get)(const Settings &) = nullptr;
    Result<void> (*set)(Settings &, QStringView) = nullptr;
};

Result<void> setFolder(Settings &s, QStringView value)
{
    if (!value.isEmpty() && !value.startsWith(u'/'))
        return fail(ErrorCode::InvalidArgument, u"an absolute path is needed"_s);
    s.downloadFolder = value.toString();
    return {};
}

template <auto Member>
QString number(const Settings &s)
{
    if constexpr (requires { (s.*Member).count(); })
        return QString::number((s.*Member).count());
    else
        return QString::number(s.*Member);
}

template <auto Member, qint64 Least, qint64 Most>
Result<void> setNumber(Settings &s, QStringView value)
{
    return store(readNumber(value, Least, Most), s.*Member);
}

/// BITS has a code of its own for sizes that are no limit.
Result<void> setMaxDownloadSize(Settings &s, QStringView value)
{
    constexpr qint64 kMost = 1'000'000'000'000'000;
    return setNumber<&Settings::maxDownloadSize, 0, kMost>(s, value).map_error([](Error error) {
        error.code = ErrorCode::MaxDownloadSizeInvalidValue;
        return error;
    });
}

template <auto Member>
QString rate(const Settings &s)
{
    return toString(s.*Member);
}

template <auto Member>
Result<void> setRate(Settings &s, QStringView value)
{
    return store(readRateLimit(value), s.*Member);
}

template <auto Member>
QString text(const Settings &s)
{
    return s.*Member;
}

/// An https link, or nothing.
template <auto Member>
Result<void> setSecureLink(Settings &s, QStringView value)
{
    const QUrl url(value.toString(), QUrl::StrictMode);
    const bool isSound = url.isValid() && url.scheme() == "https"_L1 && !url.host().isEmpty()
        && url.userInfo().isEmpty();
    if (!value.isEmpty() && !isSound)
        return fail(ErrorCode::InvalidArgument, u"wanted is a link that begins with https://"_s);
    s.*Member = value.toString();
    return {};
}

Result<void> setRealm(Settings &s, QStringView value)
{
    constexpr qsizetype kMostRealm = 300; // far more than any has
    if (value.size() > kMostRealm
        || std::ranges::any_of(value, [](QChar one) { return one < u' ' || one == u','; }))
        return fail(ErrorCode::InvalidArgument, u"wanted are up to 300 characters, no comma"_s);
    s.passportRealm = value.toString();
    return {};
}

Result<void> setImplicit(Settings &s, QStringView value)
{
    const auto when = implicitSignInFromWire(value);
    if (!when)
        return fail(ErrorCode::InvalidArgument, u"always, domain or on-request is needed"_s);
    s.implicitSignIn = *when;
    return {};
}

constexpr std::array kRows{
    Row{"download-folder"_L1, "where files go; empty: the desktop's download folder"_L1,
        [](const Settings &s) { return s.downloadFolder; }, setFolder},
    Row{"background-slots"_L1, "background jobs that move at once, 1 to 16"_L1,
        number<&Settings::backgroundSlots>, setNumber<&Settings::backgroundSlots, 1, 16>},
    Row{"time-slice"_L1,
        "seconds after which a background job makes way for waiting ones of its priority, 10 to 86400"_L1,
        number<&Settings::timeSlice>, setNumber<&Settings::timeSlice, 10, 86400>},
    Row{"connections-per-host"_L1,
        "connections to one host at once, 1 to 8; counts from the next start of the agent"_L1,
        number<&Settings::connectionsPerHost>, setNumber<&Settings::connectionsPerHost, 1, 8>},
    Row{"connections-per-file"_L1,
        "connections for one file where several are faster, 1 to 8; counts from the next start"_L1,
        number<&Settings::connectionsPerFile>, setNumber<&Settings::connectionsPerFile, 1, 8>},
    Row{"stall-timeout"_L1, "seconds of silence before a transfer is tried again, 5 to 3600"_L1,
        number<&Settings::stallTimeout>, setNumber<&Settings::stallTimeout, 5, 3600>},
    Row{"retry-delay"_L1, "seconds before the first retry, doubling, 5 to 86400"_L1,
        number<&Settings::retryDelay>, setNumber<&Settings::retryDelay, 5, 86400>},
    Row{"longest-retry-delay"_L1, "seconds between retries at most, 5 to 86400"_L1,
        number<&Settings::longestRetryDelay>, setNumber<&Settings::longestRetryDelay, 5, 86400>},
    Row{"notify-timeout"_L1, "seconds after which a notify command is stopped, 1 to 86400"_L1,
        number<&Settings::notifyTimeout>, setNumber<&Settings::notifyTimeout, 1, 86400>},
    Row{"history-days"_L1, "days that finished and cancelled jobs stay in the list, 0 to 999"_L1,
        number<&Settings::historyDays>, setNumber<&Settings::historyDays, 0, 999>},
    Row{"max-jobs"_L1, "jobs that may be unfinished at once, 1 to 1000000"_L1,
        number<&Settings::maxJobs>, setNumber<&Settings::maxJobs, 1, 1'000'000>},
    Row{"max-files-per-job"_L1, "files that a new job may have, 1 to 10000"_L1,
        number<&Settings::maxFilesPerJob>, setNumber<&Settings::maxFilesPerJob, 1, kMaxFiles>},
    Row{"max-ranges-per-file"_L1, "ranges that a file of a new job may have, 1 to 10000"_L1,
        number<&Settings::maxRangesPerFile>, setNumber<&Settings::maxRangesPerFile, 1, kMaxRanges>},
    Row{"max-download-size"_L1,
        "bytes that the files of a job may have together, 0 to 1000000000000000; 0: any"_L1,
        number<&Settings::maxDownloadSize>, setMaxDownloadSize},
    Row{"max-download-time"_L1,
        "seconds that a job may connect and transfer until it is resumed, 0 to 31536000; 0: any"_L1,
        number<&Settings::maxDownloadTime>,
        setNumber<&Settings::maxDownloadTime, 0, kLongestTime.count()>},
    Row{"transfer-policy"_L1,
        "networks that jobs use unless they say otherwise: always, not-roaming, unmetered"_L1,
        [](const Settings &s) { return QString(wireName(s.transferPolicy)); },
        [](Settings &s, QStringView v) { return store(readTransferPolicy(v), s.transferPolicy); }},
    Row{"max-rate"_L1,
        "bytes per second of all background jobs together, such as 500K or 2M; none: any; 0: not now"_L1,
        rate<&Settings::maxRate>, setRate<&Settings::maxRate>},
    Row{"schedule"_L1,
        "when schedule-rate counts instead of max-rate, such as mon-fri 08:00-17:00; empty: never"_L1,
        [](const Settings &s) { return s.schedule.toString(); },
        [](Settings &s, QStringView value) { return store(WeekHours::parse(value), s.schedule); }},
    Row{"schedule-rate"_L1, "what max-rate says, for the hours of schedule"_L1,
        rate<&Settings::scheduleRate>, setRate<&Settings::scheduleRate>},
    Row{"inactivity-days"_L1,
        "days without any news before an unfinished job is cancelled, 0 to 999; 0: never"_L1,
        number<&Settings::inactivityDays>, setNumber<&Settings::inactivityDays, 0, 999>},
    Row{"battery-floor"_L1,
        "percent of battery charge below which background jobs wait for power, 0 to 99; 0: never"_L1,
        number<&Settings::batteryFloor>, setNumber<&Settings::batteryFloor, 0, 99>},
    Row{"keep-awake"_L1,
        "true: this computer is kept awake while a foreground job moves that cannot be resumed"_L1,
        [](const Settings &s) { return s.keepAwake ? u"true"_s : u"false"_s; },
        [](Settings &s, QStringView v) { return store(readBool(v), s.keepAwake); }},
    Row{"auth.implicit"_L1,
        "who may have your Kerberos ticket when they ask: always, domain (hosts of auth.domains), "
        "on-request (jobs given credentials without name and password)"_L1,
        [](const Settings &s) { return QString(wireName(s.implicitSignIn)); }, setImplicit},
    Row{"auth.domains"_L1,
        "domains for auth.implicit, with the hosts below them, such as corp.example, lab.example; "
        "100 at most"_L1,
        [](const Settings &s) { return s.implicitDomains.join(u", "_s); },
        [](Settings &s, QStringView v) { return store(readDomains(v), s.implicitDomains); }},
    Row{"passport.nexus"_L1,
        "https link of the server that names Passport's login server; from the next start"_L1,
        text<&Settings::passportNexus>, setSecureLink<&Settings::passportNexus>},
    Row{"passport.login-url"_L1,
        "https link of Passport's login server, in place of a nexus; from the next start"_L1,
        text<&Settings::passportLogin>, setSecureLink<&Settings::passportLogin>},
    Row{"passport.realm"_L1,
        "realm of passport.login-url, without which that is not used; from the next start"_L1,
        text<&Settings::passportRealm>, setRealm},
};

Result<const Row *> rowOf(QStringView key)
{
    const auto found = std::ranges::find_if(kRows, [&](const Row &row) { return key == row.key; });
    if (found == kRows.end())
        return fail(ErrorCode::UnknownPropertyId, u"there is no setting \"%1\""_s.arg(key));
    return &*found;
}

} // namespace

QLatin1StringView wireName(ImplicitSignIn when)
{
    return kImplicit.at(std::size_t(when));
}

std::optional<ImplicitSignIn> implicitSignInFromWire(QStringView name)
{
    return fromWire<ImplicitSignIn>(kImplicit, name);
}

std::vector<SettingInfo> settingKeys()
{
    std::vector<SettingInfo> keys;
    keys.reserve(kRows.size());
    for (const Row &row : kRows)
        keys.push_back({row.key, row.help});
    return keys;
}

Result<QString> setting(const Settings &settings, QStringView key)
{
    return rowOf(key).map([&](const Row *row) { return row->get(settings); });
}

Result<void> setSetting(Settings &settings, QStringView key, QStringView value)
{
    const auto row = rowOf(key);
    if (!row)
        return tl::unexpected(row.error());
    return (*row)->set(settings, value).map_error([&](Error error) {
        error.detail = u"%1: %2"_s.arg(key, error.detail);
        return error;
    });
}

} // namespace lighterman
