// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/secret.h"

#include <QUrl>

#include <vector>

namespace lighterman {

/// The cookies in which Passport's servers keep that somebody has signed in. Each goes back to the
/// host that set it and nowhere else, whatever domain and path it names; one marked as secure over
/// https alone. They are in memory for the time of a sign-in.
class PassportCookies
{
public:
    /// Lines of Set-Cookie, one each; what is not sound is skipped.
    void take(const QUrl &from, QByteArrayView lines);
    /// For a request to `to`; empty where there is none.
    [[nodiscard]] QByteArray fieldFor(const QUrl &to) const;
    void forget(const QUrl &from);

private:
    struct Cookie
    {
        QString host;
        QByteArray name;
        Secret value;
        bool isSecure = false;
    };

    void takeLine(const QString &host, QByteArrayView line);

    std::vector<Cookie> m_cookies;
};

} // namespace lighterman
