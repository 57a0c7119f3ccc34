// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/proxyhelper/gnome.h"

#include "agent/proxyhelper/exceptions.h"
#include "agent/proxyhelper/proxylink.h"

#include <gio/gio.h>
#include <memory>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kSchema = "org.gnome.system.proxy";

struct Unref
{
    void operator()(gpointer object) const { ::g_object_unref(object); }
};
using Settings = std::unique_ptr<GSettings, Unref>;

QString textOf(const Settings &settings, const char *key)
{
    gchar *const value = ::g_settings_get_string(settings.get(), key);
    QString text = QString::fromUtf8(value);
    ::g_free(value);
    return text;
}

QStringList listOf(const Settings &settings, const char *key)
{
    gchar **const values = ::g_settings_get_strv(settings.get(), key);
    QStringList list;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-bounds-pointer-arithmetic): it is an array of C
    for (gchar **value = values; *value != nullptr; ++value)
        list.append(QString::fromUtf8(*value));
    ::g_strfreev(values);
    return list;
}

GnomeProxy proxyOf(const Settings &settings)
{
    return {.host = textOf(settings, "host").trimmed(),
            .port = ::g_settings_get_int(settings.get(), "port")};
}

Settings child(const Settings &settings, const char *name)
{
    return Settings(::g_settings_get_child(settings.get(), name));
}

/// Asking for one that is not there ends the process.
bool isInstalled()
{
    GSettingsSchemaSource *const source = ::g_settings_schema_source_get_default();
    if (source == nullptr)
        return false;
    GSettingsSchema *const schema = ::g_settings_schema_source_lookup(source, kSchema, TRUE);
    if (schema != nullptr)
        ::g_settings_schema_unref(schema);
    return schema != nullptr;
}

bool isUsed(const GnomeProxy &proxy)
{
    return !proxy.host.isEmpty() && proxy.port > 0;
}

Result<ProxyEntry> entryOf(const GnomeProxy &proxy, const QString &scheme, const QString &place)
{
    const bool needsBrackets = proxy.host.contains(u':') && !proxy.host.startsWith(u'[');
    const QString host = needsBrackets ? u'[' + proxy.host + u']' : proxy.host;
    if (host.contains(u'@') || host.contains(u'/')) // would be read as a part of a link
        return fail(ErrorCode::InvalidProxyInfo, place + u": the host is no name of a host"_s);
    return readProxyLink(u"%1://%2:%3"_s.arg(scheme, host).arg(proxy.port), place);
}

/// The one proxy of the manual settings that is for `url`.
Result<ProxyEntry> manualEntry(const QUrl &url, const GnomeSettings &settings)
{
    const QString schema = QString::fromLatin1(kSchema);
    if (url.scheme() == "https"_L1 && isUsed(settings.https))
        return entryOf(settings.https, u"http"_s, schema + u".https"_s);
    if (isUsed(settings.http)) {
        auto entry = entryOf(settings.http, u"http"_s, schema + u".http"_s);
        if (entry) {
            entry->user = settings.user;
            entry->password = settings.password;
        }
        return entry;
    }
    if (isUsed(settings.socks))
        return entryOf(settings.socks, u"socks5"_s, schema + u".socks"_s);
    return ProxyEntry{.proxy = u"direct"_s};
}

bool isEmptyForAll(const GnomeSettings &settings)
{
    return !isUsed(settings.http) && !isUsed(settings.https) && !isUsed(settings.socks);
}

Result<std::optional<SettingsAnswer>> manual(const QUrl &url, const GnomeSettings &settings,
                                             SettingsAnswer answer)
{
    answer.proxies = {{.proxy = u"direct"_s}};
    answer.everywhere = isEmptyForAll(settings);
    if (answer.everywhere)
        return answer;
    if (isExempt(url, settings.exceptions, Names::Alone)) {
        answer.place += u" ignore-hosts"_s;
        return answer;
    }
    const auto entry = manualEntry(url, settings);
    if (!entry)
        return tl::unexpected(entry.error());
    answer.proxies = {*entry};
    return answer;
}

} // namespace

std::optional<GnomeSettings> readGnomeSettings()
{
    if (!isInstalled())
        return std::nullopt;
    const Settings proxy(::g_settings_new(kSchema));
    const Settings http = child(proxy, "http");
    GnomeSettings settings{.mode = textOf(proxy, "mode"),
                           .scriptLink = textOf(proxy, "autoconfig-url").trimmed(),
                           .exceptions = listOf(proxy, "ignore-hosts"),
                           .http = proxyOf(http),
                           .https = proxyOf(child(proxy, "https")),
                           .socks = proxyOf(child(proxy, "socks"))};
    if (::g_settings_get_boolean(http.get(), "use-authentication") != FALSE) {
        settings.user = textOf(http, "authentication-user");
        settings.password = textOf(http, "authentication-password");
    }
    return settings;
}

Result<std::optional<SettingsAnswer>> gnomeSays(const QUrl &url, const GnomeSettings &settings)
{
    SettingsAnswer answer{.source = SettingsSource::Gnome, .place = QString::fromLatin1(kSchema)};
    if (settings.mode == "manual"_L1)
        return manual(url, settings, std::move(answer));
    if (settings.mode != "auto"_L1)
        return std::nullopt;
    answer.isWpad = settings.scriptLink.isEmpty();
    if (answer.isWpad)
        return answer;
    const auto script = readScriptLink(settings.scriptLink, answer.place + u" autoconfig-url"_s);
    if (!script)
        return tl::unexpected(script.error());
    answer.script = *script;
    return answer;
}

} // namespace lighterman
