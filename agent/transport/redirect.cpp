// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/redirect.h"

#include "common/base/redact.h"

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr int kHttpPort = 80;
constexpr int kHttpsPort = 443;

int portOf(const QUrl &url)
{
    return url.port(url.scheme() == "https"_L1 ? kHttpsPort : kHttpPort);
}

} // namespace

bool isSameOrigin(const QUrl &a, const QUrl &b)
{
    return a.scheme() == b.scheme() && a.host() == b.host() && portOf(a) == portOf(b);
}

QString originOf(const QUrl &url)
{
    return url.scheme() + u"://"_s + url.host() + u':' + QString::number(portOf(url));
}

Result<QUrl> redirectTarget(const QUrl &from, const QByteArray &location)
{
    using enum ErrorContext;
    const QUrl target = from.resolved(QUrl::fromEncoded(location.trimmed()));
    const QString to = u"redirect to "_s + oneLine(redacted(target));
    const bool isWeb = target.scheme() == "https"_L1 || target.scheme() == "http"_L1;
    if (location.trimmed().isEmpty() || !target.isValid() || (isWeb && target.host().isEmpty()))
        return fail(ErrorCode::InvalidServerResponse, u"redirect without a usable link"_s,
                    RemoteFile);
    if (!isWeb)
        return fail(ErrorCode::UnsupportedScheme, to, RemoteFile);
    if (from.scheme() == "https"_L1 && target.scheme() == "http"_L1)
        return fail(ErrorCode::InsecureRedirect, to, RemoteFile);
    QUrl clean = target;
    clean.setUserInfo({});
    clean.setFragment({});
    return clean;
}

} // namespace lighterman
