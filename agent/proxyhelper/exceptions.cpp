// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/proxyhelper/exceptions.h"

#include "agent/proxyhelper/addresses.h"

#include <proxy.h>
#include <string_view>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// Leaves libproxy nothing to decide but the exceptions: any proxy, and no plug-ins, of which some
/// would ask the desktop, and crash at exit.
void setVariables(const QByteArray &exceptions)
{
    for (const char *const other :
         {"https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "_PX_DEBUG", "_MM_DEBUG"})
        qunsetenv(other);
    qputenv("PX_MODULE_PATH", "/dev/null");
    qputenv("http_proxy", "http://proxy.invalid:1");
    qputenv("no_proxy", exceptions);
}

bool libproxySaysDirect(const QByteArray &url)
{
    auto *const factory = ::px_proxy_factory_new();
    if (factory == nullptr)
        return false;
    char **const proxies = ::px_proxy_factory_get_proxies(factory, url.constData());
    const bool isDirect
        = proxies != nullptr && *proxies != nullptr && std::string_view(*proxies) == "direct://";
    ::px_proxy_factory_free_proxies(proxies);
    ::px_proxy_factory_free(factory);
    return isDirect;
}

bool isPlainName(const QString &entry)
{
    return !entry.startsWith(u'.') && !entry.startsWith(u'*') && !entry.startsWith(u'<')
        && !entry.contains(u'/') && !readAddress(entry.section(u':', 0, 0));
}

/// Of IPv6, of which libproxy knows single addresses at most; with brackets or without.
bool isSixthVersion(const QString &entry)
{
    return entry.count(u':') > 1;
}

bool isIn(const QUrl &url, QString network)
{
    const qsizetype closing = network.indexOf(u']');
    const QString behind = closing < 0 ? QString() : network.mid(closing + 1);
    if (behind.startsWith(u':')
        && QStringView(behind).mid(1).toInt() != url.port(url.scheme() == "http"_L1 ? 80 : 443))
        return false;
    if (closing >= 0)
        network
            = network.left(closing).remove(u'[') + (behind.startsWith(u'/') ? behind : QString());
    const auto address = readAddress(url.host());
    return address && isInPrefix(*address, network);
}

void addName(QStringList &list, const QString &entry, Names names)
{
    list.append(entry);
    if (names == Names::Alone)
        return;
    if (entry.startsWith(u'.'))
        list.append(entry.mid(1));
    else if (isPlainName(entry))
        list.append(u'.' + entry);
}

} // namespace

bool isExempt(const QUrl &url, const QStringList &exceptions, Names names)
{
    QStringList list;
    for (const QString &written : exceptions) {
        const QString entry = written.trimmed().toLower();
        if (entry == "*"_L1 || (isSixthVersion(entry) && isIn(url, entry)))
            return true;
        if (!entry.isEmpty() && !isSixthVersion(entry))
            addName(list, entry, names);
    }
    if (list.isEmpty())
        return false;
    setVariables(list.join(u',').toUtf8());
    return libproxySaysDirect(url.toEncoded(QUrl::RemoveUserInfo | QUrl::RemovePath
                                            | QUrl::RemoveQuery | QUrl::RemoveFragment)
                              + '/');
}

} // namespace lighterman
