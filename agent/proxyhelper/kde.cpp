// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/proxyhelper/kde.h"

#include "agent/proxyhelper/environment.h"
#include "agent/proxyhelper/exceptions.h"
#include "agent/proxyhelper/proxylink.h"

#include <QFile>

#include <algorithm>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLargestFile = 1 << 20; // bytes

/// ProxyType as kioslaverc has it.
enum class KdeType : quint8 { None, Manual, Script, Wpad, Environment };

/// The files from that of the least to that of the most weight.
QStringList filesOf(const QProcessEnvironment &variables)
{
    QStringList folders
        = variables.value(u"XDG_CONFIG_DIRS"_s, u"/etc/xdg"_s).split(u':', Qt::SkipEmptyParts);
    std::reverse(folders.begin(), folders.end());
    const QString own = variables.value(u"XDG_CONFIG_HOME"_s);
    folders.append(own.isEmpty() ? variables.value(u"HOME"_s) + u"/.config"_s : own);
    for (QString &folder : folders)
        folder += u"/kioslaverc"_s;
    return folders;
}

/// "http://host 8080" is "http://host:8080" to KDE.
QString withColon(const QString &written)
{
    QString text = written.trimmed();
    const qsizetype blank = text.lastIndexOf(u' ');
    if (blank < 0)
        return text;
    QString host = text.left(blank).trimmed();
    while (host.endsWith(u'/'))
        host.chop(1);
    return host + u':' + text.mid(blank + 1);
}

/// The value of `key`, or for type 4 that of the variable that it names.
Result<QString> valueOf(const QString &key, KdeType type, const KdeSettings &settings,
                        const QProcessEnvironment &variables)
{
    const QString written = settings.values.value(key).trimmed();
    if (type != KdeType::Environment || written.isEmpty())
        return type == KdeType::Environment ? QString() : withColon(written);
    const QStringList names = readExceptions(written);
    for (const QString &name : names) {
        if (const QString value = variables.value(name).trimmed(); !value.isEmpty())
            return value;
    }
    if (key == "NoProxyFor"_L1)
        return QString();
    return fail(ErrorCode::InvalidProxyInfo,
                settings.place + u": names a variable that is not set here"_s);
}

Result<bool> isException(const QUrl &url, KdeType type, const KdeSettings &settings,
                         const QProcessEnvironment &variables)
{
    const QString key = u"NoProxyFor"_s;
    const auto list = type == KdeType::Environment ? valueOf(key, type, settings, variables)
                                                   : settings.values.value(key);
    if (!list)
        return tl::unexpected(list.error());
    const bool isListed = isExempt(url, readExceptions(*list), Names::WithHostsBelow);
    const QString reversed = settings.values.value(u"ReversedException"_s).toLower();
    const bool isReversed
        = type == KdeType::Manual && (reversed == "true"_L1 || reversed == "1"_L1);
    return isListed != isReversed;
}

Result<std::vector<ProxyEntry>> entriesFor(const QUrl &url, KdeType type,
                                           const KdeSettings &settings,
                                           const QProcessEnvironment &variables)
{
    std::vector<ProxyEntry> entries;
    for (const QString &kind : {url.scheme(), u"socks"_s}) {
        const auto value = valueOf(kind + u"Proxy"_s, type, settings, variables);
        if (!value)
            return tl::unexpected(value.error());
        if (value->isEmpty())
            continue;
        const bool isSocks = kind == "socks"_L1;
        const qsizetype schemeEnd = value->indexOf("://"_L1);
        const QString bare = schemeEnd < 0 ? *value : value->mid(schemeEnd + 3);
        const auto entry = readProxyLink(isSocks ? u"socks5://"_s + bare : *value, settings.place);
        if (!entry)
            return tl::unexpected(entry.error());
        entries.push_back(*entry);
    }
    if (entries.empty())
        entries.push_back({.proxy = u"direct"_s});
    return entries;
}

