// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/proxyhelper/proxylink.h"

#include <QUrl>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr int kHttpPort = 80;
constexpr int kSocksPort = 1080;

tl::unexpected<Error> unusable(const QString &place, const QString &why)
{
    return fail(ErrorCode::InvalidProxyInfo, place + u": "_s + why);
}

/// The scheme in our words; empty for one that nobody here speaks.
QString schemeOf(const QString &written)
{
    if (written == "http"_L1)
        return written;
    if (written == "socks"_L1 || written == "socks5"_L1 || written == "socks5h"_L1)
        return u"socks5"_s;
    return {};
}

/// What is before the path, the query and the fragment: as curl reads it, the first of `/?#` ends
/// it.
QString authorityIn(const QString &rest)
{
    for (qsizetype at = 0; at < rest.size(); ++at) {
        if (u"/?#"_s.contains(rest[at]))
            return rest.left(at);
    }
    return rest;
}

QString decoded(const QString &text)
{
    return QUrl::fromPercentEncoding(text.toUtf8());
}

void takeLogin(QString &authority, ProxyEntry &entry)
{
    const qsizetype end = authority.lastIndexOf(u'@'); // a password may have one, too
    if (end < 0)
        return;
    const QString login = authority.left(end);
    authority.remove(0, end + 1);
    entry.user = decoded(login.section(u':', 0, 0));
    entry.password = decoded(login.section(u':', 1));
}

} // namespace

Result<ProxyEntry> readProxyLink(const QString &text, const QString &place)
{
    const QString link = text.trimmed();
    const qsizetype schemeEnd = link.indexOf("://"_L1);
    const QString written = schemeEnd < 0 ? u"http"_s : link.left(schemeEnd).toLower();
    if (written == "direct"_L1)
        return ProxyEntry{.proxy = u"direct"_s};
    const QString scheme = schemeOf(written);
    if (scheme.isEmpty())
        return unusable(place, u"a proxy of a kind that is not supported"_s);
    ProxyEntry entry;
    QString authority = authorityIn(schemeEnd < 0 ? link : link.mid(schemeEnd + 3));
    takeLogin(authority, entry);
    QUrl url;
    url.setScheme(scheme);
    url.setAuthority(authority, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || url.port() == 0)
        return unusable(place, u"no host, or no port, can be read from it"_s);
    if (url.port() < 0)
        url.setPort(scheme == "http"_L1 ? kHttpPort : kSocksPort);
    entry.proxy = QString::fromLatin1(url.toEncoded());
    return entry;
}

Result<QString> readScriptLink(const QString &text, const QString &place)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    const bool isWeb = url.scheme() == "http"_L1 || url.scheme() == "https"_L1;
    if (url.isValid() && isWeb && !url.host().isEmpty())
        return QString::fromLatin1(url.toEncoded());
    if (url.isValid() && url.isLocalFile() && url.host().isEmpty() && url.path().size() > 1)
        return QString::fromLatin1(url.toEncoded());
    return unusable(place, u"no link of a script that can be read"_s);
}

} // namespace lighterman
