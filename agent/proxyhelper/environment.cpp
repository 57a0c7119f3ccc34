// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/proxyhelper/environment.h"

#include "agent/proxyhelper/exceptions.h"
#include "agent/proxyhelper/proxylink.h"

#include <QRegularExpression>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

QStringList namesFor(const QString &scheme)
{
    if (scheme == "http"_L1)
        return {u"http_proxy"_s, u"HTTP_PROXY"_s, u"all_proxy"_s, u"ALL_PROXY"_s};
    return {u"https_proxy"_s, u"HTTPS_PROXY"_s, u"all_proxy"_s,
            u"ALL_PROXY"_s,   u"http_proxy"_s,  u"HTTP_PROXY"_s};
}

/// The first of `names` that is there and not empty; an empty name where none is.
QString firstSet(const QStringList &names, const QProcessEnvironment &variables)
{
    for (const QString &name : names) {
        if (!variables.value(name).trimmed().isEmpty())
            return name;
    }
    return {};
}

} // namespace

Result<std::optional<SettingsAnswer>> environmentSays(const QUrl &url,
                                                      const QProcessEnvironment &variables)
{
    const QString name = firstSet(namesFor(url.scheme()), variables);
    if (name.isEmpty())
        return std::nullopt;
    const QString exceptions = firstSet({u"no_proxy"_s, u"NO_PROXY"_s}, variables);
    if (isExempt(url, readExceptions(variables.value(exceptions)), Names::WithHostsBelow))
        return SettingsAnswer{.source = SettingsSource::Environment,
                              .place = exceptions,
                              .proxies = {{.proxy = u"direct"_s}}};
    return readProxyValue(variables.value(name), name, SettingsSource::Environment)
        .map([](const SettingsAnswer &answer) { return std::optional(answer); });
}

bool hasProxyVariables(const QProcessEnvironment &variables)
{
    return !firstSet(namesFor(u"https"_s), variables).isEmpty();
}

Result<SettingsAnswer> readProxyValue(const QString &value, const QString &place,
                                      SettingsSource source)
{
    const QString text = value.trimmed();
    SettingsAnswer answer{.source = source, .place = place};
    if (text.startsWith("pac+"_L1, Qt::CaseInsensitive)) {
        const auto script = readScriptLink(text.mid(4), place);
        if (!script)
            return tl::unexpected(script.error());
        answer.script = *script;
        return answer;
    }
    const QString lower = text.toLower();
    answer.isWpad = lower == "wpad:"_L1 || lower == "wpad://"_L1;
    if (answer.isWpad)
        return answer;
    const auto entry = readProxyLink(text, place);
    if (!entry)
        return tl::unexpected(entry.error());
    answer.proxies = {*entry};
    return answer;
}

QStringList readExceptions(const QString &list)
{
    static const QRegularExpression between(u"[,;\\s]+"_s);
    return list.split(between, Qt::SkipEmptyParts);
}

} // namespace lighterman
