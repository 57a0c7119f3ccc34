// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/request.h"

#include "agent/transport/headers.h"

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// Cookies come from servers, and are not to end a field.
bool isOneLine(const QByteArray &value)
{
    return !value.contains('\r') && !value.contains('\n');
}

void signWith(QNetworkRequest &request, const AuthFields &auth)
{
    if (!auth.authorization.isEmpty() && isOneLine(auth.authorization))
        request.setRawHeader("Authorization", auth.authorization);
    if (auth.cookie.isEmpty() || !isOneLine(auth.cookie))
        return;
    const QByteArray own = request.rawHeader("Cookie");
    request.setRawHeader("Cookie", own.isEmpty() ? auth.cookie : own + "; " + auth.cookie);
}

} // namespace

QByteArray validatorOf(const ResumePoint &known)
{
    const bool byTag = !known.etag.isEmpty() && isStrong(known.etag);
    return byTag ? known.etag : known.lastModified;
}

QNetworkRequest makeRequest(const Ask &ask, const QByteArray &userAgent,
                            const QSslConfiguration &tls)
{
    using Request = QNetworkRequest;
    QUrl url = ask.url;
    url.setUserInfo({});
    Request request(url);
    request.setAttribute(Request::Http2AllowedAttribute, false);
    request.setAttribute(Request::RedirectPolicyAttribute, Request::ManualRedirectPolicy);
    request.setAttribute(Request::CacheSaveControlAttribute, false);
    request.setAttribute(Request::CookieLoadControlAttribute, Request::Manual);
    request.setAttribute(Request::CookieSaveControlAttribute, Request::Manual);
    const bool byConnection = ask.auth.login || ask.proxyLogin;
    const auto reuse = byConnection ? Request::Automatic : Request::Manual;
    request.setAttribute(Request::AuthenticationReuseAttribute, reuse);
    request.setRawHeader("User-Agent", userAgent);
    request.setRawHeader("Accept", "*/*");
    for (const Header &header : ask.headers) {
        // Through a tunnel the server would read it, for whom it never is.
        const bool isOfProxy = header.name.compare("Proxy-Authorization", Qt::CaseInsensitive) == 0;
        if (!isOfProxy || url.scheme() == "http"_L1)
            request.setRawHeader(header.name, header.value);
    }
    signWith(request, ask.auth);
    if (!ask.proxyAuth.isEmpty() && isOneLine(ask.proxyAuth) && url.scheme() == "http"_L1)
        request.setRawHeader("Proxy-Authorization", ask.proxyAuth);
    // Also what switches Qt's own decompression off, which would neither count nor check lengths.
    request.setRawHeader("Accept-Encoding", "identity");
    if (ask.from > 0 || ask.end > 0 || ask.isRange) {
        const QByteArray last = ask.end > 0 ? QByteArray::number(ask.end - 1) : QByteArray();
        request.setRawHeader("Range", "bytes=" + QByteArray::number(ask.from) + '-' + last);
        if (!ask.validator.isEmpty())
            request.setRawHeader("If-Range", ask.validator);
    }
    if (url.scheme() == "https"_L1)
        request.setSslConfiguration(tls);
    return request;
}

} // namespace lighterman
