// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"
#include "common/model/ratelimit.h"
#include "common/model/transferpolicy.h"
#include "common/model/weekhours.h"

#include <QStringList>

#include <chrono>
#include <vector>

namespace lighterman {

/// Reference of BITS, section 6.3 (UseLMCompat).
enum class ImplicitSignIn : quint8 {
    Always,
    Domain,    ///< hosts of listed domains
    OnRequest, ///< jobs that were given credentials without name and password
};
[[nodiscard]] QLatin1StringView wireName(ImplicitSignIn when);
[[nodiscard]] std::optional<ImplicitSignIn> implicitSignInFromWire(QStringView name);

/// Settings of the agent (`lighterman config`); typed, with defaults. Ranges stand in
/// settingKeys(). Limits name the number of BITS (its reference, section 0).
struct Settings
{
    QString downloadFolder = {}; ///< absolute; empty: paths::downloads()
    int backgroundSlots = 3;     ///< background jobs that move at once, 1 to 16
    /// What a background job has a slot for while equals wait, 10 to 86400; BITS: not published.
    std::chrono::seconds timeSlice{300};
    int connectionsPerHost = 8; ///< 1 to 8
    int connectionsPerFile = 8; ///< 1 to 8, of those of its host; background jobs: at most 2
    std::chrono::seconds stallTimeout{
        60};                            ///< silence from the server while we want bytes, 5 to 3600
    std::chrono::seconds retryDelay{5}; ///< first delay, doubling, 5 to 86400
    std::chrono::seconds longestRetryDelay{600}; ///< 5 to 86400
    std::chrono::seconds notifyTimeout{600};     ///< a notify command may run that long, 1 to 86400
    int historyDays = 30;         ///< finished and cancelled jobs are listed that long, 0 to 999
    int maxJobs = 100'000;        ///< neither finished nor cancelled, 1 to 1,000,000; BITS: 60
    int maxFilesPerJob = 10'000;  ///< 1 to 10,000; BITS: 200
    int maxRangesPerFile = 1'000; ///< 1 to 10,000; BITS: 500
    qint64 maxDownloadSize = 0;   ///< bytes of a job, to 10^15, 0: no limit; BITS: none by default
    /// Of connecting and transferring since the job was added or resumed, to a year, 0: no limit;
    /// BITS: the same 90 days.
    std::chrono::seconds maxDownloadTime{7'776'000};
    TransferPolicy transferPolicy = TransferPolicy::Always; ///< of jobs without one; BITS: the same
    /// Of all background jobs together; 0: not now, they wait.
    RateLimit maxRate = {};
    WeekHours schedule = {};     ///< when scheduleRate counts instead of maxRate
    RateLimit scheduleRate = {}; ///< as maxRate
    int inactivityDays = 90; ///< before a forgotten job is cancelled, to 999, 0: never; BITS: 90

    /// Background jobs wait while the machine runs on a battery with less charge, in percent, to
    /// 99; 0: never.
    int batteryFloor = 20;
    /// Whether the machine is kept awake while a foreground job moves that cannot be resumed.
    bool keepAwake = false;

    /// When the person's own Kerberos ticket answers a server or proxy that asks.
    ImplicitSignIn implicitSignIn = ImplicitSignIn::OnRequest;
    /// For Domain: names of domains, lower case, without a dot in front; hosts in and below them.
    QStringList implicitDomains = {};

    // Where Passport signs in (MS-PASS); empty: nowhere. An agent keeps to what it began with.
    QString passportNexus = {}; ///< https link that names the login server
    QString passportLogin = {}; ///< https link of the login server itself, in place of a nexus
    QString passportRealm = {}; ///< of the login server; needed with passportLogin

    bool operator==(const Settings &) const = default;
};

struct SettingInfo
{
    QString key = {};
    QString help = {}; ///< one line: meaning, unit, range
};

[[nodiscard]] std::vector<SettingInfo> settingKeys();
/// UnknownPropertyId when there is no such key.
[[nodiscard]] Result<QString> setting(const Settings &settings, QStringView key);
/// UnknownPropertyId; MaxDownloadSizeInvalidValue, or InvalidArgument for all other keys, with a
/// detail that names key and range.
[[nodiscard]] Result<void> setSetting(Settings &settings, QStringView key, QStringView value);

} // namespace lighterman
