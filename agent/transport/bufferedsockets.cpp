// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/bufferedsockets.h"

#include <algorithm>

namespace lighterman {

QList<QNetworkProxy> BufferedSockets::queryProxy(const QNetworkProxyQuery &query)
{
    const QList<QNetworkProxy> proxies = proxyForQuery(query);
    const bool direct = std::ranges::all_of(
        proxies, [](const QNetworkProxy &one) { return one.type() == QNetworkProxy::NoProxy; });
    return direct ? QList<QNetworkProxy>{QNetworkProxy(QNetworkProxy::DefaultProxy)} : proxies;
}

} // namespace lighterman
