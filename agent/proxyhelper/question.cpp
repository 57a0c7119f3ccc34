// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/proxyhelper/question.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostAddresses = 64;

tl::unexpected<Error> refused(const QString &why)
{
    return fail(ErrorCode::InvalidArgument, why);
}

Result<QUrl> readLink(const QJsonObject &object)
{
    const QUrl url(object["url"_L1].toString(), QUrl::StrictMode);
    const bool isWeb = url.scheme() == "http"_L1 || url.scheme() == "https"_L1;
    if (!url.isValid() || !isWeb || url.host().isEmpty())
        return refused(u"url is no link of http or https"_s);
    return url;
}

Result<Question> readScriptQuestion(const QJsonObject &object, const QUrl &url)
{
    if (!object["script"_L1].isString())
        return refused(u"there is no script"_s);
    ScriptQuestion question{.url = url.toString(QUrl::FullyEncoded | QUrl::RemoveUserInfo),
                            .host = object["host"_L1].toString().toLower(),
                            .script = object["script"_L1].toString()};
    if (question.host.isEmpty())
        question.host = url.host(QUrl::FullyEncoded);
    const QJsonArray addresses = object["addresses"_L1].toArray();
    for (const auto &address : addresses) {
        if (address.isString() && question.addresses.size() < kMostAddresses)
            question.addresses.append(address.toString());
    }
    return question;
}

} // namespace

Result<Question> readQuestion(const QByteArray &json)
{
    if (json.size() > kLargestQuestion)
        return refused(u"the question is too long"_s);
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isObject())
        return refused(u"the question is no JSON object"_s);
    const QJsonObject object = document.object();
    const auto url = readLink(object);
    if (!url)
        return tl::unexpected(url.error());
    const QString ask = object["ask"_L1].toString();
    if (ask == "settings"_L1)
        return SettingsQuestion{*url};
    if (ask == "script"_L1)
        return readScriptQuestion(object, *url);
    return refused(u"ask is neither settings nor script"_s);
}

} // namespace lighterman
