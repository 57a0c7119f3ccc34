// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/proxyhelper/answer.h"

#include "common/base/redact.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestDetail = 200; // characters

QLatin1StringView wireName(SettingsSource source)
{
    switch (source) {
    case SettingsSource::None:
        return "none"_L1;
    case SettingsSource::Environment:
        return "environment"_L1;
    case SettingsSource::Gnome:
        return "gnome"_L1;
    case SettingsSource::Kde:
        return "kde"_L1;
    }
    return {};
}

QJsonObject refusal(const QString &code, const QString &detail)
{
    return {{u"error"_s, code}, {u"detail"_s, detailOf(detail)}};
}

QByteArray lineOf(const QJsonObject &object)
{
    const auto line = [](const QJsonObject &said) {
        return QJsonDocument(said).toJson(QJsonDocument::Compact) + '\n';
    };
    QByteArray text = line(object);
    if (text.size() <= kLargestAnswer)
        return text;
    const bool isScripts = object.contains("answer"_L1);
    return line(refusal(isScripts ? u"script-failed"_s : wireName(ErrorCode::InvalidProxyInfo),
                        u"the answer is too long"_s));
}

QJsonObject jsonOf(const ProxyEntry &entry)
{
    QJsonObject object{{u"proxy"_s, entry.proxy}};
    if (!entry.user.isEmpty())
        object[u"user"_s] = entry.user;
    if (!entry.password.isEmpty())
        object[u"password"_s] = entry.password;
    return object;
}

QJsonObject jsonOf(const SettingsAnswer &answer)
{
    QJsonObject object{{u"source"_s, wireName(answer.source)}, {u"place"_s, answer.place}};
    if (!answer.proxies.empty()) {
        QJsonArray proxies;
        for (const ProxyEntry &entry : answer.proxies)
            proxies.append(jsonOf(entry));
        object[u"proxies"_s] = proxies;
    }
    if (!answer.script.isEmpty())
        object[u"script"_s] = answer.script;
    if (answer.isWpad)
        object[u"wpad"_s] = true;
    if (answer.everywhere)
        object[u"everywhere"_s] = true;
    return object;
}

} // namespace

QByteArray settingsLine(const Result<SettingsAnswer> &answer)
{
    return answer ? lineOf(jsonOf(*answer)) : refusalLine(answer.error());
}

QByteArray scriptLine(const tl::expected<QString, QString> &answer)
{
    if (!answer)
        return lineOf(refusal(u"script-failed"_s, answer.error()));
    return lineOf({{u"answer"_s, *answer}});
}

QByteArray refusalLine(const Error &why)
{
    return lineOf(refusal(wireName(why.code), why.detail));
}

QString detailOf(const QString &text)
{
    return oneLine(text.simplified(), kLongestDetail);
}

} // namespace lighterman