Result<std::optional<SettingsAnswer>> listed(const QUrl &url, KdeType type,
                                             const KdeSettings &settings,
                                             const QProcessEnvironment &variables)
{
    SettingsAnswer answer{.source = SettingsSource::Kde,
                          .place = settings.place,
                          .proxies = {{.proxy = u"direct"_s}}};
    const auto isDirect = isException(url, type, settings, variables);
    if (!isDirect)
        return tl::unexpected(isDirect.error());
    if (*isDirect) {
        answer.place += u" NoProxyFor"_s;
        return answer;
    }
    auto entries = entriesFor(url, type, settings, variables);
    if (!entries)
        return tl::unexpected(entries.error());
    answer.proxies = *std::move(entries);
    return answer;
}

Result<std::optional<SettingsAnswer>> fromVariables(const QUrl &url, const KdeSettings &settings,
                                                    const QProcessEnvironment &variables)
{
    const bool namesAny = std::any_of(
        settings.values.keyBegin(), settings.values.keyEnd(), [&settings](const QString &key) {
            return key.endsWith("Proxy"_L1) && !settings.values.value(key).trimmed().isEmpty();
        });
    if (!namesAny)
        return std::nullopt;
    return listed(url, KdeType::Environment, settings, variables);
}

Result<std::optional<SettingsAnswer>> fromScript(const KdeSettings &settings)
{
    const auto script
        = readScriptLink(settings.values.value(u"Proxy Config Script"_s), settings.place);
    if (!script)
        return tl::unexpected(script.error());
    return SettingsAnswer{
        .source = SettingsSource::Kde, .place = settings.place, .script = *script};
}

} // namespace

KdeSettings readKdeSettings(const QProcessEnvironment &variables)
{
    KdeSettings settings;
    const QStringList paths = filesOf(variables);
    for (const QString &path : paths) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly) || file.size() > kLargestFile)
            continue;
        const auto values = readProxyGroup(file.read(kLargestFile));
        if (!values.isEmpty())
            settings.place = path;
        settings.values.insert(values);
    }
    return settings;
}

QHash<QString, QString> readProxyGroup(const QByteArray &file)
{
    QHash<QString, QString> values;
    bool isOurs = false;
    const QStringList lines = QString::fromUtf8(file).split(u'\n');
    for (const QString &written : lines) {
        const QString line = written.trimmed();
        if (line.startsWith(u'['))
            isOurs = line == "[Proxy Settings]"_L1 || line == "[Proxy Settings][$i]"_L1;
        const qsizetype equals = line.indexOf(u'=');
        if (!isOurs || line.startsWith(u'#') || line.startsWith(u'[') || equals <= 0)
            continue;
        const QString key = line.left(equals).section(u'[', 0, 0).trimmed();
        values.insert(key, line.mid(equals + 1).trimmed());
    }
    return values;
}

Result<std::optional<SettingsAnswer>> kdeSays(const QUrl &url, const KdeSettings &settings,
                                              const QProcessEnvironment &variables)
{
    const QString written = settings.values.value(u"ProxyType"_s, u"0"_s);
    bool isNumber = false;
    const int type = written.toInt(&isNumber);
    if (!isNumber || type < 0 || type > int(KdeType::Environment))
        return fail(ErrorCode::InvalidProxyInfo,
                    settings.place + u": ProxyType is none of those from 0 to 4"_s);
    switch (KdeType(type)) {
    case KdeType::None:
        break;
    case KdeType::Manual:
        return listed(url, KdeType::Manual, settings, variables);
    case KdeType::Script:
        return fromScript(settings);
    case KdeType::Wpad:
        return SettingsAnswer{
            .source = SettingsSource::Kde, .place = settings.place, .isWpad = true};
    case KdeType::Environment:
        return fromVariables(url, settings, variables);
    }
    return std::nullopt;
}

} // namespace lighterman
