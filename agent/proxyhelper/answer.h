// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

#include <QByteArray>

#include <vector>

namespace lighterman {

/// The longest answer, in bytes.
inline constexpr int kLargestAnswer = 64 << 10;

/// One proxy as settings have it.
struct ProxyEntry
{
    QString proxy = {}; ///< `http://HOST:PORT`, `socks5://HOST:PORT` or `direct`
    QString user = {};  ///< empty when the settings have none
    QString password = {};
    bool operator==(const ProxyEntry &) const = default;
};

/// Who has said what is in a SettingsAnswer.
enum class SettingsSource : quint8 { None, Environment, Gnome, Kde };

/// What the settings of an account say of one link: proxies, or a script, or that one is to be
/// looked for.
struct SettingsAnswer
{
    SettingsSource source = SettingsSource::None;
    QString place = {}; ///< where a person would look: a variable, a schema, a file
    std::vector<ProxyEntry> proxies = {};
    QString script = {};     ///< link of the script, which is not evaluated here
    bool isWpad = false;     ///< a script is to be looked for in the network
    bool everywhere = false; ///< nothing is configured for any host
    bool operator==(const SettingsAnswer &) const = default;
};

/// The answer that goes to the agent, one line with its end.
[[nodiscard]] QByteArray settingsLine(const Result<SettingsAnswer> &answer);
/// The same for what a script has returned, or for why it has not (`script-failed`).
[[nodiscard]] QByteArray scriptLine(const tl::expected<QString, QString> &answer);
/// The same for what is no question.
[[nodiscard]] QByteArray refusalLine(const Error &why);
/// What went wrong, on one line and cut.
[[nodiscard]] QString detailOf(const QString &text);

} // namespace lighterman
