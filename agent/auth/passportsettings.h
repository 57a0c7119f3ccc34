// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QUrl>

namespace lighterman {

/// Where Passport signs in. Nothing of it has a default: the servers of old are gone.
struct PassportSettings
{
    QUrl nexus = {};    ///< names the login server (MS-PASS, section 2.2.3); https
    QUrl loginUrl = {}; ///< the login server itself, in place of a nexus; https
    QString realm = {}; ///< of the login server; needed with `loginUrl`
    bool operator==(const PassportSettings &) const = default;

    /// Whether there is a way to sign in.
    [[nodiscard]] bool isUsable() const
    {
        const QUrl &way = loginUrl.isEmpty() ? nexus : loginUrl;
        return way.isValid() && way.scheme() == QLatin1StringView("https") && !way.host().isEmpty()
            && (loginUrl.isEmpty() || !realm.isEmpty());
    }
};

} // namespace lighterman
