// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/proxysetting.h"

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kNone = "none"_L1;
constexpr int kUsualPort = 80;

Error invalid(const QString &detail)
{
    return {ErrorCode::InvalidProxyInfo, detail, {}, {}};
}

} // namespace

Result<QUrl> readProxy(QStringView text)
{
    if (text == kNone)
        return QUrl();
    QString link = text.toString();
    if (!link.contains("://"_L1))
        link.prepend("http://"_L1);
    QUrl proxy(link, QUrl::StrictMode);
    if (proxy.path() == u"/"_s)
        proxy.setPath({});
    if (proxy.scheme() == "http"_L1 && proxy.port() < 0)
        proxy.setPort(kUsualPort);
    const auto checked = checkProxy(proxy);
    if (!checked)
        return tl::unexpected(checked.error());
    if (proxy.isEmpty())
        return tl::unexpected(invalid(u"none, or http://HOST:PORT is needed"_s));
    return proxy;
}

QString proxyText(const QUrl &proxy)
{
    return proxy.isEmpty() ? QString(kNone) : proxy.toString();
}

Result<void> checkProxy(const QUrl &proxy)
{
    if (proxy.isEmpty())
        return {};
    if (!proxy.userInfo().isEmpty())
        return tl::unexpected(invalid(
            u"it has a user name in it: lighterman credentials set JOB --target proxy is for that"_s));
    const bool isWhole = proxy.isValid() && proxy.scheme() == "http"_L1 && !proxy.host().isEmpty()
        && proxy.port() > 0 && proxy.path().isEmpty() && !proxy.hasQuery() && !proxy.hasFragment();
    if (!isWhole)
        return tl::unexpected(invalid(u"none, or http://HOST:PORT is needed"_s));
    return {};
}

} // namespace lighterman
